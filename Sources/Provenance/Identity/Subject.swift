import Primitives

/// What an event is about, `<kind>:<path>` (protocol.md §4). Its history is the ordered list of the entries that touch it.
public struct Subject: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What a subject is; its raw value begins the text.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case ledger, seal, authority, annotator, model, connector, credential, work, dataset, policy, guideline, item
        case label, question, labels, session, release, training, decision, report

        /// How many segments the path has.
        var segmentCount: Int {
            switch self {
            case .ledger, .seal: 0
            case .authority, .annotator, .model, .connector, .dataset, .policy, .guideline, .session, .decision, .report: 1
            case .credential, .work, .item, .labels, .release, .training: 2
            case .label, .question: 3
            }
        }
    }

    /// A longer subject is refused (protocol.md §4).
    public static let maximumByteCount = 512

    public let kind: Kind
    /// Kind, colon and percent-encoded path: ASCII.
    public let description: String
    /// The hash of `description`, made once: a subject is looked up a dozen times on its way into the log.
    package let textHash: Int

    /// What is said of the ledger itself: its opening, policies, officers' and log keys.
    public static let ledger = Subject(.ledger, [])
    /// The seals of the log.
    public static let seal = Subject(.seal, [])

    /// From ids as `data` holds them.
    public init(_ kind: Kind, _ segments: [String]) {
        self.kind = kind
        description = SubjectPath.encode(kind.rawValue, segments)
        textHash = description.hashValue
    }

    /// From parts of the path that are encoded already.
    init(_ kind: Kind, encoded path: String, _ last: String? = nil) {
        self.kind = kind
        description = SubjectPath.join(kind.rawValue, path, last)
        textHash = description.hashValue
    }

    /// Reads the encoded form; `nil` if it is not the one spelling of a subject.
    public init?(parsing text: String) {
        var text = text
        guard let kind = text.withUTF8({ SubjectPath.kind(of: UnsafeRawBufferPointer($0)) }) else { return nil }
        self.kind = kind
        description = text
        textHash = text.hashValue
    }

    /// As `init(parsing:)`, from the text's bytes.
    public init?(parsing text: UnsafeRawBufferPointer) {
        guard let kind = SubjectPath.kind(of: text) else { return nil }
        self.kind = kind
        // A subject is ASCII.
        description = String(decoding: text, as: UTF8.self)
        textHash = description.hashValue
    }

    /// The ids of the path, decoded.
    public var segments: [String] {
        let path = description.utf8.dropFirst(kind.rawValue.utf8.count + 1)
        return path.split(separator: UInt8(ascii: "/")).map { segment in
            let text = Substring(segment)
            guard segment.contains(UInt8(ascii: "%")) else { return String(text) }
            return SubjectPath.decodeSegment(text) ?? String(text)
        }
    }

    public static func == (a: Subject, b: Subject) -> Bool { a.textHash == b.textHash && a.description == b.description }
    public static func < (a: Subject, b: Subject) -> Bool { a.description < b.description }
    public func hash(into hasher: inout Hasher) { hasher.combine(textHash) }
}

extension Subject {
    /// A label of an item, by its id.
    public static func label(_ dataset: String, _ item: String, _ label: String) -> Subject {
        Subject(.label, [dataset, item, label])
    }
    /// The labels that answer one question of an item; `name` is the question's.
    public static func question(_ dataset: String, _ item: String, _ name: String) -> Subject {
        Subject(.question, [dataset, item, name])
    }
    /// All labels of an item.
    public static func labels(_ dataset: String, _ item: String) -> Subject { Subject(.labels, [dataset, item]) }
    /// An item of a dataset.
    public static func item(_ dataset: String, _ item: String) -> Subject { Subject(.item, [dataset, item]) }
    /// Everything that is said in a dataset, and of it.
    public static func dataset(_ dataset: String) -> Subject { Subject(.dataset, [dataset]) }
    /// What is asked of labels in a dataset: its definition, requirements and guidelines.
    public static func policy(_ dataset: String) -> Subject { Subject(.policy, [dataset]) }
    /// A guideline with its versions.
    public static func guideline(_ guideline: String) -> Subject { Subject(.guideline, [guideline]) }
    /// An authority that certifies people.
    public static func authority(_ authority: String) -> Subject { Subject(.authority, [authority]) }
    /// A credential by the authority that issued it and the id that it has there.
    public static func credential(_ authority: String, _ credential: String) -> Subject {
        Subject(.credential, [authority, credential])
    }
    /// A version of a dataset that was released.
    public static func release(_ dataset: String, _ version: String) -> Subject { Subject(.release, [dataset, version]) }
    /// A version of a model that was trained.
    public static func training(_ model: String, _ version: String) -> Subject { Subject(.training, [model, version]) }
}

/// How ids become path segments: bytes outside `[A-Za-z0-9._~-]` are percent-encoded with upper-case hex, those inside never.
public enum SubjectPath {
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        // One bit for each of the 128 characters of ASCII: -.0-9 in the lower word, A-Z_a-z~ in the upper.
        let word: UInt64 = byte < 64 ? 0x03FF_6000_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 128 && word >> UInt64(byte & 63) & 1 == 1
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    public static func encodeSegment(_ id: String) -> String {
        let count = encodedCount(id)
        guard count > id.utf8.count else { return id }
        return String(unsafeUninitializedCapacity: count) { write(id, to: $0, at: 0) }
    }

    /// `<kind>:<path>`, written once into a string of its size: every event makes half a dozen of these.
    static func encode(_ kind: String, _ segments: [String]) -> String {
        var count = kind.utf8.count + 1 + max(0, segments.count - 1)
        for segment in segments { count += encodedCount(segment) }
        return String(unsafeUninitializedCapacity: count) { buffer in
            var at = write(kind, to: buffer, at: 0)
            buffer[at] = UInt8(ascii: ":")
            at += 1
            for (place, segment) in segments.enumerated() {
                if place > 0 {
                    buffer[at] = UInt8(ascii: "/")
                    at += 1
                }
                at = write(segment, to: buffer, at: at)
            }
            return at
        }
    }

    private static func encodedCount(_ id: String) -> Int {
        var id = id
        return id.withUTF8 { bytes in
            var escaped = 0
            for byte in bytes where !isPlain(byte) { escaped += 1 }
            return bytes.count + 2 * escaped
        }
    }

    /// Writes `id` encoded and gives the place after it. There is room for it.
    private static func write(_ id: String, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        var id = id
        return id.withUTF8 { bytes in
            var at = start
            for byte in bytes {
                if isPlain(byte) {
                    buffer[at] = byte
                    at += 1
                } else {
                    buffer[at] = UInt8(ascii: "%")
                    buffer[at + 1] = digits[Int(byte >> 4)]
                    buffer[at + 2] = digits[Int(byte & 15)]
                    at += 3
                }
            }
            return at
        }
    }

    /// `<kind>:<path>`, with `last` behind the path, of parts that are encoded already.
    static func join(_ kind: String, _ path: String, _ last: String?) -> String {
        let count = kind.utf8.count + 1 + path.utf8.count + (last.map { 1 + $0.utf8.count } ?? 0)
        return String(unsafeUninitializedCapacity: count) { buffer in
            var at = copy(kind, to: buffer, at: 0)
            at = put(":", to: buffer, at: at)
            at = copy(path, to: buffer, at: at)
            guard let last else { return at }
            return copy(last, to: buffer, at: put("/", to: buffer, at: at))
        }
    }

    // Each gives the place behind what it wrote.
    private static func copy(_ text: String, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            if let start = bytes.baseAddress { buffer.baseAddress?.advanced(by: place).update(from: start, count: bytes.count) }
            return place + bytes.count
        }
    }

    private static func put(
        _ character: Unicode.Scalar, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int
    ) -> Int {
        buffer[place] = UInt8(ascii: character)
        return place + 1
    }

    /// The id that `segment` encodes; `nil` unless it is the one encoding of a well-formed id.
    public static func decodeSegment(_ segment: Substring) -> String? {
        var text = String(segment)
        return text.withUTF8 { decodeSegment(UnsafeRawBufferPointer($0)) }
    }

    /// As `decodeSegment(_:)`, from the text's bytes.
    static func decodeSegment(_ segment: UnsafeRawBufferPointer) -> String? {
        if segment.allSatisfy(isPlain) {
            return Identifier.isDots(segment) ? nil : String(decoding: segment, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segment.count)
        var rest = segment[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let upper = digits.firstIndex(of: high), let lower = digits.firstIndex(of: low)
                else { return nil }
                bytes.append(UInt8(upper << 4 | lower))
            } else {
                bytes.append(byte)
            }
        }
        guard let id = String(validating: bytes, as: UTF8.self), Identifier.isWellFormed(id),
            encodeSegment(id).utf8.elementsEqual(segment)
        else { return nil }
        return id
    }

    /// The kind of the subject whose one spelling `text` is; `nil` if it is that of none.
    static func kind(of text: UnsafeRawBufferPointer) -> Subject.Kind? {
        guard text.count <= Subject.maximumByteCount, let colon = text.firstIndex(of: UInt8(ascii: ":"), from: 0),
            let kind = kinds[part(text, 0, colon)]
        else { return nil }
        var count = 0
        var start = colon + 1
        guard start < text.count else { return kind.segmentCount == 0 ? kind : nil }
        while start <= text.count {
            let end = text.firstIndex(of: UInt8(ascii: "/"), from: start) ?? text.count
            let segment = part(text, start, end)
            let standsForItself = segment.allSatisfy(isPlain)
            guard standsForItself ? !Identifier.isDots(segment) : decodeSegment(segment) != nil else { return nil }
            count += 1
            start = end + 1
        }
        return count == kind.segmentCount ? kind : nil
    }

    private static func part(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    private static let kinds = Spellings<Subject.Kind>()
}
