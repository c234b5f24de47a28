/// Why bytes are not the CBOR that was asked for.
public struct CBORError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The bytes end early, or go on behind the end.
        case length
        /// A head that is not the shortest, or an indefinite length.
        case notDeterministic
        /// Something else than what stands at this place.
        case shape
    }

    public let code: Code
    /// The byte at which it was seen.
    public let offset: Int
    public let description: String

    init(_ code: Code, at offset: Int, _ sentence: String) {
        self.code = code
        self.offset = offset
        description = "byte \(offset): \(sentence)"
    }

    /// A hash of the proof is not 32 bytes.
    public static let hashLength = CBORError(.shape, at: 0, "a hash has 32 bytes")

    public static func == (a: CBORError, b: CBORError) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

/// Reads what `DeterministicCBOR` writes, item by item, and refuses every other spelling. No length is believed before
/// the bytes are there.
public struct CBORReader: Sendable {
    private let bytes: [UInt8]
    private var offset = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func head(_ wanted: DeterministicCBOR.Major, _ name: String) throws(CBORError) -> UInt64 {
        let start = offset
        let first = try next()
        guard first >> 5 == wanted.rawValue else { throw CBORError(.shape, at: start, "\(name) is expected here") }
        let short = first & 0x1F
        guard short >= 24 else { return UInt64(short) }
        guard short <= 27 else { throw CBORError(.notDeterministic, at: start, "a length is indefinite or reserved") }
        var argument: UInt64 = 0
        for _ in 0..<(1 << (short - 24)) { argument = argument << 8 | UInt64(try next()) }
        let least: UInt64 = [24, 1 << 8, 1 << 16, 1 << 32][Int(short - 24)]
        guard argument >= least else { throw CBORError(.notDeterministic, at: start, "a number has a shorter spelling") }
        return argument
    }

    private mutating func next() throws(CBORError) -> UInt8 {
        guard offset < bytes.count else { throw CBORError(.length, at: offset, "the bytes end too early") }
        defer { offset += 1 }
        return bytes[offset]
    }

    public mutating func unsigned() throws(CBORError) -> UInt64 { try head(.unsigned, "a number") }

    /// An integer of either sign.
    public mutating func integer() throws(CBORError) -> Int64 {
        let start = offset
        let isNegative = offset < bytes.count && bytes[offset] >> 5 == DeterministicCBOR.Major.negative.rawValue
        let argument = try head(isNegative ? .negative : .unsigned, "a whole number")
        guard let value = Int64(exactly: argument) else { throw CBORError(.shape, at: start, "a number is too large") }
        return isNegative ? -1 - value : value
    }

    /// The integer `value`, and no other.
    public mutating func expect(_ value: Int64, _ name: String) throws(CBORError) {
        let start = offset
        guard try integer() == value else { throw CBORError(.shape, at: start, "\(name) (\(value)) is expected here") }
    }

    public mutating func byteString() throws(CBORError) -> [UInt8] { try content(.bytes, "a byte string") }

    public mutating func text() throws(CBORError) -> String {
        let start = offset
        guard let text = String(validating: try content(.text, "a text"), as: UTF8.self) else {
            throw CBORError(.shape, at: start, "a text is not UTF-8")
        }
        return text
    }

    private mutating func content(_ major: DeterministicCBOR.Major, _ name: String) throws(CBORError) -> [UInt8] {
        let start = offset
        let count = try head(major, name)
        guard count <= UInt64(bytes.count - offset) else { throw CBORError(.length, at: start, "\(name) ends too early") }
        defer { offset += Int(count) }
        return Array(bytes[offset..<offset + Int(count)])
    }

    /// The head of an array of `counts` items.
    public mutating func array(_ counts: ClosedRange<UInt64>) throws(CBORError) -> Int {
        try count(.array, "an array", counts)
    }

    /// The head of a map of exactly `count` members.
    public mutating func map(_ count: UInt64) throws(CBORError) { _ = try self.count(.map, "a map", count...count) }

    private mutating func count(
        _ major: DeterministicCBOR.Major, _ name: String, _ counts: ClosedRange<UInt64>
    ) throws(CBORError) -> Int {
        let start = offset
        let count = try head(major, name)
        guard counts.contains(count) else { throw CBORError(.shape, at: start, "\(name) of another length is expected here") }
        return Int(count)
    }

    public mutating func tag(_ number: UInt64) throws(CBORError) {
        let start = offset
        guard try head(.tag, "a tag") == number else { throw CBORError(.shape, at: start, "tag \(number) is expected here") }
    }

    public mutating func null() throws(CBORError) {
        let start = offset
        guard try next() == DeterministicCBOR.null else { throw CBORError(.shape, at: start, "null is expected here") }
    }

    /// Nothing may follow.
    public func end() throws(CBORError) {
        guard offset == bytes.count else { throw CBORError(.length, at: offset, "something follows behind the end") }
    }
}
