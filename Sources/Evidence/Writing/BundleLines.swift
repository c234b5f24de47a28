import Primitives

/// Lines of a bundle on their way out: counted and hashed for the end line, and handed over in pieces.
struct BundleLines {
    private var buffer: [UInt8] = []
    private var hash = RunningDigest()
    private(set) var lineCount: UInt64 = 0
    var byteCount: UInt64 { hash.byteCount }

    private static let pieceByteCount = 256 << 10

    mutating func add(_ line: [UInt8]) {
        let start = buffer.count
        buffer += line
        buffer.append(UInt8(ascii: "\n"))
        buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        lineCount += 1
    }

    /// A line with `kind` first.
    mutating func add(_ kind: String, _ members: [(name: String, value: JSONValue)]) {
        add(Self.format(kind, members))
    }

    mutating func addEnd() {
        add("end", [("lines", .integer(Int64(lineCount))), ("sha256", .string(hash.digest.base64))])
    }

    /// What has gathered, if it is enough to be worth a call, or all of it.
    mutating func takePiece(all: Bool = false) -> [UInt8]? {
        guard !buffer.isEmpty, all || buffer.count >= Self.pieceByteCount else { return nil }
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer
    }

    static func format(_ kind: String, _ members: [(name: String, value: JSONValue)]) -> [UInt8] {
        var text = #"{"kind":"\#(kind)""#
        for (name, value) in members { text += #","\#(name)":"# + value.canonicalText }
        return Array((text + "}").utf8)
    }

    /// The line of an entry. `entry` and `disclosures` need no escapes: they are known to be base64url, dots and digits.
    static func formatEntry(_ index: EntryIndex, _ entry: [UInt8], disclosures: [String], inclusion: [Digest]?) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(entry.count + 128)
        line += UnsafeBufferPointer(start: EntryLine.head.utf8Start, count: EntryLine.head.utf8CodeUnitCount)
        line += "\(index)".utf8
        line += #","entry":""#.utf8
        line += entry
        line += #"","disclosures":["#.utf8
        line += disclosures.map { "\"\($0)\"" }.joined(separator: ",").utf8
        line += "]".utf8
        if let inclusion {
            line += #","inclusion":["#.utf8
            line += inclusion.map { "\"\($0.base64)\"" }.joined(separator: ",").utf8
            line += "]".utf8
        }
        line += "}".utf8
        return line
    }
}
