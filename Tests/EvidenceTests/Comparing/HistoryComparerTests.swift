import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Two bundles held against each other")
struct HistoryComparerTests {
    private let ledger: TestLedger
    private let label = EvidenceScope.label(.label("d", "i", "a"))

    init() throws { ledger = try TestLedger.ward() }

    private func grown(_ names: String...) throws -> TestLedger {
        var ledger = ledger
        for name in names { try ledger.publish(name) }
        return ledger
    }

    private func compare(_ a: HistoryComparer.Evidence, _ b: HistoryComparer.Evidence) throws -> HistoryComparison {
        let comparer = HistoryComparer(keys: [ledger.log.vkey])
        let (one, other) = (try comparer.compare(a, b), try comparer.compare(b, a))
        switch (one, other) {
        case (.splitView(let first), .splitView(let second)): #expect(first.ground == second.ground)
        default: #expect(one == other, "whichever is named first")
        }
        return one
    }

    private func bundle(_ ledger: TestLedger, _ scope: EvidenceScope = .ledger) async throws -> HistoryComparer.Evidence {
        .bundle(BundleBytes(try await ledger.export(scope)))
    }

    private func isSplit(_ comparison: HistoryComparison, _ ground: SplitView.Ground) throws {
        guard case .splitView(let split) = comparison else {
            Issue.record("no split: \(comparison)")
            return
        }
        #expect(split.ground == ground)
        for note in [split.first, split.second] {
            guard case .valid = try UncheckedCheckpoint(parsing: note).check(with: ledger.log.vkey) else {
                Issue.record("a note that the log did not sign")
                return
            }
        }
        #expect(split.first != split.second)
    }

    @Test("one ledger, earlier and later, is one log")
    func oneLog() async throws {
        let later = try grown("one", "two")
        let expected = HistoryComparison.oneLog(from: ledger.size, to: later.size)
        #expect(try await compare(bundle(ledger), bundle(later)) == expected)
        #expect(try await compare(bundle(ledger, label), bundle(later)) == expected)
        #expect(try compare(.checkpoint(ledger.checkpointNote()), await bundle(later)) == expected)
        #expect(try await compare(bundle(ledger), bundle(ledger, label)) == .oneLog(from: ledger.size, to: ledger.size))
    }

    @Test("a bundle with the other's checkpoint and a proof of consistency needs no entries")
    func further() async throws {
        var later = ledger
        later.keepCheckpoint()
        try later.publish("one")
        #expect(
            try await compare(bundle(ledger, label), bundle(later, label)) == .oneLog(from: ledger.size, to: later.size))
    }

    @Test("two small bundles of different sizes cannot be told")
    func undecided() async throws {
        let later = try grown("one")
        let expected = HistoryComparison.undecided(from: ledger.size, to: later.size)
        #expect(try await compare(bundle(ledger, label), bundle(later, label)) == expected)
        #expect(try compare(.checkpoint(ledger.checkpointNote()), .checkpoint(later.checkpointNote())) == expected)
        #expect(try await compare(bundle(ledger), bundle(later, label)) == expected, "the smaller one does not know the larger's")
    }

    @Test("a ledger that was copied and goes on differently is shown, whatever the sizes and scopes")
    func split() async throws {
        let (here, there, further) = (try grown("here"), try grown("there"), try grown("there", "further"))
        try isSplit(try await compare(bundle(here), bundle(there)), .rootsDiffer(here.size))
        try isSplit(try await compare(bundle(here, label), bundle(there, label)), .rootsDiffer(here.size))
        try isSplit(try compare(.checkpoint(here.checkpointNote()), .checkpoint(there.checkpointNote())), .rootsDiffer(here.size))
        try isSplit(try await compare(bundle(here), bundle(further)), .prefixesDiffer(here.size))
        try isSplit(try await compare(bundle(here, label), bundle(further)), .prefixesDiffer(here.size))
    }

    @Test("that both began alike does not make them one log")
    func shared() async throws {
        var (here, there) = (ledger, ledger)
        here.keepCheckpoint()
        there.keepCheckpoint()
        // Nothing that either bundle shows.
        here.put(Array("here".utf8))
        there.put(Array("there".utf8))
        there.put(Array("further".utf8))
        #expect(try await compare(bundle(here, label), bundle(there, label)) == .undecided(from: here.size, to: there.size))
    }

    @Test("entries at one place that differ, each proved in its tree, are two histories")
    func entries() async throws {
        var (here, there) = (try TestLedger.clinic(), try TestLedger.clinic())
        try here.publish("here")
        try there.publish("there")
        _ = try here.register("i")
        _ = try there.register("i")
        try there.publish("further")
        let comparison = try await compare(bundle(here, .dataset(.dataset("d"))), bundle(there, .dataset(.dataset("d"))))
        guard case .splitView(let split) = comparison, case .entriesDiffer = split.ground else {
            Issue.record("\(comparison)")
            return
        }
    }

    @Test("what a damaged bundle says beyond what was signed proves nothing")
    func damaged() async throws {
        let later = try grown("one")
        var text = BundleText(try await later.export(.ledger))
        let place = try #require(text.lines.firstIndex { $0.contains("\"index\":4,") })
        text.lines.remove(at: place)
        let damaged = HistoryComparer.Evidence.bundle(BundleBytes(text.bytes))
        #expect(try await compare(bundle(ledger, label), damaged) == .undecided(from: ledger.size, to: later.size))
        var forged = BundleText(try await later.export(.ledger))
        forged.lines[place] = forged.lines[place].replacing("\"entry\":\"", with: "\"entry\":\"1")
        let other = HistoryComparer.Evidence.bundle(BundleBytes(forged.bytes))
        #expect(try await compare(bundle(ledger, label), other) == .undecided(from: ledger.size, to: later.size))
    }

    @Test("two ledgers of different origins are no split view, whatever keys are given")
    func otherLog() throws {
        let key = PrivateKey()
        let notes = ["a.example/log", "b.example/log"].map { origin in
            let signer = LogSigner(origin: origin, key: key)
            return (signer.sign(Checkpoint(origin: signer.origin, size: TreeSize(2), root: Digest(hashing: origin))), signer.vkey)
        }
        let comparer = HistoryComparer(keys: notes.map(\.1))
        #expect(try comparer.compare(.checkpoint(notes[0].0), .checkpoint(notes[1].0)) == .unfounded(.otherLog))
    }

    /// A bundle with a further checkpoint, and a line of consistency that proves nothing.
    private func bundle(_ ledger: TestLedger, _ scope: EvidenceScope, showing note: String) async throws
        -> HistoryComparer.Evidence
    {
        var text = BundleText(try await ledger.export(scope))
        let from = try UncheckedCheckpoint(parsing: note).claimed.size
        let lines: [JSONValue] = [
            ["kind": "checkpoint", "note": .string(note)],
            [
                "kind": "consistency", "from": .integer(Int64(from.value)), "to": .integer(Int64(ledger.size.value)),
                "hashes": [],
            ],
        ]
        text.lines.insert(contentsOf: lines.map(\.canonicalText), at: 2)
        return .bundle(BundleBytes(text.bytes))
    }

    private func forged(by signer: LogSigner, _ size: TreeSize) -> String {
        signer.sign(Checkpoint(origin: signer.origin, size: size, root: Digest(hashing: "another")))
    }

    @Test("a checkpoint of another log that somebody put into a bundle is no second history of this one")
    func foreignCheckpoint() async throws {
        let other = LogSigner(origin: "other.example/log", key: PrivateKey())
        let comparer = HistoryComparer(keys: [ledger.log.vkey, other.vkey])
        let spoilt = try await bundle(ledger, .ledger, showing: forged(by: other, ledger.size))
        let plain = try await bundle(ledger)
        let expected = HistoryComparison.oneLog(from: ledger.size, to: ledger.size)
        #expect(try comparer.compare(spoilt, plain) == expected)
        #expect(try comparer.compare(plain, spoilt) == expected)
    }

    @Test("a checkpoint that the log signed is held against both trees, wherever it stands")
    func signedOtherwise() async throws {
        let later = try grown("one")
        let note = forged(by: ledger.log, ledger.size)
        try isSplit(try compare(.checkpoint(note), await bundle(later)), .prefixesDiffer(ledger.size))
        for scope in [EvidenceScope.ledger, label] {
            let spoilt = try await bundle(later, scope, showing: note)
            try isSplit(try await compare(spoilt, bundle(later)), .prefixesDiffer(ledger.size))
        }
        let twice = try await bundle(later, label, showing: forged(by: ledger.log, later.size))
        try isSplit(try compare(twice, .checkpoint(later.checkpointNote())), .rootsDiffer(later.size))
        try isSplit(try compare(twice, .checkpoint(ledger.checkpointNote())), .rootsDiffer(later.size))
    }

    @Test("evidence that the key does not vouch for is not compared")
    func foreign() async throws {
        let comparer = HistoryComparer(keys: [LogSigner(origin: ledger.origin, key: PrivateKey()).vkey])
        let bundle = try await bundle(ledger)
        #expect(try comparer.compare(bundle, bundle) == .unfounded(.notSigned))
        let note = HistoryComparer.Evidence.checkpoint(ledger.checkpointNote())
        #expect(try comparer.compare(note, bundle) == .unfounded(.notSigned))
        var text = BundleText(try await ledger.export(label))
        text.lines.removeAll { $0.contains("\"kind\":\"checkpoint\"") }
        #expect(try comparer.compare(.bundle(BundleBytes(text.bytes)), note) == .unfounded(.noCheckpoint))
    }
}
