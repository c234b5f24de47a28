/// The data of server-sent events (HTML Living Standard §9.2), each on a line of its own as a ledger writes them, cut out of
/// what arrives in pieces.
struct StreamedLines {
    private static let field = Array("data: ".utf8)

    private var rest: [UInt8] = []

    /// - Returns: the data that a piece completes.
    /// - Throws: `CommandFailure` if a line is longer than any entry's.
    mutating func take(_ piece: some Collection<UInt8>) throws -> [[UInt8]] {
        rest += piece
        var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line feed is no line yet.
        rest = lines.popLast().map(Array.init) ?? []
        guard rest.count <= LineReader.maximumLineByteCount else {
            throw CommandFailure("The service sends a line longer than any entry's.", ExitStatus.unreadable)
        }
        return lines.filter { $0.starts(with: Self.field) }.map { Array($0.dropFirst(Self.field.count)) }
    }
}
