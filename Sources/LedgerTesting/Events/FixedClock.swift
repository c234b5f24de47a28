import Ledger
package import Primitives
import Synchronization

/// A clock that goes on by a given step each time it is asked, and that a test can set.
package final class FixedClock: LedgerClock {
    private let state: Mutex<(time: Timestamp, step: Int64)>

    /// - Parameters:
    ///   - time: The first answer.
    ///   - step: Microseconds from one answer to the next; may be 0 or negative.
    package init(_ time: Timestamp = Timestamp(microseconds: 1_800_000_000_000_000), step: Int64 = 1000) {
        state = Mutex((time, step))
    }

    package func now() -> Timestamp {
        state.withLock { state in
            defer { state.time = Timestamp(microseconds: state.time.microseconds + state.step) }
            return state.time
        }
    }

    package func set(_ time: Timestamp, step: Int64) { state.withLock { $0 = (time, step) } }
}
