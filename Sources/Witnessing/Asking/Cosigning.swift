import Evidence
package import Ledger
package import Logging
package import Primitives
package import Signatures
import Synchronization

/// Has a ledger's checkpoints cosigned by its witnesses, and keeps what they say beside them.
package actor Cosigning {
    /// What an operator can set.
    package struct Settings: Hashable, Sendable {
        /// For one request.
        package var requestTime = Duration.seconds(10)
        /// The least time between two checkpoints that are shown to witnesses.
        package var interval = Duration.zero
        /// How long a witness that failed is left alone, at first and at most.
        package var rest = Duration.seconds(1)...Duration.seconds(60)

        package init() {}
    }

    private let store: any LedgerStore
    private let policy: WitnessPolicy
    private let exchange: WitnessExchange
    private let settings: Settings
    private let clock: any LedgerClock
    private let logger: Logger
    private let threads: WorkerThreads
    private var rounds: CosigningRounds
    /// What each witness has cosigned last, as far as is known here.
    private var known: [TreeSize]
    private var failuresInARow: [Int]
    private var failures: [FailureKey: UInt64] = [:]
    private var witnessedAt: Timestamp?
    private let waiters = Mutex(Waiters())
    private let asks: AsyncStream<Work>
    private let queue: AsyncStream<Work>.Continuation

    private struct FailureKey: Hashable {
        let witness: Int
        let failure: CosigningFailure
    }

    private struct Waiters {
        var continuations: [UInt64: AsyncStream<TreeSize>.Continuation] = [:]
        var next: UInt64 = 0
    }

    private enum Work: Sendable {
        case ask(CosigningRounds.Ask)
        case rest(Int, Duration)
    }

    /// - Parameters:
    ///   - log: the key that signs the ledger's checkpoints.
    ///   - threads: where the store is waited for.
    package init(
        store: any LedgerStore, log: VerifierKey, policy: WitnessPolicy, transport: any WitnessTransport,
        settings: Settings = Settings(), clock: any LedgerClock = SystemClock(), logger: Logger,
        threads: WorkerThreads = .witnessing
    ) throws {
        self.threads = threads
        self.store = store
        self.policy = policy
        self.settings = settings
        self.clock = clock
        self.logger = logger
        exchange = WitnessExchange(store: store, log: log, transport: transport, limit: settings.requestTime, threads: threads)
        var witnessed = TreeSize.empty
        for cosigned in try store.read({ try $0.cosignedCheckpoints(limit: policy.witnesses.count + 1) }) {
            if case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: cosigned.note).check(with: log),
                policy.isMet(by: checkpoint)
            {
                witnessed = cosigned.size
            }
        }
        rounds = CosigningRounds(policy, witnessed: witnessed)
        known = policy.witnesses.map { _ in .empty }
        failuresInARow = policy.witnesses.map { _ in 0 }
        (asks, queue) = AsyncStream.makeStream(of: Work.self)
    }

    /// Asks until the task is cancelled. `commits` signals that there may be a newer checkpoint.
    package func run(commits: AsyncStream<Void>) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.follow(commits) }
            for await work in asks {
                group.addTask { await self.perform(work) }
            }
            group.cancelAll()
        }
    }

    private func follow(_ commits: AsyncStream<Void>) async {
        take(await newest())
        for await _ in commits {
            take(await newest())
            guard settings.interval > .zero else { continue }
            do { try await Task.sleep(for: settings.interval) } catch { break }
        }
        queue.finish()
    }

    private func newest() async -> [CosigningRounds.Ask] {
        do {
            let size = try await threads.run { [store] in try store.read { try $0.checkpoint()?.size } }
            return size.map { rounds.committed($0) } ?? []
        } catch {
            logger.error("witnesses", metadata: ["reason": "\(error)"])
            return []
        }
    }

    private func take(_ asks: [CosigningRounds.Ask]) {
        for ask in asks { queue.yield(.ask(ask)) }
        for waiter in waiters.withLock({ Array($0.continuations.values) }) { waiter.yield(rounds.witnessed) }
    }

    private func perform(_ work: Work) async {
        switch work {
        case .ask(let ask): await perform(ask)
        case .rest(let witness, let duration):
            do { try await Task.sleep(for: duration) } catch { return }
            take(rounds.rested(witness))
        }
    }

    private func perform(_ ask: CosigningRounds.Ask) async {
        let outcome: Result<[String], CosigningFailure>
        do {
            outcome = try await exchange.cosign(ask.size, by: policy.witnesses[ask.witness], after: known[ask.witness])
            if case .success(let lines) = outcome {
                try await threads.run { [store] in try store.keep(cosignatures: lines, at: ask.size) }
            }
        } catch {
            logger.error("witnesses", metadata: ["reason": "\(error)"])
            return failed(ask, .busy)
        }
        switch outcome {
        case .success:
            known[ask.witness] = ask.size
            failuresInARow[ask.witness] = 0
            let before = rounds.witnessed
            take(rounds.answered(ask, cosigned: true, rests: false))
            if rounds.witnessed > before { witnessedAt = clock.now() }
        case .failure(let failure): failed(ask, failure)
        }
    }

    private func failed(_ ask: CosigningRounds.Ask, _ failure: CosigningFailure) {
        failures[FailureKey(witness: ask.witness, failure: failure), default: 0] += 1
        if failuresInARow[ask.witness] == 0 {
            logger.warning(
                "a witness has not cosigned",
                metadata: [
                    "witness": "\(policy.witnesses[ask.witness].name)", "code": "\(failure.rawValue)",
                    "size": "\(ask.size)", "reason": "\(failure.sentence)",
                ])
        }
        failuresInARow[ask.witness] += 1
        take(rounds.answered(ask, cosigned: false, rests: true))
        queue.yield(.rest(ask.witness, settings.rest.rest(afterFailures: failuresInARow[ask.witness])))
    }
}

extension Cosigning {
    /// Waits until a quorum has cosigned a checkpoint of at least this size.
    ///
    /// - Returns: the size of that checkpoint; `nil` if it took too long.
    package func witnessed(covering size: TreeSize, within limit: Duration) async -> TreeSize? {
        if rounds.witnessed >= size { return rounds.witnessed }
        return await withTaskGroup(of: TreeSize?.self) { group in
            group.addTask {
                for await witnessed in await self.progress() where witnessed >= size { return witnessed }
                return nil
            }
            group.addTask {
                // Cancelled when the quorum is there first.
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func progress() -> AsyncStream<TreeSize> {
        let (stream, continuation) = AsyncStream.makeStream(of: TreeSize.self, bufferingPolicy: .bufferingNewest(1))
        let id = waiters.withLock { waiters in
            waiters.next += 1
            waiters.continuations[waiters.next] = continuation
            return waiters.next
        }
        continuation.onTermination = { [weak self] _ in self?.waiters.withLock { $0.continuations[id] = nil } }
        continuation.yield(rounds.witnessed)
        return stream
    }

    /// The largest tree that a quorum has cosigned, and when it last grew.
    package var state: (witnessed: TreeSize, since: Timestamp?) { (rounds.witnessed, witnessedAt) }

    /// In Prometheus' text format. The names of witnesses are the policy's.
    package var metrics: String {
        var text = """
            # HELP touchmark_witnessed_size Entries of the largest tree that a quorum of witnesses has cosigned.
            # TYPE touchmark_witnessed_size gauge
            touchmark_witnessed_size \(rounds.witnessed)

            """
        if let witnessedAt {
            let age = Double(clock.now().microseconds - witnessedAt.microseconds) / 1_000_000
            text += "# HELP touchmark_witnessed_age_seconds Since a quorum last cosigned.\n"
            text += "# TYPE touchmark_witnessed_age_seconds gauge\ntouchmark_witnessed_age_seconds \(age)\n"
        }
        text +=
            "# HELP touchmark_witness_cosigned_size Entries of the tree that a witness cosigned last, since the service began.\n"
        text += "# TYPE touchmark_witness_cosigned_size gauge\n"
        for (witness, size) in zip(policy.witnesses, known) {
            text += "touchmark_witness_cosigned_size{witness=\"\(witness.label)\"} \(size)\n"
        }
        text += "# HELP touchmark_witness_failures_total Requests without a cosignature, by witness and reason.\n"
        text += "# TYPE touchmark_witness_failures_total counter\n"
        let ordered = failures.sorted { ($0.key.witness, $0.key.failure.rawValue) < ($1.key.witness, $1.key.failure.rawValue) }
        for (key, count) in ordered {
            let witness = policy.witnesses[key.witness].label
            text += "touchmark_witness_failures_total{witness=\"\(witness)\",reason=\"\(key.failure.rawValue)\"} \(count)\n"
        }
        return text
    }
}

extension WitnessPolicy.Witness {
    /// As a label's value.
    fileprivate var label: String { MetricLabel.escaped(name) }
}
