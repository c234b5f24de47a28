import Dispatch

/// With how many others an event is likely to come, judged by the last batch: callers who wait for their answers send their next
/// events soon after. Written together, events share what a transaction costs.
///
/// Whoever is alone waits for nobody. Who was in company is waited for once, and no longer than a few commits take.
struct Company {
    /// More together gain little.
    private static let greatest = 256
    /// Of the last commit's time, how much an event waits for others at most.
    private static let commits = 2.0
    /// Seconds: a slow disk must not make it wait without end.
    private static let longest = 0.005

    /// Events that are worth waiting for.
    private(set) var expected = 1
    private(set) var patience = DispatchTimeInterval.nanoseconds(0)

    /// - Parameter waiting: events that came while the batch was written.
    mutating func wrote(_ batch: SequencedBatch, whileWaiting waiting: Int) {
        expected = min(batch.eventCount + waiting, Self.greatest)
        patience = .nanoseconds(Int(min(batch.took.seconds * Self.commits, Self.longest) * 1e9))
    }
}

extension Duration {
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
