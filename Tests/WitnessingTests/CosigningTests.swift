import Foundation
import Ledger
import LedgerTesting
import Logging
import MerkleLog
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing
import Witnessing

/// Witnesses within this process, by URL; they forget nothing and may be out of order.
final class WitnessesInMemory: WitnessTransport {
    enum Mood: Sendable { case well, down, lying, hanging }

    private struct State {
        var moods: [String: Mood] = [:]
        var trees: [String: WitnessedTree] = [:]
        var requests: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let rules: WitnessRules
    private let signers: [String: CosignatureSigner]

    init(_ signers: [String: CosignatureSigner], log: VerifierKey) {
        self.signers = signers
        rules = WitnessRules(logs: [log])
    }

    func set(_ mood: Mood, of url: String) { state.withLock { $0.moods[url] = mood } }
    func requests(of url: String) -> Int { state.withLock { $0.requests[url] ?? 0 } }

    struct Down: Error {}

    func addCheckpoint(_ body: [UInt8], to url: String, within limit: Duration) async throws -> WitnessReply {
        let mood = state.withLock { state in
            state.requests[url, default: 0] += 1
            return state.moods[url] ?? .well
        }
        if mood == .hanging { try await Task.sleep(for: limit) }
        guard mood == .well || mood == .lying, let signer = signers[url], let request = AddCheckpoint(parsing: body) else {
            throw Down()
        }
        switch rules.signed(request) {
        case .failure(let refusal): return refusal.reply
        case .success(let checkpoint):
            return state.withLock { state in
                let known = state.trees[url] ?? .none
                if let refusal = WitnessRules.judge(checkpoint.checkpoint, after: known, old: request.old, proof: request.proof) {
                    return refusal.reply
                }
                state.trees[url] = WitnessedTree(size: checkpoint.checkpoint.size, root: checkpoint.checkpoint.root)
                let line = signer.line(over: checkpoint, at: Timestamp(microseconds: 1_800_000_000_000_000))
                // A signature of other bytes, under the right name and id.
                return WitnessReply(status: 200, body: mood == .lying ? line.replacing("A", with: "B") : line)
            }
        }
    }
}

@Suite("A ledger that has its checkpoints cosigned")
struct CosigningTests {
    let events: EventBuilder
    let ledger: Ledger
    let log: VerifierKey
    let witnesses: WitnessesInMemory
    let policy: WitnessPolicy
    let signers = ["http://a/", "http://b/", "http://c/"].map { ($0, CosignatureSigner(name: "w.example", key: PrivateKey())) }

    init() async throws {
        var events = EventBuilder()
        log = LogSigner(origin: EventBuilder.origin, key: events.logKey).vkey
        ledger = try Ledger(store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        _ = try await ledger.append(try events.opening())
        self.events = events
        witnesses = WitnessesInMemory(Dictionary(uniqueKeysWithValues: signers), log: log)
        let lines = signers.enumerated().map { "witness w\($0.offset) \($0.element.1.vkey.text) \($0.element.0)\n" }.joined()
        policy = try WitnessPolicy(parsing: Array((lines + "group g 2 w0 w1 w2\nquorum g\n").utf8))
    }

    private func cosigning() throws -> Cosigning {
        var settings = Cosigning.Settings()
        settings.requestTime = .milliseconds(300)
        settings.rest = .milliseconds(5)...(.milliseconds(20))
        return try Cosigning(
            store: ledger.store, log: log, policy: policy, transport: witnesses, settings: settings,
            logger: Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Runs `body` while witnesses are asked; it is given what signals a commit.
    private func asking(
        _ other: Cosigning? = nil, _ body: (Cosigning, () -> Void) async throws -> Void
    ) async throws {
        let cosigning = try other ?? cosigning()
        let (commits, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cosigning.run(commits: commits) }
            try await body(cosigning) { signal.yield() }
            group.cancelAll()
        }
    }

    private func newest() throws -> VerifiedCheckpoint {
        let note = try #require(try ledger.store.read { try $0.checkpoint() }).note
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: log) else {
            throw WitnessesInMemory.Down()
        }
        return checkpoint
    }

    @Test("a quorum's cosignatures stand in the newest checkpoint, and in receipts from then on")
    func quorum() async throws {
        var events = events
        try await asking { cosigning, committed in
            #expect(await cosigning.witnessed(covering: TreeSize(2), within: .seconds(20)) == TreeSize(2))
            for number in 0..<5 {
                _ = try await ledger.append([try events.dataset("d\(number)").token])
                committed()
                let size = TreeSize(UInt64(3 + number))
                #expect(await cosigning.witnessed(covering: size, within: .seconds(20)) == size)
            }
        }
        #expect(try policy.isMet(by: newest().cosignatures(by: policy.witnesses.map(\.key)).map(\.key)))
        #expect(try newest().brokenCosignatures(by: policy.witnesses.map(\.key)).isEmpty)
        let receipt = try ledger.receipt(for: EntryIndex(0), size: TreeSize(7))
        #expect(try receipt.checkpoint == newest().note)
    }

    @Test("with one witness down and one that lies there is none, and when the first is back there is")
    func down() async throws {
        witnesses.set(.down, of: "http://a/")
        witnesses.set(.lying, of: "http://b/")
        try await asking { cosigning, _ in
            #expect(await cosigning.witnessed(covering: TreeSize(2), within: .milliseconds(150)) == nil)
            let checkpoint = try newest()
            #expect(checkpoint.brokenCosignatures(by: policy.witnesses.map(\.key)).isEmpty, "what does not hold is not kept")
            for failure in [#"{witness="w0",reason="unreachable"}"#, #"{witness="w1",reason="unusable"}"#] {
                let line = "touchmark_witness_failures_total" + failure
                let deadline = ContinuousClock.now + .seconds(60)
                while await !cosigning.metrics.contains(line), ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(await cosigning.metrics.contains(line))
            }
            witnesses.set(.well, of: "http://a/")
            #expect(await cosigning.witnessed(covering: TreeSize(2), within: .seconds(20)) == TreeSize(2))
        }
    }

    @Test("a witness that hangs keeps no one from a quorum")
    func hanging() async throws {
        witnesses.set(.hanging, of: "http://b/")
        var events = events
        try await asking { cosigning, committed in
            for number in 0..<4 {
                _ = try await ledger.append([try events.dataset("d\(number)").token])
                committed()
                let size = TreeSize(UInt64(3 + number))
                #expect(await cosigning.witnessed(covering: size, within: .seconds(20)) == size)
            }
            #expect(witnesses.requests(of: "http://b/") <= 1 + witnesses.requests(of: "http://a/"))
        }
    }

    /// The first read is of what was witnessed before, the second of the newest checkpoint, the others are each for one witness;
    /// then cosignatures are kept.
    @Test("while the ledger's disk stands still and all witnesses wait for it, everybody else goes on", arguments: [2, 3, .max])
    func slowDisk(firstRead: Int) async throws {
        let disk = StoppedDisk()
        let count = ProcessInfo.processInfo.activeProcessorCount + 2
        let signers = (0..<count).map { ("http://\($0)/", CosignatureSigner(name: "w.example", key: PrivateKey())) }
        let lines = signers.enumerated().map { "witness w\($0.offset) \($0.element.1.vkey.text) \($0.element.0)\n" }
        let group = "group g \(count) " + (0..<count).map { "w\($0)" }.joined(separator: " ")
        let policy = try WitnessPolicy(parsing: Array((lines.joined() + group + "\nquorum g\n").utf8))
        let cosigning = try Cosigning(
            store: StoppedStore(ledger.store, disk, from: firstRead), log: log, policy: policy,
            transport: WitnessesInMemory(Dictionary(uniqueKeysWithValues: signers), log: log),
            logger: Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() }), threads: disk.threads)
        disk.stop()
        try await asking(cosigning) { cosigning, _ in
            #expect(await disk.letsOthersGoOn())
            #expect(await cosigning.state.witnessed == .empty)
            #expect(disk.isStopped, "who asks how far it is does not wait either")
            disk.goOn()
            #expect(await cosigning.witnessed(covering: TreeSize(2), within: .seconds(120)) == TreeSize(2))
        }
    }

    @Test("asked anew after a restart, witnesses say what they have, and what was witnessed is known without asking")
    func restart() async throws {
        try await asking { cosigning, _ in
            #expect(await cosigning.witnessed(covering: TreeSize(2), within: .seconds(20)) != nil)
        }
        #expect(try await cosigning().state.witnessed == TreeSize(2))
        var events = events
        _ = try await ledger.append([try events.dataset("d").token])
        try await asking { cosigning, _ in
            #expect(await cosigning.witnessed(covering: TreeSize(3), within: .seconds(20)) == TreeSize(3))
        }
    }

    @Test("a ledger that was copied and goes on differently is refused by the witness of the first")
    func copied() async throws {
        var events = events
        var other = events
        let copy = try Ledger(store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        _ = try await copy.append(try entries(of: ledger))
        #expect(try copy.store.read { try $0.checkpoint()?.note } == ledger.store.read { try $0.checkpoint()?.note })
        _ = try await ledger.append([try events.dataset("here").token])
        _ = try await copy.append([try other.dataset("there").token])
        let witness = policy.witnesses[0]
        let first = WitnessExchange(store: ledger.store, log: log, transport: witnesses, limit: .seconds(1))
        let second = WitnessExchange(store: copy.store, log: log, transport: witnesses, limit: .seconds(1))
        guard case .success = try await first.cosign(TreeSize(3), by: witness, after: .empty) else {
            Issue.record("the first is cosigned")
            return
        }
        #expect(try await second.cosign(TreeSize(3), by: witness, after: .empty) == .failure(.inconsistent))
        _ = try await copy.append([try other.dataset("there too").token])
        #expect(try await second.cosign(TreeSize(4), by: witness, after: .empty) == .failure(.inconsistent))
        #expect(
            try await second.cosign(TreeSize(2), by: witness, after: .empty) == .failure(.busy),
            "it has seen more, and so has the ledger")
    }

    private func entries(of ledger: Ledger) throws -> [[UInt8]] {
        try ledger.store.read { reader in
            var tokens: [[UInt8]] = []
            try reader.forEachEntry(in: EntryIndex(0)..<EntryIndex(100)) {
                tokens.append($0.jws)
                return true
            }
            return tokens
        }
    }
}
