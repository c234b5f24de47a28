import Dispatch

/// How many callers are likely to come together, judged by the last batch: who waits for an answer sends the next event soon after.
/// Written together, events share what a transaction costs.
///
/// Whoever is alone waits for nobody. Who was in company is waited for once, and no longer than a few commits take. Seven of ten
/// are enough: where the writer waits for the last, all cores wait with it.
struct Company {
    /// Events; more together gain little.
    static let enough = 256
    /// Of the last commit's time, how much an event waits for others at most.
    private static let commits = 2.0
    /// Seconds: a slow disk must not make it wait without end.
    private static let longest = 0.005

    /// Callers who are worth waiting for.
    private(set) var expected = 1
    private(set) var patience = DispatchTimeInterval.nanoseconds(0)

    /// - Parameters:
    ///   - callers: whose events were in the batch.
    ///   - waiting: callers who came while it was written.
    ///   - took: from its beginning to its answers.
    mutating func wrote(for callers: Int, whileWaiting waiting: Int, took: Duration) {
        expected = (callers + waiting) * 7 / 10 + 1
        patience = .nanoseconds(Int(min(took.seconds * Self.commits, Self.longest) * 1e9))
    }
}

extension Duration {
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
