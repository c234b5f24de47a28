import Primitives
import Signatures

/// One token as a segment holds it, on a line of its own: 16 hex digits of its SHA-256, a space, its length in 8 decimal digits,
/// a space, the token, a line feed.
///
/// The length says where the record ends, the hash whether it is whole, and the line feed where to go on reading after one that is
/// not: a token has none.
enum SpoolRecord: Equatable {
    case token([UInt8])
    /// Bytes that were a record, or several; never sent, never thrown away.
    case damaged([UInt8])

    private static let hashDigits = 16
    private static let lengthDigits = 8
    private static let headCount = hashDigits + 1 + lengthDigits + 1
    /// The longest token is a JWS, its disclosures and their tildes (protocol.md §2).
    static let greatestCount =
        headCount + UncheckedToken.Limits.jwsByteCount + UncheckedToken.Limits.disclosureByteCount
        + UncheckedToken.Limits.disclosureCount + 2
    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")

    static func format(_ token: [UInt8]) -> [UInt8] {
        let length = String(token.count)
        let padded = String(repeating: "0", count: lengthDigits - length.utf8.count) + length
        return Array("\(hash(token)) \(padded) ".utf8) + token + [newline]
    }

    private static func hash(_ token: [UInt8]) -> String { String(Digest(hashing: token).hex.prefix(hashDigits)) }

    /// What stands at the start of a segment's rest.
    enum Reading: Equatable {
        case record(SpoolRecord, byteCount: Int)
        /// A whole record at the very end whose line feed is missing.
        case unterminated(SpoolRecord, byteCount: Int)
        /// A record that was being written when the process or the machine stopped: `add` had not returned.
        case torn
    }

    /// `nil` at the end.
    static func read(_ bytes: ArraySlice<UInt8>) -> Reading? {
        guard !bytes.isEmpty else { return nil }
        if let token = wholeToken(bytes) {
            let count = headCount + token.count
            // Whatever stands where the line feed should be: the token is whole.
            return bytes.count == count
                ? .unterminated(.token(token), byteCount: count) : .record(.token(token), byteCount: count + 1)
        }
        guard let end = bytes.firstIndex(of: newline) else { return .torn }
        return .record(.damaged(Array(bytes[..<end])), byteCount: end + 1 - bytes.startIndex)
    }

    private static func wholeToken(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        guard bytes.count >= headCount else { return nil }
        let head = Array(bytes.prefix(headCount))
        let digits = head[(hashDigits + 1)..<(headCount - 1)]
        guard head[hashDigits] == space, head[headCount - 1] == space, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard length > 0, bytes.count >= headCount + length else { return nil }
        let token = Array(bytes[(bytes.startIndex + headCount)...].prefix(length))
        return head.prefix(hashDigits).elementsEqual(hash(token).utf8) ? token : nil
    }
}
