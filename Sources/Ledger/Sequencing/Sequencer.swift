import Dispatch
import MerkleLog
import Primitives
import Provenance
import Signatures
import Synchronization

/// The one writer. It takes what has arrived, at its own pace, as a batch: one transaction, one fsync, one checkpoint.
///
/// The state of the log lives on the sequencer's own queue; everybody else hands in jobs and waits for answers.
final class Sequencer: Sendable {
    /// More than this in one transaction gains nothing and makes others wait.
    static let batchLimit = 4096
    /// Beyond this many waiting events the caller is told to come back later.
    static let queueLimit = 1 << 17

    struct Answer: Sendable {
        let outcomes: [SequencedOutcome]
        /// `nil` if nothing was written.
        let commit: Commit?
    }

    fileprivate struct Job: Sendable {
        let candidates: [Candidate]
        /// All of them or none.
        let isAtomic: Bool
        let submitted = ContinuousClock.now
        let answer: CheckedContinuation<Answer, any Error>
    }

    private struct Inbox {
        var jobs: [Job] = []
        var waiting = 0
        var isScheduled = false
        /// So many waiting callers end the writer's rest; `nil` while it does not rest.
        var awaited: Int?

        /// True if `callers` have come, or fewer with enough events.
        func isCompany(of callers: Int) -> Bool { jobs.count >= callers || waiting >= Company.enough }
    }

    private let inbox = Mutex(Inbox())
    private let company = Mutex(Company())
    private let arrived = DispatchSemaphore(value: 0)
    private let queue = DispatchQueue(label: "touchmark.sequencer")
    private let log: Mutex<SequencerLog>
    /// Apart from the log: that is held while a batch is put together and written, and anybody may ask for this.
    private let stop = Mutex<LedgerError?>(nil)

    private let observer: (any SequencerObserver)?

    init(
        store: any LedgerStore, signer: LogSigner, successor: LogSigner?, directory: KeyDirectory, clock: any LedgerClock,
        observer: (any SequencerObserver)?
    ) throws {
        self.observer = observer
        log = Mutex(
            try SequencerLog(store: store, signer: signer, successor: successor, directory: directory, clock: clock))
    }

    /// Sequences candidates in their order and returns when they are durable.
    ///
    /// - Throws: `LedgerError.overloaded` at once; `LedgerError.notWritten` if the batch failed, with nothing written;
    ///   `LedgerError.uncertain` if that is not known; `LedgerError.stopped` if the sequencer does not go on.
    func submit(_ candidates: [Candidate], atomically isAtomic: Bool) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(candidates: candidates, isAtomic: isAtomic, answer: continuation)
            let (accepted, schedule) = inbox.withLock { inbox -> (Bool, Bool) in
                guard inbox.waiting == 0 || inbox.waiting + candidates.count <= Self.queueLimit else { return (false, false) }
                inbox.jobs.append(job)
                inbox.waiting += candidates.count
                if let awaited = inbox.awaited, inbox.isCompany(of: awaited) {
                    inbox.awaited = nil
                    arrived.signal()
                }
                defer { inbox.isScheduled = true }
                return (true, !inbox.isScheduled)
            }
            guard accepted else {
                continuation.resume(throwing: LedgerError(.overloaded, "Too many events are waiting. Try again in a second."))
                return
            }
            if schedule { queue.async { self.drain() } }
        }
    }

    /// Takes batches until nothing waits.
    private func drain() {
        gather()
        while let jobs = takeBatch() {
            let start = ContinuousClock.now
            let results = sequence(jobs)
            let batch = batch(of: jobs, results, start: start)
            observer?.sequenced(batch)
            let waiting = inbox.withLock { $0.jobs.count }
            company.withLock { $0.wrote(for: jobs.count, whileWaiting: waiting, took: batch.took) }
            for (job, result) in zip(jobs, results) { job.answer.resume(with: result) }
            gather()
        }
    }

    private func sequence(_ jobs: [Job]) -> [Result<Answer, any Error>] {
        log.withLock { log in
            // An atomic job stands alone: see `takeBatch`.
            let results = log.sequence(jobs.map(\.candidates), atomically: jobs.contains(where: \.isAtomic))
            stop.withLock { $0 = log.stopReason }
            return results
        }
    }

    /// Lets those come that are likely to, so that they share a transaction.
    private func gather() {
        let company = company.withLock { $0 }
        let rests = inbox.withLock { inbox in
            guard !inbox.jobs.isEmpty, !inbox.isCompany(of: company.expected) else { return false }
            inbox.awaited = company.expected
            return true
        }
        guard rests, arrived.wait(timeout: .now() + company.patience) == .timedOut else { return }
        let isLate = inbox.withLock { inbox in
            defer { inbox.awaited = nil }
            return inbox.awaited == nil
        }
        // Somebody signalled between the end of the rest and now.
        if isLate { arrived.wait() }
    }

    private func batch(
        of jobs: [Job], _ results: [Result<Answer, any Error>], start: ContinuousClock.Instant
    ) -> SequencedBatch {
        SequencedBatch(
            size: results.lazy.compactMap { try? $0.get().commit?.checkpoint.size }.max(),
            eventCount: jobs.reduce(0) { $0 + $1.candidates.count },
            waited: start - (jobs.map(\.submitted).min() ?? start), took: .now - start)
    }

    private func takeBatch() -> [Job]? {
        inbox.withLock { inbox in
            guard !inbox.jobs.isEmpty else {
                inbox.isScheduled = false
                return nil
            }
            // An atomic job is a batch of its own: what undoes it undoes nobody else.
            var count = inbox.jobs[0].candidates.count
            let others = inbox.jobs.dropFirst().prefix { job in
                count += job.candidates.count
                return !inbox.jobs[0].isAtomic && !job.isAtomic && count <= Self.batchLimit
            }
            let jobs = inbox.jobs.prefix(1 + others.count)
            inbox.jobs.removeFirst(jobs.count)
            inbox.waiting -= jobs.reduce(0) { $0 + $1.candidates.count }
            return Array(jobs)
        }
    }

    /// Returns when everything that was handed in is written and answered, and the queue holds nothing of this any more.
    func finish() { queue.sync {} }

    /// Why it does not go on, if it does not. Waits for nobody.
    var stopReason: LedgerError? { stop.withLock { $0 } }
}
