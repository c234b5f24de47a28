package import Ledger
import Synchronization

/// Hears of commits and wakes those who wait for them. Make it first and give it to the ledger as its observer.
package final class LedgerWatch: SequencerObserver {
    private struct State {
        var waiters: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var next: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    let metrics = ServerMetrics()

    package init() {}

    package func sequenced(_ batch: SequencedBatch) {
        metrics.sequenced(batch)
        guard batch.size != nil else { return }
        for waiter in state.withLock({ Array($0.waiters.values) }) { waiter.yield() }
    }

    /// A signal for each commit, or for several together if the reader is slower; ends at `close`.
    func commits() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.waiters[state.next] = continuation
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.waiters.removeValue(forKey: id) } }
        return stream
    }

    /// True once the service is going down: what is endless ends.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    var readerCount: Int { state.withLock { $0.waiters.count } }

    /// Ends all streams: the service is going down.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.finish() }
    }
}
