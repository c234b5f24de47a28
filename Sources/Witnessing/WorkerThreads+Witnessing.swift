package import Ledger

extension WorkerThreads {
    /// For the disk where witnesses, and those who ask them, wait for it.
    package static let witnessing = WorkerThreads("witnessing", threads: 2)
}
