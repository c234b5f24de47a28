extension ClosedRange<Duration> {
    /// How long who failed so often in a row is left alone: twice as long each time, within these bounds.
    func rest(afterFailures count: Int) -> Duration {
        let doublings = Swift.min(Swift.max(count - 1, 0), 16)
        return Swift.min(lowerBound * (1 << doublings), upperBound)
    }
}
