import Synchronization

/// A limit on how often each of many callers may ask: a bucket each, which fills at the rate and holds ten seconds' worth.
///
/// Its memory is bounded, and so is what one question costs: buckets are kept in two generations, of which the elder is let go
/// whole. A bucket that nobody has touched while it filled up is as good as none.
final class RateLimit<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    private struct State {
        var young: [Key: Bucket] = [:]
        var old: [Key: Bucket] = [:]
        var turned: ContinuousClock.Instant?
    }

    private let rate: Double
    private let capacity: Double
    private let bucketLimit: Int
    private let fillTime = Duration.seconds(10)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - perSecond: above 0.
    ///   - bucketLimit: of one generation. When more callers come within ten seconds, the earliest are forgotten.
    init(perSecond: Int, bucketLimit: Int = 1 << 16) {
        rate = Double(perSecond)
        capacity = rate * 10
        self.bucketLimit = bucketLimit
    }

    /// Takes one from the caller's bucket.
    ///
    /// - Returns: how many seconds the caller has to wait; `nil` if it may go on.
    func wait(_ key: Key, at now: ContinuousClock.Instant) -> Double? {
        state.withLock { state in
            turn(&state, at: now)
            var bucket = state.young[key] ?? state.old[key] ?? Bucket(tokens: capacity, filled: now)
            // Two requests may come here in another order than they were timed in.
            let passed = max(0, (now - bucket.filled).inSeconds)
            bucket.tokens = min(capacity, bucket.tokens + passed * rate)
            bucket.filled = max(bucket.filled, now)
            defer { state.young[key] = bucket }
            guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / rate }
            bucket.tokens -= 1
            return nil
        }
    }

    /// How many buckets are kept.
    var count: Int { state.withLock { $0.young.count + $0.old.count } }

    private func turn(_ state: inout State, at now: ContinuousClock.Instant) {
        guard let turned = state.turned else {
            state.turned = now
            return
        }
        guard now - turned >= fillTime || state.young.count >= bucketLimit else { return }
        state.old = state.young
        state.young = [:]
        state.turned = now
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
