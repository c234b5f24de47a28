import Synchronization

/// A progress bar for work that tells how far it is from another thread, and how much there is only once it has begun.
final class SharedProgress: Sendable {
    private let title: String
    private let bar = Mutex<ProgressBar?>(nil)

    init(_ title: String) { self.title = title }

    func update(_ done: UInt64, of total: UInt64) {
        bar.withLock { bar in
            var shown = bar ?? ProgressBar(title, total: total)
            shown.update(done)
            bar = shown
        }
    }

    func finish() { bar.withLock { $0?.finish() } }
}
