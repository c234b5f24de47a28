import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing
import Witnessing

@Suite("A cosigned checkpoint that is brought back")
struct CosignedCheckpointTests {
    private let ledger: Ledger
    private let log: LogSigner
    private let m = CosignatureSigner(name: "auditor.example/m", key: PrivateKey())
    private let n = CosignatureSigner(name: "auditor.example/n", key: PrivateKey())
    private static let time = Timestamp(microseconds: 1_790_000_000_000_000)

    @Test("A cosigner's line is read byte by byte: a name may end with what joins the blank behind it")
    func name() {
        #expect(CosignerName(line: "— m\u{600} 0123456789")?.text == "m\u{600} 012345")
        #expect(CosignerName(line: "— m\u{600}0123456789") == nil)
    }

    /// Two entries, then three.
    init() async throws {
        var events = EventBuilder()
        log = LogSigner(origin: EventBuilder.origin, key: events.logKey)
        ledger = try Ledger(store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        _ = try await ledger.append(try events.opening())
        _ = try await ledger.append([try events.dataset("d").token])
    }

    private func note(_ size: UInt64) throws -> String {
        try #require(try ledger.store.read { try $0.checkpoint(atMost: TreeSize(size)) }).note
    }

    private static func cosign(_ note: String, _ signers: [CosignatureSigner], _ log: VerifierKey) throws -> String {
        try signers.reduce(note) { note, signer in
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: log) else { return note }
            return signer.cosign(checkpoint, at: time)
        }
    }

    private func take(_ note: String, _ keys: [VerifierKey]) throws -> CosignedCheckpoint {
        try check(note, keys).get()
    }

    private func check(
        _ note: String, _ keys: [VerifierKey]
    ) throws -> Result<CosignedCheckpoint, CosignedCheckpoint.Failure> {
        try ledger.store.read { try CosignedCheckpoint.check(note, by: keys, of: $0) }
    }

    private func failure(_ note: String) throws -> CosignedCheckpoint.Failure? {
        guard case .failure(let failure) = try check(note, [m.vkey]) else { return nil }
        return failure
    }

    @Test("brings the lines of those who are known, and no others; an older one too")
    func taken() throws {
        for size in [2, 3] as [UInt64] {
            let cosigned = try Self.cosign(note(size), [n, m], log.vkey)
            let taken = try take(cosigned, [m.vkey])
            #expect(taken.size == TreeSize(size))
            #expect(taken.cosigners == [m.vkey])
            try ledger.store.keep(cosignatures: taken.lines, at: taken.size)
            #expect(try note(size).hasSuffix(taken.lines.joined()))
            let again = try take(note(size), [m.vkey])
            #expect(again.lines.isEmpty && again.cosigners == [m.vkey], "brought again, it is there")
        }
        #expect(try ledger.store.read { try $0.cosignedCheckpoints(limit: 9).map(\.size) } == [TreeSize(3)])
    }

    @Test("does not fill the note, however often the same auditor comes")
    func often() throws {
        for second in 0..<20 {
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note(3)).check(with: log.vkey) else { return }
            let time = Timestamp(microseconds: Self.time.microseconds + Int64(second) * 1_000_000)
            let taken = try take(m.cosign(checkpoint, at: time), [m.vkey])
            #expect(taken.cosigners == [m.vkey] && taken.lines.count == (second < 8 ? 1 : 0))
            try ledger.store.keep(cosignatures: taken.lines, at: taken.size)
        }
        let other = try take(Self.cosign(note(3), [n], log.vkey), [m.vkey, n.vkey])
        #expect(other.lines.count == 1 && other.cosigners == [m.vkey, n.vkey])
    }

    @Test("is refused, with the reason, where it says nothing that can be kept")
    func refused() throws {
        let note = try note(3)
        #expect(try failure("") == .malformed)
        #expect(try failure("not a checkpoint\n") == .malformed)
        #expect(try failure(note) == .unknownCosigner)
        #expect(try failure(Self.cosign(note, [n], log.vkey)) == .unknownCosigner)
        let cosigned = try Self.cosign(note, [m], log.vkey)
        let lines = cosigned.split(separator: "\n")
        // The line of another checkpoint.
        let other = try Self.cosign(self.note(2), [m], log.vkey).split(separator: "\n").last ?? ""
        #expect(try failure(note + other + "\n") == .unknownCosigner)
        #expect(try failure(cosigned + other + "\n") == .unknownCosigner, "one that does not hold spoils the other")
        #expect(try failure(cosigned.replacing("\n3\n", with: "\n4\n")) == .foreign)
        #expect(try failure(cosigned.replacing(lines[0], with: "elsewhere.example/log")) == .foreign)
    }

    @Test("is shown to be of another history where the ledger's key signed another tree of that size")
    func contradicting() throws {
        let other = log.sign(Checkpoint(origin: EventBuilder.origin, size: TreeSize(3), root: Digest(hashing: "another tree")))
        #expect(try failure(Self.cosign(other, [m], log.vkey)) == .contradicting)
    }
}
