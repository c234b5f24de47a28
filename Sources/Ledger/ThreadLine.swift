import Dispatch
import Foundation
import Synchronization

/// A line of work and the threads that take it from there, for as long as the process lives.
final class ThreadLine: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let count = DispatchSemaphore(value: 0)

    init(_ name: String, threads: Int) {
        for _ in 0..<threads {
            let thread = Thread { self.work() }
            thread.name = name
            thread.start()
        }
    }

    func add(_ work: @escaping @Sendable () -> Void) {
        waiting.withLock { $0.append(work) }
        count.signal()
    }

    private func work() -> Never {
        while true {
            count.wait()
            waiting.withLock { $0.removeFirst() }()
        }
    }
}
