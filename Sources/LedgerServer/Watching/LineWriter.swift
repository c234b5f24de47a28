import Dispatch
import Foundation
import Synchronization

/// Writes lines to a descriptor, in their order, on a thread of its own: whoever says something waits for nobody who reads it.
///
/// What is not taken waits in memory. Lines that find no room there are lost and counted, and a line behind those that waited
/// says how many. It lives as long as the process.
package final class LineWriter: Sendable {
    private struct State {
        /// Lines, each with its end.
        var waiting: [UInt8] = []
        /// Of which nothing was said yet.
        var unsaid = 0
        var lost = 0
        /// All that came is written, and the thread waits for more.
        var isIdle = true
    }

    /// For so long lines gather before they are written together: to wake a thread for each costs more than to write it.
    private static let pause: useconds_t = 10_000

    private let descriptor: Int32
    private let limit: Int
    private let notice: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - limit: bytes that wait at most.
    ///   - notice: the line that says how many were lost.
    package init(to descriptor: Int32, limit: Int = 4 << 20, notice: @escaping @Sendable (Int) -> String) {
        self.descriptor = descriptor
        self.limit = limit
        self.notice = notice
        let thread = Thread { self.run() }
        thread.name = "log"
        thread.start()
    }

    /// Lines that were lost since the start.
    package var lost: Int { state.withLock { $0.lost } }

    /// Returns at once; the line is written soon, or counted as lost.
    ///
    /// - Parameter line: without its end.
    package func write(_ line: String) {
        let wakes = state.withLock { state in
            guard state.waiting.count + line.utf8.count < limit else {
                state.unsaid += 1
                state.lost += 1
                return false
            }
            state.waiting.append(contentsOf: line.utf8)
            state.waiting.append(UInt8(ascii: "\n"))
            defer { state.isIdle = false }
            return state.isIdle
        }
        if wakes { work.signal() }
    }

    /// Returns when all that came is written, at the latest after so many seconds.
    package func finish(within seconds: Int) {
        let end = ContinuousClock.now + .seconds(seconds)
        while state.withLock({ !$0.isIdle }), .now < end { usleep(1000) }
    }

    private func run() -> Never {
        while true {
            work.wait()
            usleep(Self.pause)
            while let (lines, lost) = take() {
                put(lines)
                if lost > 0 { put(Array((notice(lost) + "\n").utf8)) }
            }
        }
    }

    /// What waits, and how many lines were lost behind it; `nil` if nothing does.
    private func take() -> (lines: [UInt8], lost: Int)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isIdle = true
                return nil
            }
            defer { (state.waiting, state.unsaid) = ([], 0) }
            return (state.waiting, state.unsaid)
        }
    }

    /// Waits for as long as nobody takes them. Those that cannot be written at all are lost.
    private func put(_ lines: [UInt8]) {
        var rest = lines[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest.removeFirst(count)
            } else if count < 0, errno == EAGAIN {
                // Somebody who shares the descriptor made it one that does not wait.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if count == 0 || errno != EINTR {
                let unwritten = rest.count { $0 == UInt8(ascii: "\n") }
                return state.withLock { state in
                    state.unsaid += unwritten
                    state.lost += unwritten
                }
            }
        }
    }
}
