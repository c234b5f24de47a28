/// Writes CBOR in its deterministic form (RFC 8949 §4.2): shortest heads, definite lengths. What is written has a fixed shape;
/// the caller puts the keys of a map in the order of their encodings.
public struct DeterministicCBOR: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// CBOR's kinds of items, in the first three bits of a head.
    enum Major: UInt8 {
        case unsigned = 0
        case negative, bytes, text, array, map, tag, simple
    }

    static let null: UInt8 = 0xF6

    mutating func head(_ major: Major, _ argument: UInt64) {
        let type = major.rawValue << 5
        switch argument {
        case 0..<24: bytes.append(type | UInt8(argument))
        case 24...0xFF: bytes += [type | 24, UInt8(argument)]
        case 0x100...0xFFFF: append(type | 25, argument, byteCount: 2)
        case 0x1_0000...0xFFFF_FFFF: append(type | 26, argument, byteCount: 4)
        default: append(type | 27, argument, byteCount: 8)
        }
    }

    private mutating func append(_ first: UInt8, _ argument: UInt64, byteCount: Int) {
        bytes.append(first)
        for place in (0..<byteCount).reversed() { bytes.append(UInt8(truncatingIfNeeded: argument >> (8 * UInt64(place)))) }
    }

    public mutating func integer(_ value: Int64) {
        if value >= 0 { head(.unsigned, UInt64(value)) } else { head(.negative, UInt64(-(value + 1))) }
    }

    public mutating func unsigned(_ value: UInt64) { head(.unsigned, value) }

    public mutating func byteString(_ value: [UInt8]) {
        head(.bytes, UInt64(value.count))
        bytes += value
    }

    public mutating func text(_ value: String) {
        head(.text, UInt64(value.utf8.count))
        bytes += Array(value.utf8)
    }

    /// The head of an array; so many items follow.
    public mutating func array(_ count: Int) { head(.array, UInt64(count)) }

    /// The head of a map; so many keys follow, each with its value.
    public mutating func map(_ count: Int) { head(.map, UInt64(count)) }

    public mutating func tag(_ number: UInt64) { head(.tag, number) }

    public mutating func null() { bytes.append(Self.null) }
}
