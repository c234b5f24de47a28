public import Primitives

/// What became of a record of a spool. It is in the spool's file of outcomes when it is handed over.
public enum SpoolOutcome: Sendable {
    /// In the log; the receipt was checked.
    case receipt(ProvedReceipt)
    /// The ledger does not take it. The token is kept beside its problem.
    case refused(token: [UInt8], ReceivedProblem)
    /// The spool's disk changed these bytes: they are no token any more. They are kept.
    case damaged([UInt8])

    /// `{"receipt":…}`, `{"problem":…,"token":…}` or `{"damaged":…}`, in base64.
    public var json: JSONValue {
        switch self {
        case .receipt(let receipt): ["receipt": receipt.json]
        case .refused(let token, let problem):
            ["problem": problem.json, "token": .string(String(decoding: token, as: UTF8.self))]
        case .damaged(let bytes): ["damaged": .string(Base64.encode(bytes))]
        }
    }
}

/// A line of a segment's file of outcomes: an outcome's members, `end`, where its record ends in the segment, and `check`, the
/// SHA-256 of the line's canonical text without it.
///
/// The last line that holds says how far the segment is done. A flipped bit must not say that it is further.
enum OutcomeLine {
    static func format(_ outcome: SpoolOutcome, end: Int) -> [UInt8] {
        guard case .object(var object) = outcome.json else { return [] }
        object["end"] = .integer(Int64(end))
        object["check"] = .string(Digest(hashing: JSONValue.object(object).canonicalText).hex)
        return JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")]
    }

    /// Read at once; a line may be longer.
    private static let pieceByteCount = 1 << 20

    /// How far the lines that hold reach, in the segment and in their own file. From the first one that does not hold on, lines do
    /// not count: what they tell will be asked for again.
    ///
    /// Piece by piece: outcomes are longer than what they are of, so no limit on a segment's tokens bounds them.
    static func progress(of file: SpoolFile) throws(SpoolError) -> (segment: Int, file: Int) {
        var reached = (segment: 0, file: 0)
        var count = pieceByteCount
        while true {
            let bytes = try file.read(from: reached.file, count: count)
            let further = progress(bytes, from: reached.segment)
            if further.file > 0 {
                reached = (further.segment, reached.file + further.file)
                count = pieceByteCount
            } else if bytes.count == count, count <= SpoolSegment.greatestByteCount, !bytes.contains(UInt8(ascii: "\n")) {
                count *= 2
            } else {
                return reached
            }
        }
    }

    /// How far the lines that hold reach that begin with `bytes`, behind those that have reached `segment`.
    static func progress(_ bytes: [UInt8], from segment: Int = 0) -> (segment: Int, file: Int) {
        var (segment, file) = (segment, 0)
        while let newline = bytes[file...].firstIndex(of: UInt8(ascii: "\n")), let end = end(of: Array(bytes[file..<newline])) {
            guard end > segment else { break }
            (segment, file) = (end, newline + 1)
        }
        return (segment, file)
    }

    private static func end(of line: [UInt8]) -> Int? {
        guard case .object(var object)? = try? JSONValue(parsing: line), let end = object["end"]?.integer,
            let check = object["check"]?.string
        else { return nil }
        object["check"] = nil
        return Digest(hashing: JSONValue.object(object).canonicalText).hex == check ? Int(end) : nil
    }
}
