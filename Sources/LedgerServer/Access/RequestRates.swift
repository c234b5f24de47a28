import NIOCore
import Synchronization

/// Limits on how often one address, or the bearer of one token, may ask: a bucket each, that fills at the rate and holds ten
/// seconds' worth.
final class RequestRates: Sendable {
    /// Buckets kept at once: a full one is as good as none and is dropped first.
    private static let bucketLimit = 1 << 16
    private static let burstSeconds = 10.0

    private let perAddress: Double
    private let perToken: Double
    private let buckets = Mutex<[Key: Bucket]>([:])

    private enum Key: Hashable {
        case address(String)
        case token(String)
    }

    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    /// - Parameters: requests a second; 0 for no limit.
    init(perAddress: Int, perToken: Int) {
        self.perAddress = Double(perAddress)
        self.perToken = Double(perToken)
    }

    /// - Throws: a problem of status 429.
    func admit(address: SocketAddress?, at now: ContinuousClock.Instant) throws(Problem) {
        guard perAddress > 0, let address = address?.ipAddress else { return }
        try take(.address(address), rate: perAddress, at: now)
    }

    /// - Throws: a problem of status 429.
    func admit(token: String, at now: ContinuousClock.Instant) throws(Problem) {
        guard perToken > 0 else { return }
        try take(.token(token), rate: perToken, at: now)
    }

    private func take(_ key: Key, rate: Double, at now: ContinuousClock.Instant) throws(Problem) {
        let capacity = max(1, rate * Self.burstSeconds)
        let wait: Double? = buckets.withLock { buckets in
            if buckets.count >= Self.bucketLimit { Self.drop(from: &buckets, at: now, rate: rate, capacity) }
            var bucket = buckets[key] ?? Bucket(tokens: capacity, filled: now)
            bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filled).inSeconds * rate)
            bucket.filled = now
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / rate }
            bucket.tokens -= 1
            return nil
        }
        guard let wait else { return }
        throw Problem(
            429, "rate", title: "Too many requests", detail: "This caller asks more often than is allowed here.",
            retryAfter: max(1, Int(wait.rounded(.up))))
    }

    private static func drop(
        from buckets: inout [Key: Bucket], at now: ContinuousClock.Instant, rate: Double, _ capacity: Double
    ) {
        buckets = buckets.filter { _, bucket in bucket.tokens + (now - bucket.filled).inSeconds * rate < capacity }
        if buckets.count >= bucketLimit { buckets.removeAll() }
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
