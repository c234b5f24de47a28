/// A segment of a spool: `00000001.tokens`, and beside it `00000001.outcomes`, one for each record, in their order.
///
/// When the outcomes have reached the end of a segment that no longer grows, its tokens are removed. The outcomes stay.
struct SpoolSegment {
    let number: Int
    let tokens: SpoolFile
    let outcomes: SpoolFile
    /// Bytes of records, all whole or damaged.
    private(set) var size: Int
    /// Where the first record begins that is not done.
    private(set) var done: Int
    private var outcomesSize: Int

    /// No segment is longer: it is read whole when a spool is opened.
    static let greatestByteCount = 1 << 28

    /// Opens or makes a segment. A record that was not written to its end is cut off.
    init(_ number: Int, in directory: String) throws(SpoolError) {
        self.number = number
        tokens = try SpoolFile(Self.path(number, directory) + ".tokens")
        outcomes = try SpoolFile(Self.path(number, directory) + ".outcomes")
        size = try Self.repaired(tokens)
        let known = try outcomes.size()
        let progress = try OutcomeLine.progress(of: outcomes)
        guard progress.segment <= size else {
            throw SpoolError(.foreign, "\(outcomes.path) tells of more than \(tokens.path) holds. One of them was replaced.")
        }
        (done, outcomesSize) = progress
        if outcomesSize < known { try outcomes.cut(to: outcomesSize) }
    }

    private static func path(_ number: Int, _ directory: String) -> String {
        let digits = String(number)
        return "\(directory)/" + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }

    /// The number in a name such as `00000001.tokens`.
    static func number(of name: String, ending suffix: String) -> Int? {
        guard name.hasSuffix(suffix), name.utf8.count >= 8 + suffix.utf8.count else { return nil }
        let digits = name.dropLast(suffix.count)
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }

    /// How many bytes of the file are records, after a torn one at its end is cut and a missing last line feed is written.
    private static func repaired(_ file: SpoolFile) throws(SpoolError) -> Int {
        let bytes = try file.readAll(limit: greatestByteCount)
        var end = 0
        while let reading = SpoolRecord.read(bytes[end...]) {
            switch reading {
            case .record(_, let count): end += count
            case .unterminated(_, let count):
                try file.append([UInt8(ascii: "\n")], at: end + count)
                return end + count + 1
            case .torn:
                try file.cut(to: end)
                return end
            }
        }
        return end
    }

    var isDone: Bool { done == size }

    /// Adds records, durably: all of them or none.
    mutating func append(_ records: [UInt8]) throws(SpoolError) {
        try tokens.append(records, at: size)
        size += records.count
    }

    /// The next records that are not done, each with where it ends: at least one, if there is one.
    func next(lines: Int, bytes: Int) throws(SpoolError) -> [(record: SpoolRecord, end: Int)] {
        // The last record that is read may be cut in two: it comes first the next time, and one fits.
        let rest = try tokens.read(from: done, count: min(size - done, bytes + SpoolRecord.greatestCount))
        var found: [(record: SpoolRecord, end: Int)] = []
        var at = 0
        while found.count < max(1, lines), at <= bytes, case .record(let record, let count)? = SpoolRecord.read(rest[at...]) {
            at += count
            found.append((record, done + at))
        }
        guard !found.isEmpty || rest.isEmpty else {
            throw SpoolError(.foreign, "\(tokens.path) was changed while the spool was open. Open it again.")
        }
        return found
    }

    /// Keeps what became of the next records, durably.
    mutating func settle(_ settled: [(outcome: SpoolOutcome, end: Int)]) throws(SpoolError) {
        guard let last = settled.last else { return }
        let lines = settled.flatMap { OutcomeLine.format($0.outcome, end: $0.end) }
        try outcomes.append(lines, at: outcomesSize)
        outcomesSize += lines.count
        done = last.end
    }

    /// Removes the tokens of a segment that is done.
    func removeTokens() throws(SpoolError) { try SpoolFile.remove(tokens.path) }
}
