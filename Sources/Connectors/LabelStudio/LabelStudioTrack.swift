import Primitives

/// One part of a task's data, as a track of its item.
struct LabelStudioTrack {
    let id: String
    let modality: Modality
    let content: TrackContent
    let contentMediaType: String
    var timebase: Timebase?
    /// In ticks.
    var duration: Int64?
    /// Whether regions on it are each on one of its channels, the first among them.
    var splitsChannels = false
    /// Of the text that was shown, where the task holds it.
    let offsets: TextOffsets?

    init(id: String, modality: Modality, content: TrackContent, contentMediaType: String) {
        self.id = id
        self.modality = modality
        self.content = content
        self.contentMediaType = contentMediaType
        offsets = if case .text(let text) = content { TextOffsets(text) } else { nil }
    }

    /// Seconds, as `original_length` gives them, in ticks; `nil` if there are none, or no ticks.
    func ticks(ofLength length: JSONValue?) -> Int64? {
        guard let length = length?.double, length > 0, let seconds = ExactDecimal(length) else { return nil }
        return timebase?.ticks(ofSeconds: seconds)?.whole
    }

    var isReference: Bool { if case .reference = content { true } else { false } }

    var json: JSONValue {
        var track: JSONObject = [
            "id": .string(id), "modality": .string(modality.rawValue), "digest": .string(content.digest.contentDigest),
            "mediaType": .string(content.mediaType(contentMediaType)),
        ]
        if let timebase {
            track["timebase"] = timebase.json
            if let duration { track["duration"] = .integer(duration) }
        }
        return .object(track)
    }
}

/// What kind of content an address leads to, by its ending.
enum LabelStudioMedia {
    private static let byEnding: [String: (Modality, String)] = [
        "wav": (.audio, "audio/wav"), "mp3": (.audio, "audio/mpeg"), "flac": (.audio, "audio/flac"),
        "ogg": (.audio, "audio/ogg"), "m4a": (.audio, "audio/mp4"), "opus": (.audio, "audio/opus"),
        "mp4": (.video, "video/mp4"), "webm": (.video, "video/webm"), "mov": (.video, "video/quicktime"),
        "png": (.image, "image/png"), "jpg": (.image, "image/jpeg"), "jpeg": (.image, "image/jpeg"),
        "gif": (.image, "image/gif"), "webp": (.image, "image/webp"), "svg": (.image, "image/svg+xml"),
        "tif": (.image, "image/tiff"), "tiff": (.image, "image/tiff"), "bmp": (.image, "image/bmp"),
        "pdf": (.document, "application/pdf"), "csv": (.sensor, "text/csv"), "txt": (.text, "text/plain"),
        "html": (.text, "text/html"), "json": (.text, "application/json"),
    ]
    private static let schemes = [
        "http://", "https://", "s3://", "gs://", "azure-blob://", "file://", "redis://", "/data/", "/static/", "data:",
    ]

    static func isAddress(_ text: String) -> Bool {
        schemes.contains { text.hasPrefix($0) } && !text.contains { $0.isWhitespace }
    }

    static func kind(of address: String) -> (modality: Modality, mediaType: String) {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        let ending = path.split(separator: ".").last?.lowercased() ?? ""
        return byEnding[ending] ?? (.document, "application/octet-stream")
    }

    /// By the tag that shows it; `nil` for tags that show none.
    static func modality(ofTag tag: String) -> Modality? {
        switch tag {
        case "Audio", "AudioPlus": .audio
        case "Video": .video
        case "Image", "ImagePlus": .image
        case "Text", "HyperText", "Paragraphs", "Table", "Chat", "List": .text
        case "TimeSeries": .sensor
        case "Pdf", "PDF": .document
        default: nil
        }
    }
}
