import Primitives
import Provenance
import Signatures

extension VectorLedger {
    /// The small ledger that is spoilt: one board, ann with a credential, bob without, a dataset that asks for radiology, an item with
    /// the labels `a` (ann), `b` (bob), and `w` (ann, withdrawn).
    static func ward(origin: String = VectorSeeds.origin) throws -> VectorLedger {
        var ledger = VectorLedger(origin: origin)
        try ledger.open()
        try ledger.addService()
        try ledger.recognise(.board)
        try ledger.enrol(.ann)
        try ledger.enrol(.bob)
        try ledger.define("d", competence: "medicine/radiology")
        try ledger.issue("c1", to: .ann)
        let on = try ledger.register("i")
        try ledger.assert("a", on: on, by: .ann)
        try ledger.assert("b", on: on, by: .bob)
        let mistake = try ledger.assert("w", on: on, by: .ann, name: "side")
        try ledger.say(
            "label.withdrawn", by: .ann, address("w", name: "side").adding(["revises": mistake.json]),
            sealed: ["reason": "mistaken"])
        return ledger
    }

    /// What the protocol says of the labels of the ward.
    static let wardLabels = [LabelExpectation("label:d/i/a", .certified), LabelExpectation("label:d/i/b", .uncertified)]

    /// The ward with a seal over all that went before it.
    static func sealedWard() throws -> VectorLedger {
        var ledger = try ward()
        try ledger.seal()
        return ledger
    }

    /// The ward with a label `g` under a guideline that is withdrawn afterwards, with effect from before the label, and a seal.
    static func misguidedWard() throws -> VectorLedger {
        var ledger = try ward()
        let on = try ledger.landmarks.on
        ledger.clock = day(5)
        let guideline = try ledger.publishGuideline()
        try ledger.assert("g", on: on, following: guideline)
        ledger.clock = day(9)
        try ledger.withdrawGuideline(guideline, effective: 4)
        try ledger.seal()
        return ledger
    }

    /// References that a cheat needs: the item's registration and the head of `a`.
    var landmarks: (on: EventReference, head: EventReference) {
        get throws { (try reference(to: 8), try reference(to: 9)) }
    }

    private func reference(to index: Int) throws -> EventReference {
        let jws = Array(entries[index].drop { $0 != UInt8(ascii: " ") }.dropFirst())
        let token = try UncheckedToken(parsing: jws)
        return EventReference(id: try Event(payload: token.payload).id, digest: Digest(hashing: jws))
    }
}

/// What the protocol says of a label.
struct LabelExpectation: Sendable {
    let label: String
    let then: Verdict
    let now: Verdict

    init(_ label: String, _ then: Verdict, now: Verdict? = nil) {
        (self.label, self.then, self.now) = (label, then, now ?? then)
    }
}

extension VectorLedger {
    /// One label for each verdict, all made on day 10, and what became known until day 12. The verdicts are worked out by hand from
    /// Docs/Vocabulary.md, "Rules: standing and verdict".
    static let hospitalLabels: [LabelExpectation] = [
        LabelExpectation("label:d/i/certified", .certified),
        LabelExpectation("label:d/i/custodian", .certifiedByCustodian),
        LabelExpectation("label:d/i/expired", .expired),
        LabelExpectation("label:d/i/future", .notYetValid),
        LabelExpectation("label:d/i/narrow", .outOfScope),
        LabelExpectation("label:d/i/none", .uncertified),
        LabelExpectation("label:d/i/revoked", .revoked),
        LabelExpectation("label:d/i/revoked-later", .certified, now: .revoked),
        LabelExpectation("label:d/i/suspended", .suspended),
        LabelExpectation("label:d/i/reinstated", .certified),
        LabelExpectation("label:d/i/person-suspended", .suspended),
        LabelExpectation("label:d/i/withdrawn-authority", .authorityUnrecognised),
        LabelExpectation("label:d/i/lost-key", .keyRevoked),
        LabelExpectation("label:d/i/stolen-key", .keyCompromised),
        LabelExpectation("label:d/i/stolen-key-later", .certified, now: .keyCompromised),
        LabelExpectation("label:d/i/other-key", .keyMismatch),
        LabelExpectation("label:d/i/issued-later", .uncertified),
        LabelExpectation("label:d/i/machine", .machine),
    ]

    static let hospitalFreeLabels = [LabelExpectation("label:e/i/free", .notRequired)]

    /// Who signs the label of this name.
    private static func person(_ label: String) -> Actor {
        label == "machine" ? Actor(.model, "net") : Actor(.annotator, "for-\(label)")
    }

    static func hospital() throws -> VectorLedger {
        var ledger = VectorLedger(origin: "vectors.example/hospital")
        let college = Actor(.authority, "college")
        try ledger.open()
        try ledger.addService()
        try ledger.recognise(.board)
        try ledger.recognise(college)
        try ledger.define("d", competence: "medicine/radiology")
        try ledger.define("e", competence: nil)
        let names = hospitalLabels.map { String($0.label.dropFirst("label:d/i/".count)) }
        for name in names { try ledger.enrol(person(name), custody: name == "custodian" ? "connector" : "holder") }
        for name in names where !["none", "issued-later", "machine"].contains(name) {
            let days: Range<Int64> = name == "expired" ? 0..<5 : name == "future" ? 20..<365 : 0..<365
            try ledger.issue(
                "c-\(name)", to: person(name), by: name == "withdrawn-authority" ? college : .board,
                competence: name == "narrow" ? "medicine/dermatology" : "medicine/radiology", days: days,
                kid: name == "other-key" ? VectorSeeds.key("a key of nobody").publicKey.thumbprint : nil)
        }
        try ledger.beforeTheLabels(college)
        ledger.clock = day(10)
        let on = try ledger.register("i")
        let free = try ledger.register("i", in: "e")
        for name in names { try ledger.label(name, on: on) }
        try ledger.assert("free", on: free, by: person("none"), in: "e")
        ledger.clock = day(12)
        try ledger.issue("c-issued-later", to: person("issued-later"))
        try ledger.credential("revoked", "c-revoked-later", of: person("revoked-later"), effective: 9)
        try ledger.revokeKey(of: person("stolen-key-later"), "compromised", effective: 9)
        try ledger.seal()
        return ledger
    }

    private mutating func beforeTheLabels(_ college: Actor) throws {
        clock = Self.day(6)
        try credential("suspended", "c-reinstated", of: Self.person("reinstated"))
        clock = Self.day(8)
        try credential("revoked", "c-revoked", of: Self.person("revoked"), effective: 5)
        try credential("suspended", "c-suspended", of: Self.person("suspended"))
        try credential("reinstated", "c-reinstated", of: Self.person("reinstated"))
        try suspend(Self.person("person-suspended"), by: .op)
        try say("authority.withdrawn", by: .op, ["authority": .string(college.id), "reason": "closed"])
        try revokeKey(of: Self.person("lost-key"), "lost", effective: 7)
        try revokeKey(of: Self.person("stolen-key"), "compromised", effective: 7)
    }

    private mutating func label(_ name: String, on: EventReference) throws {
        guard name == "machine" else {
            try assert(name, on: on, by: Self.person(name))
            return
        }
        try say("label.suggested", by: Self.person(name), Self.statement(name, on: on))
    }
}
