import Ledger
import LedgerTesting
import Primitives
import Signatures
import Testing

@testable import Provenance

/// The clinic in a real ledger, and what somebody tries to append to it.
private struct Gate {
    let world: World
    private let ledger: Ledger

    init() async throws {
        world = try World.clinic()
        let clock = FixedClock(World.day(0))
        ledger = try Ledger(store: MemoryStore(), origin: World.origin, logKey: World.key("log"), clock: clock)
        for outcome in try await ledger.appendBriefly(world.submissions.map(\.token)) {
            if case .refused(let refusal) = outcome { throw World.Refused(refusal: refusal) }
        }
        clock.set(World.day(10), step: 1000)
    }

    /// `nil` if it was appended.
    func refusal(
        _ type: String, by actor: Actor, _ data: JSONValue, _ subject: String, key: PrivateKey? = nil
    ) async throws -> Refusal? {
        let payload = try Payload(
            type: "touchmark." + type, source: actor, data: data, id: world.nextID(), subject: subject)
        let token = TokenSigner.sign(payload: payload.json, with: key ?? world.key(of: actor))
        guard case .refused(let refusal)? = try await ledger.appendBriefly([token]).first else { return nil }
        return refusal
    }
}

@Suite("Bad input, at a ledger")
struct BadInputTests {
    private static let court = Actor(.authority, "court")

    @Test("a credential that ends before it starts, or when it starts, is no event", arguments: [0, 5])
    func credentialTerm(_ until: Int64) async throws {
        let gate = try await Gate()
        let kid = gate.world.key(of: .ann).publicKey.thumbprint
        for (type, by) in [("credential.issued", Actor.board), ("credential.presented", .desk)] {
            var data = World.credential("c2", of: .ann, "medicine", from: 5, until: until, kid: kid)
            if by == .desk { data = World.presentation(of: data, from: .board) }
            let refusal = try #require(try await gate.refusal(type, by: by, data, "credential:board/c2"))
            #expect(refusal.kind == .malformed)
            #expect(refusal.sentence.contains("a credential ends after it begins"), "\(refusal.sentence)")
        }
    }

    @Test("two rows of requirements that name one label are no event")
    func requirementRows() async throws {
        let gate = try await Gate()
        let rows: [JSONValue] = [["labels": ["finding", "side"]], ["labels": ["finding"], "competence": "law"]]
        let refusal = try #require(
            try await gate.refusal("requirement.set", by: .op, ["dataset": "d", "requirements": .array(rows)], "policy:d"))
        #expect(refusal.kind == .malformed)
        #expect(refusal.sentence.contains("two rows name the label \"finding\""))
    }

    @Test("authorities do not vouch for each other: the operator recognises, and nobody else")
    func mutualRecognition() async throws {
        let gate = try await Gate()
        let recognition = World.recognition(Self.court, ["law"])
        #expect(try await gate.refusal("authority.recognised", by: .board, recognition, "authority:court")?.rule == "signer-kind")
        #expect(try await gate.refusal("authority.recognised", by: .op, recognition, "authority:court") == nil)
        // Neither adds a key for the other, nor widens what the other is recognised for.
        let key = World.introduction(World.key("n"), of: .board).merging(["authority": "board", "reason": "help"])
        #expect(try await gate.refusal("authority.key-added", by: Self.court, key, "authority:board")?.rule == "not-its-own")
        let wider = World.recognition(.board, ["law"]).merging(World.introduction(World.key("w"), of: .board))
        #expect(try await gate.refusal("authority.recognised", by: Self.court, wider, "authority:board")?.rule == "signer-kind")
        #expect(try await gate.refusal("authority.recognised", by: .op, wider, "authority:board")?.rule == "already-exists")
    }

    @Test("an authority is nobody's annotator: no credential is issued to it, and its key labels nothing")
    func credentialForAuthority() async throws {
        let gate = try await Gate()
        let recognition = World.recognition(Self.court, ["law"])
        #expect(try await gate.refusal("authority.recognised", by: .op, recognition, "authority:court") == nil)
        let key = gate.world.key(of: Self.court)
        let data = World.credential(
            "v", of: Actor(.annotator, "court"), "medicine/radiology", from: 0, until: 99, kid: key.publicKey.thumbprint)
        #expect(try await gate.refusal("credential.issued", by: .board, data, "credential:board/v")?.rule == "unknown-subject")
        let enrolment = World.introduction(key, of: Actor(.annotator, "court"))
            .merging(["kind": "annotator", "id": "court", "custody": "holder"])
        #expect(try await gate.refusal("annotator.enrolled", by: .op, enrolment, "annotator:court")?.rule == "key-taken")
        let label = gate.world.statement("l")
        #expect(
            try await gate.refusal("label.asserted", by: Self.court, label, "label:d/i/l")?.rule == "signer-kind")
    }

    @Test("a rotation back to a key that was there, or by one that was not, is refused")
    func rotationLoop() async throws {
        let gate = try await Gate()
        let (first, second) = (gate.world.key(of: .ann), World.key("second"))
        let type = "annotator.key-rotated"
        let there = World.rotation(.ann, to: second)
        let back = World.rotation(.ann, to: first)
        #expect(try await gate.refusal(type, by: .ann, back, "annotator:ann", key: second)?.rule == "unknown-signer")
        #expect(try await gate.refusal(type, by: .ann, there, "annotator:ann") == nil)
        #expect(try await gate.refusal(type, by: .ann, back, "annotator:ann", key: second)?.rule == "key-taken")
        #expect(
            try await gate.refusal(type, by: .ann, World.rotation(.ann, to: second), "annotator:ann", key: second)?.rule
                == "key-taken")
    }
}
