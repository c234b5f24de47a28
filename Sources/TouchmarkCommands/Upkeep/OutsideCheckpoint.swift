import Primitives
import Signatures

/// A checkpoint from somewhere else than the ledger, out of whatever somebody has kept of it.
enum OutsideCheckpoint {
    /// A note and a text receipt are no longer.
    private static let maximumByteCount = 1 << 20

    /// The largest of the checkpoints in a file: a signed note; receipts, as JSON lines or as a tlog-proof; or a bundle.
    ///
    /// - Parameter path: `nil` or `-` is standard input.
    static func read(_ path: String) throws -> UncheckedCheckpoint {
        var text: [UInt8] = []
        var largest: UncheckedCheckpoint?
        var reader = try LineReader(path)
        var next = 1
        while let line = try reader.next() {
            guard line.bytes.first != UInt8(ascii: "{") else {
                if let note = try note(inJSON: line.bytes, path, line.number) {
                    largest = larger(largest, try parse(note, path))
                }
                continue
            }
            // Empty lines are not given, and a note has one.
            text += Array(repeating: UInt8(ascii: "\n"), count: max(0, line.number - next)) + line.bytes + [UInt8(ascii: "\n")]
            next = line.number + 1
            guard text.count <= maximumByteCount else {
                throw CommandFailure("\(path) is too long for a checkpoint.", ExitStatus.unreadable)
            }
        }
        if let largest { return largest }
        let note = String(decoding: text, as: UTF8.self)
        guard note.hasPrefix("c2sp.org/tlog-proof@v1\n") else { return try parse(note, path) }
        guard let blank = note.firstRange(of: "\n\n") else {
            throw CommandFailure("\(path) is a receipt that was cut short.", ExitStatus.unreadable)
        }
        return try parse(String(note[blank.upperBound...]), path)
    }

    private static func note(inJSON line: [UInt8], _ path: String, _ number: Int) throws -> String? {
        do {
            let value = try JSONValue(parsing: line)
            return value["kind"]?.string == "checkpoint" ? value["note"]?.string : value["checkpoint"]?.string
        } catch {
            throw CommandFailure("Line \(number) of \(path) is no JSON: \(error).", ExitStatus.unreadable)
        }
    }

    private static func larger(_ a: UncheckedCheckpoint?, _ b: UncheckedCheckpoint) -> UncheckedCheckpoint {
        guard let a, a.claimed.size >= b.claimed.size else { return b }
        return a
    }

    private static func parse(_ note: String, _ path: String) throws -> UncheckedCheckpoint {
        do { return try UncheckedCheckpoint(parsing: note) } catch {
            throw CommandFailure(
                "\(path) holds no checkpoint: \(error). Give a signed note, a receipt or a bundle.", ExitStatus.unreadable)
        }
    }
}
