/// How far a track reaches, so that places on it can be checked without its content being kept.
struct TrackExtent: Sendable {
    /// In UTF-16 code units; `nil` if the text is not here.
    private var unitCount: Int64?
    /// Where the second halves of surrogate pairs stand in UTF-16, rising: each makes offsets there one larger.
    private var secondHalves: [Int64] = []
    /// In ticks; `nil` if nobody said it.
    var duration: Int64?

    /// - Parameter text: the content, if it is text and here.
    init(_ text: String?) {
        guard let text else { return }
        var count: Int64 = 0
        for unit in text.utf16 {
            if UTF16.isTrailSurrogate(unit) { secondHalves.append(count) }
            count += 1
        }
        unitCount = count
    }

    /// In Unicode scalars.
    var characterCount: Int64? { unitCount.map { $0 - Int64(secondHalves.count) } }

    /// An offset in UTF-16 as one in Unicode scalars; `nil` past the end of the text, within a pair of surrogates, or without text.
    func characters(ofUnits offset: Int64) -> Int64? {
        guard let unitCount, (0...unitCount).contains(offset) else { return nil }
        var (low, high) = (0, secondHalves.count)
        while low < high {
            let middle = (low + high) / 2
            if secondHalves[middle] < offset { low = middle + 1 } else { high = middle }
        }
        guard low == secondHalves.count || secondHalves[low] != offset else { return nil }
        return offset - Int64(low)
    }
}
