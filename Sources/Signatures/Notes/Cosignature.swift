import Primitives

/// The bytes of an Ed25519 cosignature (C2SP tlog-cosignature): eight of time, big-endian seconds, and 64 of signature.
enum Cosignature {
    private static let timeByteCount = 8
    private static let microsecondsPerSecond: Int64 = 1_000_000

    static func make(over text: String, at time: Timestamp, by key: PrivateKey) -> [UInt8] {
        let seconds = UInt64(time.microseconds / microsecondsPerSecond)
        let timeBytes = (0..<timeByteCount).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        return timeBytes + key.sign(message(seconds: seconds, text: text))
    }

    /// When the cosignature was made; `nil` if it does not hold, or if its time is past what `Timestamp` holds.
    static func time(of bytes: [UInt8], over text: String, by key: PublicKey) -> Timestamp? {
        guard bytes.count == timeByteCount + PublicKey.signatureByteCount else { return nil }
        let seconds = bytes[..<timeByteCount].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard seconds <= UInt64(Int64.max / microsecondsPerSecond),
            key.isValid(signature: Array(bytes[timeByteCount...]), for: message(seconds: seconds, text: text))
        else { return nil }
        return Timestamp(microseconds: Int64(seconds) * microsecondsPerSecond)
    }

    private static func message(seconds: UInt64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}
