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
        guard let quoted else { return end <= scalars.count ? (start..<end, false) : nil }
        let plain = find(start, end, quoting: quoted, { $0.elementsEqual($1) }, inUnits: { $0.elementsEqual($1) })
        if let plain { return plain }
        // Label Studio quotes each LF and each CR as a backslash and an n.
        return find(
            start, end, quoting: quoted,
            { slice, quoted in slice.lazy.flatMap { $0 == "\n" || $0 == "\r" ? ["\\", "n"] : [$0] }.elementsEqual(quoted) },
            inUnits: { slice, quoted in
                slice.lazy.flatMap { $0 == 0x0A || $0 == 0x0D ? [0x5C, 0x6E] : [$0] }.elementsEqual(quoted)
            })
    }

    private func find(
        _ start: Int64, _ end: Int64, quoting quoted: String,
        _ isQuoted: (ArraySlice<Unicode.Scalar>, String.UnicodeScalarView) -> Bool,
        inUnits isQuotedInUnits: (ArraySlice<UInt16>, String.UTF16View) -> Bool
    ) -> (range: Range<Int64>, isConverted: Bool)? {
        if end <= scalars.count, isQuoted(scalars[Int(start)..<Int(end)], quoted.unicodeScalars) { return (start..<end, false) }
        guard end <= units.count, isQuotedInUnits(units[Int(start)..<Int(end)], quoted.utf16) else { return nil }
        // What is quoted is text, so neither end cuts a pair of surrogates.
        return (start - secondHalvesCount(before: start)..<end - secondHalvesCount(before: end), true)
    }

    /// True if offsets up to `end` lead to one place counted in characters and to another in UTF-16.
    func isAmbiguous(upTo end: Int64) -> Bool { secondHalves.first.map { $0 <= end } ?? false }

    private func secondHalvesCount(before offset: Int64) -> Int64 {
        var (low, high) = (0, secondHalves.count)
        while low < high {
            let middle = (low + high) / 2
            if secondHalves[middle] < Int(offset) { low = middle + 1 } else { high = middle }
        }
        return Int64(low)
    }
}
