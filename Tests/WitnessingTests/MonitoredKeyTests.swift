import Ledger
import LedgerTesting
import MerkleLog
import Monitoring
import Primitives
import Provenance
import Signatures
import Testing

/// A log as it is shown: the tiles of a ledger under whatever checkpoint.
private struct ShownLog: LogSource {
    let store: any LedgerStore
    let note: String

    func checkpoint() async throws -> String { note }

    func bytes(of path: TilePath) async throws -> [UInt8] {
        let bytes: [UInt8]? = try store.read { reader in
            switch path {
            case .tile(let place, let width):
                return try reader.tile(place).map { Array($0.bytes.prefix(width.value * Digest.byteCount)) }
            case .entries(let number, let width):
                let indices = (0..<UInt64(width.value)).map { EntryIndex(number << 8 + $0) }
                return EntryBundle.format(try indices.compactMap { try reader.entryIfThere(at: $0)?.bytes })
            }
        }
        guard let bytes else { throw SourceFailure("\(path) is not there.") }
        return bytes
    }
}

/// A log of which somebody else may have the key that it had before.
@Suite("A monitor and the log's keys")
final class MonitoredKeyTests {
    private var events = EventBuilder()
    private let clock = FixedClock()
    private let store = MemoryStore()
    private let replica = MemoryStore()
    private var state = MonitorState()
    private let next = PrivateKey()

    private var old: PrivateKey { events.logKey }

    private func vkey(_ key: PrivateKey) -> VerifierKey { LogSigner(origin: EventBuilder.origin, key: key).vkey }

    private func append(_ tokens: [[UInt8]], by key: PrivateKey, handingOverTo successor: PrivateKey? = nil) async throws {
        let ledger = try Ledger(
            store: store, origin: EventBuilder.origin, logKey: key, successor: successor, clock: clock)
        for case .refused(let refusal) in try await ledger.append(tokens) { Issue.record("\(refusal)") }
    }

    /// Up to the checkpoint that hands over.
    private func handOver() async throws {
        try await append(try events.opening(), by: old)
        let added = try events.sign(
            EventBuilder.root, "ledger.key-added", ["role": "log", "vkey": .string(vkey(next).text)])
        try await append([added.token], by: old, handingOverTo: next)
    }

    private func retireOldKey() async throws {
        let retired = try events.sign(
            EventBuilder.root, "ledger.key-retired", ["vkey": .string(vkey(old).text), "reason": "rotated"])
        try await append([retired.token], by: next)
    }

    private func newestNote() throws -> String { try #require(try store.read { try $0.checkpoint()?.note }) }

    /// What a run finds, under the newest checkpoint or another one.
    private func findings(under key: PrivateKey, _ note: String? = nil) async throws -> [MonitorFinding.Code] {
        let source = ShownLog(store: store, note: try note ?? newestNote())
        var monitor = try Monitor(
            source, key: vkey(key), store: replica, state: state, progress: { _, _ in }, save: { _ in },
            keep: { _, _ in [] })
        let outcome = try await monitor.run(SealWatch.Limits(age: nil, entries: nil), now: clock.now())
        state = monitor.state
        #expect((outcome.replayed != nil) == outcome.findings.isEmpty)
        return outcome.findings.map(\.code)
    }

    private var replicaSize: UInt64 { get throws { try replica.read { try $0.size().value } } }

    @Test("after the handover nothing is taken in that the old key alone signed; under the new one the monitor goes on")
    func fork() async throws {
        try await handOver()
        let handover = try newestNote()
        #expect(try await findings(under: old) == [])
        // Who has the old key goes on under it.
        try await append([try events.dataset("d").token], by: old)
        #expect(try await findings(under: old) == [.logKey])
        #expect(try replicaSize == 3)
        #expect(state.checkpoint == handover, "the fork is not what was seen last")
        let checkpoint = try UncheckedCheckpoint(parsing: newestNote()).claimed
        let note = LogSigner(origin: EventBuilder.origin, key: next).sign(checkpoint)
        #expect(try await findings(under: next, note) == [])
        #expect(try replicaSize == 4)
    }

    @Test("a key that has ended is told before anything that it signed is judged")
    func ended() async throws {
        try await handOver()
        try await retireOldKey()
        #expect(try await findings(under: next) == [])
        let seen = state.checkpoint
        for size in [2, 4, 9] as [UInt64] {
            let fork = Checkpoint(origin: EventBuilder.origin, size: TreeSize(size), root: .zero)
            let note = LogSigner(origin: EventBuilder.origin, key: old).sign(fork)
            #expect(try await findings(under: old, note) == [.logKey])
        }
        #expect(state.checkpoint == seen && state.findings.isEmpty)
        #expect(try await findings(under: next) == [])
    }

    @Test("a second tree from before the handover, under the key that signed it, is a split view")
    func smallerFork() async throws {
        try await handOver()
        #expect(try await findings(under: old) == [])
        let fork = Checkpoint(origin: EventBuilder.origin, size: TreeSize(2), root: .zero)
        let note = LogSigner(origin: EventBuilder.origin, key: old).sign(fork)
        #expect(try await findings(under: old, note) == [.splitView])
    }

    @Test("a log that goes on under its key, though an entry adds another, is not cosigned")
    func strangersKey() async throws {
        try await handOver()
        try await append([try events.dataset("d").token], by: old)
        #expect(try await findings(under: old) == [.logKey])
    }
}
