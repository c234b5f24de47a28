package import Ledger

/// Sees to it that the keys of what was erased are destroyed, where that did not succeed at once: somebody read the vault for
/// long, or its disk failed.
package struct ErasureRetries: Sendable {
    private let store: any LedgerStore
    private let interval: Duration

    package init(_ store: any LedgerStore, interval: Duration = .seconds(60)) {
        self.store = store
        self.interval = interval
    }

    /// Tries again until the task is cancelled.
    package func run() async {
        while (try? await Task.sleep(for: interval)) != nil {
            try? await WorkerThreads.reading.run { [store] in store.settleErasures() }
        }
    }
}
