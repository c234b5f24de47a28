import Audit
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Verdicts in sentences")
struct VerdictSentenceTests {
    @Test("Who had no credential, and what is a machine, is told so")
    func withoutCredential() async throws {
        let clinic = try await Clinic.whole()
        let crowd = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-2")).verdict)
        #expect(
            crowd.then.sentence.plain == """
                uncertified: no credential had been issued to the signer before; the requirement of entry \
                \(try clinic.world.index("required")) asks for medicine/psychiatry
                """)
        let machine = try #require(try clinic.certificate(of: .label("moods", "talk-1", "s-1")).verdict)
        #expect(machine.now.sentence.plain == "machine: made by a model, whose entitlement is not judged")
        #expect(machine.now.because.map(\.words) == ["annotator enrolled"])
        let relation = try #require(try clinic.certificate(of: .label("moods", "talk-1", "r-1")).verdict)
        #expect(relation.then.sentence.plain == "not required: no requirement was set for labels of this name")
    }

    @Test("What ends an entitlement back in time changes the verdict now, with its entry and its effect", arguments: Ending.all)
    func endings(_ ending: Ending) async throws {
        var clinic = try await Clinic.whole()
        var data = ending.data.with(["effective": "2026-02-01T00:00:00Z"])
        if ending.type == "annotator.key-revoked" {
            data["kid"] = .string(try clinic.world.keyID(of: Clinic.ben).description)
        }
        try await clinic.world.say("ending", ending.source, ending.type, ending.subject, data)
        let verdict = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-3")).verdict)
        #expect(verdict.then.verdict == .certified)
        #expect(verdict.now.verdict == ending.verdict)
        #expect(verdict.now.sentence.plain.hasSuffix(ending.sentence), "\(verdict.now.sentence.plain)")
        #expect(verdict.now.because.last?.index == EntryIndex(20))
    }

    /// Retires the board's key `kid` as compromised since noon of 1 March.
    private func compromise(_ kid: KeyThumbprint, in clinic: inout Clinic) async throws {
        try await clinic.world.say(
            "compromised", Clinic.root, "authority.key-revoked", .authority("clinic-board"),
            [
                "authority": "clinic-board", "kid": .string(kid.description), "reason": "compromised",
                "effective": "2026-03-01T12:00:00Z",
            ])
    }

    /// The key that somebody signs with brings in another, which is used from then on.
    private func rotate(_ name: String, _ actor: Actor, _ type: String, _ data: JSONObject, in clinic: inout Clinic) async throws
    {
        let key = PrivateKey()
        var after = clinic.world
        try await clinic.world.say(
            name, actor, type, actor.standingSubject, after.introduction(of: actor, with: key).with(data))
        _ = clinic.world.introduction(of: actor, with: key)
    }

    @Test(
        "A key that an authority's compromised key brought in is named with the one that brought it, also further down in the line",
        arguments: [1, 2])
    func descendedKey(_ length: Int) async throws {
        var clinic = try await Clinic.whole()
        let first = try clinic.world.keyID(of: Clinic.board)
        try clinic.world.clock.set("2026-03-02T09:00:00Z")
        for name in ["added", "later"].prefix(length) {
            try await rotate(
                name, Clinic.board, "authority.key-added", ["authority": "clinic-board", "reason": "another desk"], in: &clinic)
        }
        try await clinic.world.say(
            "c-20", Clinic.board, "credential.issued", .credential("clinic-board", "c-20"),
            [
                "credential": "c-20", "annotator": "c-3", "kid": .string(try clinic.world.keyID(of: Clinic.crowd).description),
                "competence": "medicine/psychiatry", "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
            ])
        try await clinic.world.say(
            "made", Clinic.crowd, "label.asserted", .label("moods", "talk-1", "l-9"),
            try clinic.onItem("l-9", ["value": ["kind": "choice", "label": "sad"], "segments": []]))
        try await compromise(first, in: &clinic)
        let verdict = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-9")).verdict)
        #expect(verdict.then.verdict == .certified)
        #expect(verdict.now.verdict == .authorityUnrecognised)
        #expect(
            verdict.now.sentence.plain.hasSuffix(
                """
                ; the key that issued it \(length == 1 ? "" : "descends from one that ")was brought in \
                (entry \(try clinic.world.index("added"))) by the key \(first), which was \
                declared compromised by entry \(try clinic.world.index("compromised")), effective 2026-03-01T12:00:00Z
                """), "\(verdict.now.sentence.plain)")
    }

    @Test("So is a signing key that came of a compromised one", arguments: [1, 2])
    func descendedSigningKey(_ length: Int) async throws {
        var clinic = try await Clinic.whole()
        let first = try clinic.world.keyID(of: Clinic.ben)
        try clinic.world.clock.set("2026-03-02T09:00:00Z")
        for name in ["rotated", "later"].prefix(length) {
            try await rotate(
                name, Clinic.ben, "annotator.key-rotated", ["kind": "annotator", "id": "b-2", "reason": "a new card"], in: &clinic
            )
        }
        try await clinic.world.say(
            "made", Clinic.ben, "label.asserted", .label("moods", "talk-1", "l-9"),
            try clinic.onItem("l-9", ["value": ["kind": "choice", "label": "sad"], "segments": []]))
        try await clinic.world.say(
            "compromised", Clinic.root, "annotator.key-revoked", Clinic.ben.standingSubject,
            [
                "kind": "annotator", "id": "b-2", "kid": .string(first.description), "reason": "compromised",
                "effective": "2026-03-01T12:00:00Z",
            ])
        let verdict = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-9")).verdict)
        #expect(verdict.now.verdict == .keyCompromised)
        #expect(
            verdict.now.sentence.plain.contains(
                """
                the signing key \(length == 1 ? "" : "descends from one that ")was brought in \
                (entry \(try clinic.world.index("rotated"))) by a key that was declared compromised by entry
                """), "\(verdict.now.sentence.plain)")
    }

    @Test("A reinstatement by a compromised key is said not to count")
    func stolenReinstatement() async throws {
        var clinic = try await Clinic.whole()
        try clinic.world.clock.set("2026-03-02T09:00:00Z")
        for verb in ["suspended", "reinstated"] {
            try await clinic.world.say(
                verb, Clinic.board, "credential.\(verb)", .credential("clinic-board", "c-18"),
                ["authority": "clinic-board", "credential": "c-18", "annotator": "b-2", "reason": "doubt"])
        }
        try await clinic.world.say(
            "made", Clinic.ben, "label.asserted", .label("moods", "talk-1", "l-9"),
            try clinic.onItem("l-9", ["value": ["kind": "choice", "label": "sad"], "segments": []]))
        try await compromise(try clinic.world.keyID(of: Clinic.board), in: &clinic)
        let verdict = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-9")).verdict)
        #expect(verdict.then.verdict == .certified)
        #expect(verdict.now.verdict == .suspended)
        #expect(
            verdict.now.sentence.plain.contains(
                "the reinstatement of entry \(try clinic.world.index("reinstated")) does not count, for the key behind it"),
            "\(verdict.now.sentence.plain)")
    }
}

/// What is said of the label after its making, and how the verdict now ends.
struct Ending: Sendable, CustomTestStringConvertible {
    let source: Actor
    let type: String
    let subject: Subject
    let data: JSONObject
    let verdict: Verdict
    let sentence: String
    var testDescription: String { type }

    static let all = [
        Ending(
            source: Clinic.board, type: "credential.suspended", subject: .credential("clinic-board", "c-18"),
            data: ["authority": "clinic-board", "credential": "c-18", "annotator": "b-2", "reason": "doubt"],
            verdict: .suspended, sentence: "; suspended by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "authority.withdrawn", subject: .authority("clinic-board"),
            data: ["authority": "clinic-board", "reason": "closed"], verdict: .authorityUnrecognised,
            sentence: "; the authority clinic-board was withdrawn by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "annotator.key-revoked", subject: Clinic.ben.standingSubject,
            data: ["kind": "annotator", "id": "b-2", "reason": "compromised"], verdict: .keyCompromised,
            sentence: "key compromised: the signing key was declared compromised by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "annotator.key-revoked", subject: Clinic.ben.standingSubject,
            data: ["kind": "annotator", "id": "b-2", "reason": "lost"], verdict: .keyRevoked,
            sentence: "key revoked: the signing key was declared lost by entry 20, effective 2026-02-01"),
    ]
}
