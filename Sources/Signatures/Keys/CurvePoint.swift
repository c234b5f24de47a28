import CSodium

/// What protocol.md §1 asks of a public key's 32 bytes.
enum CurvePoint {
    /// Whether `bytes` are the canonical encoding of a point of the curve whose order is not small.
    ///
    /// Points with a component of small order are accepted, as every verifier of protocol.md §1 accepts them. So
    /// `crypto_core_ed25519_is_valid_point` will not do: it wants the prime-order subgroup.
    static func isAcceptableKey(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == PublicKey.byteCount, isCanonical(bytes), let eightfold = eightfold(bytes) else { return false }
        return eightfold != identity
    }

    /// Whether y, the lower 255 bits, is below p = 2^255 − 19.
    private static func isCanonical(_ bytes: [UInt8]) -> Bool {
        let high = bytes[31] & 0x7F == 0x7F && bytes[1..<31].allSatisfy { $0 == 0xFF }
        return !(high && bytes[0] >= 0xED)
    }

    /// The point added to itself until it is eight times as much, 8 being the curve's cofactor; `nil` if it is no point.
    private static func eightfold(_ bytes: [UInt8]) -> [UInt8]? {
        var point = bytes
        for _ in 0..<3 {
            var sum = [UInt8](repeating: 0, count: PublicKey.byteCount)
            guard crypto_core_ed25519_add(&sum, point, point) == 0 else { return nil }
            point = sum
        }
        return point
    }

    /// The neutral element: x = 0, y = 1.
    private static let identity: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
}
