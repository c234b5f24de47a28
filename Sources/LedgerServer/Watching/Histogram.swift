/// Counts of values by upper bound, as Prometheus reads them.
struct Histogram: Sendable {
    let bounds: [Double]
    private var counts: [UInt64]
    private var sum = 0.0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// From a tenth of a millisecond to ten seconds.
    static let latency = Histogram(bounds: [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])
    /// Events of a batch.
    static let sizes = Histogram(bounds: [1, 4, 16, 64, 256, 1024, 4096])

    mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    /// `name_bucket`, `name_sum`, `name_count`.
    func lines(_ name: String, labels: String = "") -> String {
        let separator = labels.isEmpty ? "" : ","
        var total: UInt64 = 0
        var text = ""
        for (count, bound) in zip(counts, bounds.map { "\($0)" } + ["+Inf"]) {
            total += count
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(total)\n"
        }
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        return text + "\(name)_sum\(suffix) \(sum)\n\(name)_count\(suffix) \(total)\n"
    }
}
