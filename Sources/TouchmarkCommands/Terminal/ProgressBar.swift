import Foundation

/// How far long work has come, with rate and time left: on a terminal, and nowhere else.
struct ProgressBar {
    private let title: String
    let total: UInt64?
    private let start = Date()
    private var shown = Date.distantPast
    private let isShown = isatty(STDERR_FILENO) == 1

    init(_ title: String, total: UInt64?) {
        self.title = title
        self.total = total
    }

    mutating func update(_ done: UInt64) {
        guard isShown, Date().timeIntervalSince(shown) > 0.1 else { return }
        shown = Date()
        let elapsed = max(0.001, Date().timeIntervalSince(start))
        let rate = Double(done) / elapsed
        var text = "\r\u{1B}[K\(title) \(done)"
        if let total, total > 0 {
            let share = min(1, Double(done) / Double(total))
            let filled = Int(share * 24)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
            text += "/\(total) \(bar) \(Int(share * 100)) %"
            if rate > 0, done < total { text += ", \(Int(Double(total - done) / rate)) s left" }
        }
        Output.write(text + ", \(Int(rate))/s", to: .standardError)
    }

    func finish() {
        if isShown { Output.write("\r\u{1B}[K", to: .standardError) }
    }
}
