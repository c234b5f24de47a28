import MerkleLog
import Primitives
import Provenance
import Signatures

extension Actor {
    static let op = Actor(.operator, "op")
    static let board = Actor(.authority, "board")
    static let ann = Actor(.annotator, "ann")
    static let bob = Actor(.annotator, "bob")
    static let net = Actor(.model, "net")
}

extension TestLedger {
    /// Operator, board for medicine, ann with a credential, bob without, a model, a dataset that asks for radiology, a
    /// guideline.
    static func clinic(origin: String = "ledger.example/test", enforcement: String = "record") throws -> TestLedger {
        var ledger = TestLedger(origin: origin)
        try ledger.open(enforcement)
        try ledger.recognise(.board)
        for actor in [Actor.ann, .bob, .net] { try ledger.enrol(actor) }
        try ledger.say(
            "dataset.defined", by: .op,
            ["dataset": "d", "title": "Title", "purpose": "Purpose", "licence": "CC-BY-4.0"])
        try ledger.say(
            "requirement.set", by: .op,
            ["dataset": "d", "requirements": [["labels": ["*"], "competence": "medicine/radiology"]]])
        try ledger.issue("c1", to: .ann)
        return ledger
    }

    /// A clinic with labels: `a` by ann, `b` by bob, `s` suggested and accepted by ann, `r` revised and reviewed, `w`
    /// withdrawn, on two items.
    static func ward() throws -> TestLedger {
        var ledger = try clinic()
        let guideline = try ledger.publish("g")
        try ledger.publish("unused")
        for item in ["i", "j"] {
            let on = try ledger.register(item)
            try ledger.assert("a", on: on, item: item, by: .ann, adding: ["guideline": guideline.json])
            try ledger.assert("b", on: on, item: item, by: .bob)
            let suggestion = try ledger.say("label.suggested", by: .net, Self.statement("s", on: on, item: item))
            try ledger.assert("s", on: on, item: item, by: .ann, adding: ["accepts": suggestion.json])
            let first = try ledger.assert("r", on: on, item: item, by: .ann, name: "side")
            let second = try ledger.revise("r", on: on, item: item, by: .bob, of: first, name: "side")
            try ledger.say(
                "review.recorded", by: .ann,
                Self.address("r", item: item, name: "side").merging([
                    "reviews": second.json, "outcome": "rejected", "comment": "Look again.",
                ]))
            let mistake = try ledger.assert("w", on: on, item: item, by: .ann)
            try ledger.say(
                "label.withdrawn", by: .ann,
                Self.address("w", item: item, name: "finding").merging(["revises": mistake.json, "reason": "mistaken"]))
        }
        return ledger
    }

    func introduction(_ actor: Actor, _ key: PrivateKey? = nil) -> JSONValue {
        let key = key ?? self.key(of: actor)
        return [
            "jwk": key.publicKey.jwk,
            "proof": .string(KeyProof.make(for: key, ledger: origin, source: actor.description)),
        ]
    }

    mutating func open(_ enforcement: String = "record") throws {
        try say(
            "ledger.opened", by: .op,
            [
                "vkey": .string(log.vkey.text), "operator": introduction(.op).merging(["id": "op", "name": "Operator"]),
                "policy": ["enforcement": .string(enforcement), "clockToleranceSeconds": 300],
            ])
    }

    mutating func recognise(_ authority: Actor, by: Actor = .op) throws {
        try say(
            "authority.recognised", by: by,
            introduction(authority).merging(["authority": .string(authority.id), "name": "Board", "competences": ["medicine"]]))
    }

    mutating func enrol(_ actor: Actor, custody: String = "holder") throws {
        var data = introduction(actor).merging([
            "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": .string(custody),
        ])
        if actor.kind == .model {
            data = data.merging(["model": "net", "version": "1", "digest": .string(Digest.zero.contentDigest)])
        } else {
            data = data.merging(["name": .string("The name of \(actor.id)")])
        }
        try say("annotator.enrolled", by: .op, data)
    }

    mutating func issue(_ id: String, to annotator: Actor, by authority: Actor = .board, key: PrivateKey? = nil) throws {
        try say(
            "credential.issued", by: authority,
            [
                "credential": .string(id), "annotator": .string(annotator.id),
                "kid": .string(self.key(of: annotator).publicKey.thumbprint.description), "competence": "medicine/radiology",
                "validFrom": .string(Self.day(0).description), "validUntil": .string(Self.day(365).description),
            ], key: key)
    }

    mutating func revoke(_ id: String, of annotator: Actor, by authority: Actor = .board) throws {
        try say(
            "credential.revoked", by: authority,
            [
                "authority": .string(authority.id), "credential": .string(id), "annotator": .string(annotator.id),
                "reason": "asked", "effective": .string(Self.day(0).description),
            ])
    }

    @discardableResult
    mutating func publish(_ guideline: String) throws -> EventReference {
        try say(
            "guideline.published", by: .op,
            [
                "guideline": .string(guideline), "version": "1", "digest": .string(Digest.zero.contentDigest),
                "datasets": ["d"],
            ])
    }

    @discardableResult
    mutating func register(_ item: String, in dataset: String = "d") throws -> EventReference {
        try say(
            "item.registered", by: .op,
            [
                "dataset": .string(dataset), "item": .string(item), "tracks": [], "origin": ["kind": "collected"],
                "transcript": "what was said",
            ])
    }

    static func address(_ label: String, item: String, name: String, dataset: String = "d") -> JSONValue {
        ["dataset": .string(dataset), "item": .string(item), "label": .string(label), "name": .string(name)]
    }

    static func statement(
        _ label: String, on: EventReference, item: String, name: String = "finding", choice: String = "yes",
        dataset: String = "d"
    ) -> JSONValue {
        address(label, item: item, name: name, dataset: dataset).merging([
            "on": on.json, "value": ["kind": "choice", "choice": .string(choice)], "segments": [],
        ])
    }

    @discardableResult
    mutating func assert(
        _ label: String, on: EventReference, item: String, by actor: Actor, name: String = "finding",
        adding more: JSONValue = [:], key: PrivateKey? = nil
    ) throws -> EventReference {
        try say(
            "label.asserted", by: actor,
            Self.statement(label, on: on, item: item, name: name).merging(["rationale": "seen"]).merging(more), key: key)
    }

    @discardableResult
    mutating func revise(
        _ label: String, on: EventReference, item: String, by actor: Actor, of head: EventReference,
        name: String = "finding"
    ) throws -> EventReference {
        try say(
            "label.revised", by: actor,
            Self.statement(label, on: on, item: item, name: name, choice: "no").merging(["revises": head.json]))
    }
}

extension JSONValue {
    /// The same object with the members of another.
    func merging(_ other: JSONValue) -> JSONValue {
        var object = object ?? [:]
        for member in other.object?.members ?? [] { object[member.name] = member.value }
        return .object(object)
    }
}
