import Foundation
package import Ledger

extension WorkerThreads {
    /// For evidence bundles: what settles their entries is one step of seconds, and pages and streams would wait for it. Threads of
    /// their own, since queues of one class share theirs.
    package static let exporting = WorkerThreads("exporting", threads: ProcessInfo.processInfo.activeProcessorCount)

    /// For webhooks, each of which may bring thousands of annotations.
    package static let receiving = WorkerThreads("receiving", threads: ProcessInfo.processInfo.activeProcessorCount)
}
