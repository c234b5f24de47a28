import Primitives

/// A token as its bearer sends it: `tmk_`, 12 hexadecimal digits that are its id, `_`, and 64 that are its secret. The fixed
/// beginning lets scanners for leaked secrets find it.
struct AccessTokenText {
    static let beginning = "tmk_"
    private static let idDigits = 12
    private static let secretDigits = 64

    let id: String
    let text: String

    /// Makes one up.
    init() {
        func hex(_ digits: Int) -> String { Hex.encode((0..<digits / 2).map { _ in UInt8.random(in: 0...255) }) }
        id = hex(Self.idDigits)
        text = "\(Self.beginning)\(id)_\(hex(Self.secretDigits))"
    }

    /// `nil` if it is not of this form.
    init?(parsing text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        func isHex(_ part: Substring, _ digits: Int) -> Bool {
            part.utf8.count == digits && part.utf8.allSatisfy { Hex.digit($0) != nil && !(0x41...0x46).contains($0) }
        }
        guard text.hasPrefix(Self.beginning), parts.count == 3, isHex(parts[1], Self.idDigits),
            isHex(parts[2], Self.secretDigits)
        else { return nil }
        id = String(parts[1])
        self.text = text
    }

    /// What is kept of it.
    var digest: Digest { Digest(hashing: text) }
}
