import Dispatch

/// Threads for work that takes long: in the pool that all tasks share, it would stand in line before everybody's next step, and
/// nobody would be answered while it lasts.
package final class WorkerThreads: TaskExecutor {
    /// For signatures of events that came.
    static let checking = WorkerThreads("touchmark.checking", .utility)
    /// For what is read of the ledger at length. Of a class of its own: in one line with signatures, each of its many steps would
    /// wait for all that are due.
    package static let reading = WorkerThreads("touchmark.reading", .background)
    /// For reports and traces, one at a time.
    package static let reporting = WorkerThreads("touchmark.reporting", .utility, attributes: [])

    private let perform: @Sendable (_ work: @escaping @Sendable () -> Void) -> Void

    /// A queue as wide as there are cores, or serial.
    private init(_ label: String, _ quality: DispatchQoS, attributes: DispatchQueue.Attributes = .concurrent) {
        let queue = DispatchQueue(label: label, qos: quality, attributes: attributes)
        perform = { queue.async(execute: $0) }
    }

    /// Threads that are shared with nobody, for as long as the process lives.
    package init(_ name: String, threads: Int) {
        let line = ThreadLine(name, threads: threads)
        perform = { line.add($0) }
    }

    /// Runs `body` here from its first step on, in a task of its own: one that merely comes to prefer these threads goes on where
    /// it is until it first waits.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(executorPreference: self) { try await body() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        perform { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
