public import Primitives

/// An entry as it is logged, `<recorded> <JWS>` (protocol.md §3), taken apart where it lies: valid as long as its bytes are.
public struct EntryParts {
    /// The ledger's clock at sequencing.
    public let recorded: Timestamp
    /// Everything behind the space; whether it is a token has not been looked at.
    public let jws: UnsafeRawBufferPointer

    private static let greatestDigitCount = 18

    /// `nil` unless it begins with decimal microseconds in their one spelling and a space: the leaf is over the bytes, and "+7" and
    /// "07" are other leaves than "7". Nor is a time one that could not be written down.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), let first = bytes.first, space > 0,
            space <= Self.greatestDigitCount, first != UInt8(ascii: "0") || space == 1
        else { return nil }
        var value: Int64 = 0
        for character in bytes[..<space] {
            let digit = character &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int64(digit)
        }
        guard value <= Timestamp.latest.microseconds else { return nil }
        recorded = Timestamp(microseconds: value)
        jws = UnsafeRawBufferPointer(rebasing: bytes[(space + 1)...])
    }
}
