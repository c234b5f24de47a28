import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A verifier who knows an authority")
struct KnownAuthorityTests {
    private static let word = "certified, on the operator's word for the authority"

    private static func act(_ verb: String, in ledger: inout TestLedger, key: PrivateKey? = nil) throws {
        try ledger.say(
            "credential.\(verb)", by: .board,
            ["authority": "board", "credential": "c1", "annotator": "ann", "reason": "asked"], key: key)
    }

    /// A key that `signer` adds for the board.
    private static func addKey(_ name: String, by signer: Actor, to ledger: inout TestLedger) throws -> PrivateKey {
        let key = TestLedger.key(name)
        try ledger.say(
            "authority.key-added", by: signer,
            ledger.introduction(.board, key).merging(["authority": "board", "reason": "asked"]))
        return key
    }

    private static func statements(_ ledger: TestLedger) async throws -> [String] {
        let known = ["board": ledger.key(of: .board).publicKey.thumbprint]
        let report = try await ledger.verify(CheatTests.bundle(of: ledger).bytes, authorities: known)
        #expect(report.complaints == [])
        return report.labels.map(\.statement)
    }

    @Test("has its certificate where its own keys lift a suspension, and the operator's word where only hers do")
    func reinstatement() async throws {
        for (signer, statement) in [(Actor.board, "certified"), (.op, Self.word)] {
            var ledger = try TestLedger.clinic()
            let on = try ledger.register("i")
            try ledger.assert("before", on: on, item: "i", by: .ann)
            try Self.act("suspended", in: &ledger)
            let key = try Self.addKey("second", by: signer, to: &ledger)
            try Self.act("reinstated", in: &ledger, key: key)
            try ledger.assert("after", on: on, item: "i", by: .ann)
            // A suspension that began later takes nothing from what was certified before.
            #expect(try await Self.statements(ledger) == ["certified", statement])
        }
    }

    @Test("has its certificate again once it has lifted the suspension itself")
    func laterReinstatement() async throws {
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        try Self.act("suspended", in: &ledger)
        let key = try Self.addKey("second", by: .op, to: &ledger)
        try Self.act("reinstated", in: &ledger, key: key)
        try ledger.assert("a", on: on, item: "i", by: .ann)
        try Self.act("suspended", in: &ledger)
        try Self.act("reinstated", in: &ledger)
        try ledger.assert("b", on: on, item: "i", by: .ann)
        #expect(try await Self.statements(ledger) == [Self.word, "certified"])
    }

    @Test("has its certificate, in its own name, whatever credential of somebody else's comes behind it")
    func laterCredential() async throws {
        let other = Actor(.authority, "other")
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        try ledger.assert("before", on: on, item: "i", by: .ann)
        try ledger.recognise(other)
        try ledger.issue("c2", to: .ann, by: other)
        try ledger.assert("behind", on: on, item: "i", by: .ann)
        let known = ["board": ledger.key(of: .board).publicKey.thumbprint]
        let report = try await ledger.verify(CheatTests.bundle(of: ledger).bytes, authorities: known)
        #expect(report.labels.map(\.statement) == ["certified", "certified"])
        #expect(report.labels.map(\.authority) == ["board", "board"])
        try Self.act("revoked", in: &ledger)
        try ledger.assert("without", on: on, item: "i", by: .ann)
        #expect(try await Self.statements(ledger).last == Self.word)
    }
}
