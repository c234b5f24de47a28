/// The places in a text that regions name by offsets. The tables are made once, however many regions there are on the text.
final class TextOffsets {
    private let text: String
    private lazy var scalars = Array(text.unicodeScalars)
    private lazy var units = Array(text.utf16)
    /// Where in `units` the second halves of surrogate pairs stand, rising: each makes offsets in UTF-16 one larger.
    private lazy var secondHalves = units.indices.filter { UTF16.isTrailSurrogate(units[$0]) }

    init(_ text: String) { self.text = text }

    /// The region in Unicode scalars, and whether its offsets counted UTF-16 code units, as older Label Studios did; `nil` if they
    /// do not lead to what is quoted either way. `start` is at most `end`, and neither is negative.
    func find(_ start: Int64, _ end: Int64, quoting quoted: String?) -> (range: Range<Int64>, isConverted: Bool)? {
        if end <= scalars.count {
            let slice = scalars[Int(start)..<Int(end)]
            if quoted.map({ slice.elementsEqual($0.unicodeScalars) }) ?? true { return (start..<end, false) }
        }
        guard let quoted, end <= units.count, units[Int(start)..<Int(end)].elementsEqual(quoted.utf16) else { return nil }
        // What is quoted is text, so neither end cuts a pair of surrogates.
        let before = start - Int64(secondHalvesCount(before: Int(start)))
        return (before..<before + Int64(quoted.unicodeScalars.count), true)
    }

    /// True if offsets up to `end` lead to one place counted in characters and to another in UTF-16.
    func isAmbiguous(upTo end: Int64) -> Bool { secondHalves.first.map { $0 <= end } ?? false }

    private func secondHalvesCount(before offset: Int) -> Int {
        var (low, high) = (0, secondHalves.count)
        while low < high {
            let middle = (low + high) / 2
            if secondHalves[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
