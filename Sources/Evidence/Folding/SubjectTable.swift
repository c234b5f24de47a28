import Primitives
import Provenance

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
        return text.withUTF8 { bytes in
            slots.find(subject.textHash) { self.text($0, equals: UnsafeRawBufferPointer(bytes)) }
        }
    }

    /// The record of `subject`, made by `initial` if there is none.
    mutating func place(of subject: Subject, initial: @autoclosure () -> Record) -> Int {
        if let place = place(of: subject) { return place }
        texts.append(contentsOf: subject.description.utf8)
        ends.append(texts.count)
        records.append(initial())
        slots.append(subject.textHash)
        return records.count - 1
    }

    subscript(place: Int) -> Record {
        get { records[place] }
        _modify { yield &records[place] }
    }

    func subject(at place: Int) -> Subject? {
        texts.withUnsafeBytes { Subject(parsing: UnsafeRawBufferPointer(rebasing: $0[Self.range(place, ends)])) }
    }

    private func text(_ place: Int, equals bytes: UnsafeRawBufferPointer) -> Bool {
        let range = Self.range(place, ends)
        return texts.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).isSame(as: bytes) }
    }

    private static func range(_ place: Int, _ ends: [Int]) -> Range<Int> {
        (place == 0 ? 0 : ends[place - 1])..<ends[place]
    }
}
