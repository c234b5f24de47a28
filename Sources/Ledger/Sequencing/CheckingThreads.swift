import Dispatch

/// Threads for signatures alone: in the pool that all tasks share, a batch's checks would stand in line before everybody's next step,
/// and nobody would be answered while they last.
final class CheckingThreads: TaskExecutor {
    static let shared = CheckingThreads()

    /// As wide as there are cores.
    private let queue = DispatchQueue(label: "touchmark.checking", qos: .utility, attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
