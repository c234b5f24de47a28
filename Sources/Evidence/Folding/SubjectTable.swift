import Provenance

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Records by subject, for the kinds of which there are as many as entries: no heap object for each.
struct SubjectTable<Record: Sendable>: Sendable {
    private(set) var records: [Record] = []
    private var slots = SlotIndex()
    /// The texts of all subjects, one after the other.
    private var texts: [UInt8] = []
    /// Where the text of each record ends.
    private var ends: [Int] = []

    var count: Int { records.count }

    func place(of subject: Subject) -> Int? {
        var text = subject.description
        return text.withUTF8 { place(of: UnsafeRawBufferPointer($0)) }
    }

    /// `place`, of the bytes of a subject's text.
    func place(of text: UnsafeRawBufferPointer) -> Int? {
        slots.find(Self.hash(text)) { self.text($0, equals: text) }
    }

    /// The record of `subject`, made by `initial` if there is none.
    mutating func place(of subject: Subject, initial: @autoclosure () -> Record) -> Int {
        var text = subject.description
        return text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            let hash = Self.hash(bytes)
            if let place = slots.find(hash, { self.text($0, equals: bytes) }) { return place }
            texts.append(contentsOf: bytes)
            ends.append(texts.count)
            records.append(initial())
            let (texts, ends) = (texts, ends)
            slots.append(hash) { place in
                texts.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[Self.range(place, ends)])) }
            }
            return records.count - 1
        }
    }

    subscript(place: Int) -> Record {
        get { records[place] }
        _modify { yield &records[place] }
    }

    func subject(at place: Int) -> Subject? {
        Subject(parsing: String(decoding: texts[Self.range(place, ends)], as: UTF8.self))
    }

    private func text(_ place: Int, equals bytes: UnsafeRawBufferPointer) -> Bool {
        let range = Self.range(place, ends)
        guard range.count == bytes.count else { return false }
        return texts.withUnsafeBytes { texts in
            guard let own = texts.baseAddress, let other = bytes.baseAddress else { return bytes.isEmpty }
            return memcmp(own + range.lowerBound, other, range.count) == 0
        }
    }

    private static func range(_ place: Int, _ ends: [Int]) -> Range<Int> {
        (place == 0 ? 0 : ends[place - 1])..<ends[place]
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize()
    }
}
