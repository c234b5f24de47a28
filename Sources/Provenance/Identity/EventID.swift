public import Primitives

/// An event's `id`: a UUID in lower case. It is unique in the ledger and so the key of idempotency.
public struct EventID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let high: UInt64
    public let low: UInt64

    /// From its two halves, the first eight bytes and the last.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in lower-case hex; `nil` for anything else.
    public init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ EventID(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = id
    }

    /// As `init(_:)`, from the text's bytes.
    public init?(_ text: UnsafeRawBufferPointer) {
        guard text.count == Self.characterCount else { return nil }
        let dash = UInt8(ascii: "-")
        guard text[8] == dash, text[13] == dash, text[18] == dash, text[23] == dash else { return nil }
        var seen: UInt8 = 0
        let first = Self.number(text, 0..<8, &seen) << 32 | Self.number(text, 9..<13, &seen) << 16
        let second = Self.number(text, 19..<23, &seen) << 48 | Self.number(text, 24..<36, &seen)
        self.init(high: first | Self.number(text, 14..<18, &seen), low: second)
        guard seen < 16 else { return nil }
    }

    /// - Parameter seen: gets the bits of every digit's value.
    private static func number(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ seen: inout UInt8) -> UInt64 {
        var number: UInt64 = 0
        for place in range {
            let digit = Hex.value(text[place])
            seen |= digit
            number = number << 4 | UInt64(digit)
        }
        return number
    }

    /// A version 7 UUID (RFC 9562 §5.7): 48 bits of milliseconds, the rest random, so that ids made in order sort in order.
    public static func version7(at time: Timestamp, random: (UInt64, UInt64)) -> EventID {
        let milliseconds = UInt64(max(0, time.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        return EventID(
            high: milliseconds << 16 | 0x7000 | random.0 & 0x0FFF, low: 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: high.bigEndian) { Array($0) } + withUnsafeBytes(of: low.bigEndian) { Array($0) }
    }

    public static func < (a: EventID, b: EventID) -> Bool { (a.high, a.low) < (b.high, b.low) }

    public var description: String {
        String(unsafeUninitializedCapacity: Self.characterCount) { buffer in
            var place = 0
            func write(_ number: UInt64, digits: Int) {
                for shift in stride(from: (digits - 1) * 4, through: 0, by: -4) {
                    buffer[place] = Hex.character(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
                    place += 1
                }
            }
            func writeDash() {
                buffer[place] = UInt8(ascii: "-")
                place += 1
            }
            write(high >> 32, digits: 8)
            writeDash()
            write(high >> 16, digits: 4)
            writeDash()
            write(high, digits: 4)
            writeDash()
            write(low >> 48, digits: 4)
            writeDash()
            write(low, digits: 12)
            return place
        }
    }

    private static let characterCount = 36
}

/// How an event names another: its id and the content digest of its JWS, so that its signer signs what it refers to.
public struct EventReference: Hashable, Sendable, CustomStringConvertible {
    public let id: EventID
    public let digest: Digest

    public init(id: EventID, digest: Digest) {
        self.id = id
        self.digest = digest
    }

    /// Reads `{"digest":…,"id":…}`; a further member is refused.
    public init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        id = try reader.required("id", EventID.init(node:))
        digest = try reader.required("digest", Digest.init(contentDigestNode:))
        try reader.finish()
    }

    /// `{"digest":…,"id":…}`, as it stands in `data`.
    public var json: JSONValue { ["id": .string(id.description), "digest": .string(digest.contentDigest)] }

    public var description: String { id.description }
}

extension EventID {
    init(node: JSONNode) throws(JSONError) {
        guard let id = try node.withString({ EventID($0) }) else {
            throw JSONError(.invalidValue, "a UUID in lower case is expected")
        }
        self = id
    }
}

extension Digest {
    init(contentDigestNode node: JSONNode) throws(JSONError) {
        guard let digest = try node.withString({ Digest(contentDigest: $0) }) else {
            throw JSONError(.invalidValue, "sha256: and 64 lower-case hex digits are expected")
        }
        self = digest
    }
}
