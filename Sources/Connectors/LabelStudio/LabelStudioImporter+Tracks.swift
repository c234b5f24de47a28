import Primitives

extension LabelStudioImporter {
    /// The tracks of a task's item, from its data.
    mutating func tracks(
        of task: JSONValue, _ data: JSONObject, at place: ImportPlace, _ steps: inout [ImportStep]
    ) throws(ImportRemark) -> [LabelStudioTrack] {
        var tracks: [LabelStudioTrack] = []
        if let configuration = options.configuration {
            for object in configuration.objects {
                guard let modality = LabelStudioMedia.modality(ofTag: object.tag) else { continue }
                guard let content = data[object.key], content != .null else {
                    steps.append(
                        .problem(
                            ImportRemark(
                                .unknownTrack, place, "the task's data has no \"\(object.key)\", which <\(object.tag)> shows")))
                    continue
                }
                let takesAddress = object.isAddress || modality != .text
                var track = self.track(object.name, content, modality: modality, mayBeAddress: takesAddress)
                track.splitsChannels = object.splitsChannels
                if modality == .video { track.timebase = timebase(ofVideo: object, data, at: place, &steps) }
                tracks.append(track)
            }
        } else {
            for member in data.members {
                switch member.value {
                case .string, .array, .object:
                    var track = self.track(member.name, member.value, modality: nil, mayBeAddress: true)
                    if track.modality == .video { track.timebase = frameTimebase }
                    tracks.append(track)
                default: continue
                }
            }
        }
        try Self.checkNames(of: tracks, at: place)
        guard !tracks.isEmpty else { throw ImportRemark(.unknownTrack, place, "the task's data holds no content to register") }
        for position in tracks.indices where tracks[position].modality == .audio {
            let results = Self.results(on: tracks[position], in: task)
            tracks[position].timebase = sampleTimebase ?? .microseconds
            tracks[position].duration = duration(of: tracks[position], by: results, at: place, &steps)
            // A channel that is not the first shows that they were told apart.
            if results.contains(where: { ($0["value"]?["channel"]?.integer ?? 0) != 0 }) {
                tracks[position].splitsChannels = true
            }
        }
        for track in tracks where track.isReference {
            noteOnce(
                track.id,
                ImportRemark(
                    .referenceOnly, ImportPlace(file: file),
                    "track \"\(track.id)\" is known only by its address, whose digest is registered as text/uri-list"), &steps)
        }
        return tracks
    }

    private static func checkNames(of tracks: [LabelStudioTrack], at place: ImportPlace) throws(ImportRemark) {
        for track in tracks {
            let id = try ForeignIdentifier.read(track.id, "name of a track", at: place)
            guard id.unicodeScalars.elementsEqual(track.id.unicodeScalars) else {
                throw ImportRemark(.badIdentifier, place, "the name of a track is not in Unicode normalisation form C")
            }
        }
        guard Set(tracks.map(\.id)).count == tracks.count else {
            throw ImportRemark(.badIdentifier, place, "two parts of the task have one name")
        }
    }

    /// - Parameter modality: By the configuration; `nil` tells it from the content.
    private func track(_ id: String, _ value: JSONValue, modality: Modality?, mayBeAddress: Bool) -> LabelStudioTrack {
        guard let text = value.string else {
            return LabelStudioTrack(
                id: id, modality: modality ?? .text, content: .text(value.canonicalText), contentMediaType: "application/json")
        }
        guard mayBeAddress, LabelStudioMedia.isAddress(text) else {
            return LabelStudioTrack(id: id, modality: modality ?? .text, content: .text(text), contentMediaType: "text/plain")
        }
        let kind = LabelStudioMedia.kind(of: text)
        let content = options.contentDigest(text).map(TrackContent.digest) ?? .reference(text)
        return LabelStudioTrack(
            id: id, modality: modality ?? kind.modality, content: content, contentMediaType: kind.mediaType)
    }

    private mutating func timebase(
        ofVideo object: LabelStudioConfiguration.Object, _ data: JSONObject, at place: ImportPlace, _ steps: inout [ImportStep]
    ) -> Timebase? {
        if let frameTimebase { return frameTimebase }
        guard var rate = object.frameRate else {
            noteOnce(
                object.name,
                ImportRemark(
                    .assumedFrameRate, ImportPlace(file: file),
                    "the configuration gives no framerate for \"\(object.name)\"; Label Studio then counts 24 frames a second"),
                &steps)
            return Timebase(numerator: 1, denominator: 24)
        }
        if rate.hasPrefix("$") {
            let value = data[String(rate.dropFirst())]
            rate = value?.string ?? value?.canonicalText ?? ""
        }
        let timebase = Timebase(frameRate: rate)
        if timebase == nil {
            steps.append(
                .problem(
                    ImportRemark(.unknownFrameRate, place, "the framerate of \"\(object.name)\" is no number of frames a second"))
            )
        }
        return timebase
    }

    private static func results(on track: LabelStudioTrack, in task: JSONValue) -> [JSONValue] {
        let judged = (task["annotations"]?.array ?? []) + (task["predictions"]?.array ?? [])
        return judged.flatMap { $0["result"]?.array ?? [] }.filter { $0["to_name"]?.string == track.id }
    }

    /// In ticks, where results on the track say how long the audio is: each as the browser that made it measured it, the longest of
    /// them.
    private mutating func duration(
        of track: LabelStudioTrack, by results: [JSONValue], at place: ImportPlace, _ steps: inout [ImportStep]
    ) -> Int64? {
        let lengths = Set(results.compactMap { track.ticks(ofLength: $0["original_length"]) })
        if lengths.count > 1 {
            noteOnce(
                "length of \(track.id)",
                ImportRemark(
                    .lengthsDiffer, place,
                    "results give recordings of the track \"\(track.id)\" several lengths, here as in other tasks; the longest is registered"
                ), &steps)
        }
        return lengths.max()
    }
}
