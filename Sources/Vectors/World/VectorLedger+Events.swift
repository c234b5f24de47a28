import Primitives
import Provenance
import Signatures

extension Actor {
    static let op = Actor(.operator, "op")
    static let service = Actor(.service, "main")
    static let board = Actor(.authority, "board")
    static let ann = Actor(.annotator, "ann")
    static let bob = Actor(.annotator, "bob")
    static let desk = Actor(.registrar, "desk")
}

extension JSONObject {
    /// With the members of another.
    func adding(_ other: JSONObject) -> JSONObject {
        var object = self
        for member in other.members { object[member.name] = member.value }
        return object
    }
}

extension VectorLedger {
    func introduction(_ actor: Actor, _ key: PrivateKey? = nil) -> JSONObject {
        let key = key ?? self.key(of: actor)
        return [
            "jwk": key.publicKey.jwk,
            "proof": .string(KeyProof.make(for: key, ledger: origin, source: actor.description)),
        ]
    }

    /// - Parameters:
    ///   - operator: named in the opening, which is signed by `op` all the same, with the same key.
    ///   - origin: of the ledger that this one continues, at the size 3.
    mutating func open(for operator: Actor = .op, continuing origin: String? = nil) throws {
        var data: JSONObject = [
            "vkey": .string(log.vkey.text),
            "operator": .object(
                introduction(`operator`, key(of: .op)).adding(["id": .string(`operator`.id), "name": "Example Lab"])),
            "policy": Self.policy("record"),
        ]
        if let origin { data["continues"] = ["origin": .string(origin), "size": 3, "root": .string(Digest.zero.base64)] }
        try say("ledger.opened", by: .op, data)
    }

    private static func policy(_ enforcement: String) -> JSONValue {
        ["enforcement": .string(enforcement), "clockToleranceSeconds": 300]
    }

    /// What the ledger does with adverse verdicts from here on.
    mutating func setPolicy(_ enforcement: String) throws {
        try say("ledger.policy-set", by: .op, ["policy": Self.policy(enforcement)])
    }

    mutating func addService() throws { try addOfficer(.service) }

    mutating func addOfficer(_ actor: Actor) throws {
        try say(
            "ledger.key-added", by: .op,
            introduction(actor).adding(["role": .string(actor.kind.rawValue), "id": .string(actor.id)]))
    }

    /// The authority brings in a further key by the one that it has.
    mutating func addKey(_ key: PrivateKey, of authority: Actor) throws {
        try say(
            "authority.key-added", by: authority,
            introduction(authority, key).adding(["authority": .string(authority.id), "reason": "a second desk"]))
    }

    mutating func revokeKey(ofAuthority authority: Actor, _ reason: String, effective day: Int64) throws {
        try say(
            "authority.key-revoked", by: .op,
            [
                "authority": .string(authority.id), "kid": .string(key(of: authority).publicKey.thumbprint.description),
                "reason": .string(reason), "effective": .string(Self.day(day).description),
            ])
    }

    mutating func suspend(_ annotator: Actor, by officer: Actor) throws { try standing("suspended", annotator, by: officer) }
    mutating func reinstate(_ annotator: Actor, by officer: Actor) throws { try standing("reinstated", annotator, by: officer) }

    private mutating func standing(_ verb: String, _ annotator: Actor, by officer: Actor) throws {
        try say(
            "annotator." + verb, by: officer, ["kind": .string(annotator.kind.rawValue), "id": .string(annotator.id)],
            sealed: ["reason": "an inquiry"])
    }

    mutating func recognise(_ authority: Actor, _ competences: [JSONValue] = ["medicine"], by signer: Actor = .op) throws {
        try say(
            "authority.recognised", by: signer,
            introduction(authority).adding([
                "authority": .string(authority.id), "name": "Board", "competences": .array(competences),
            ]))
    }

    mutating func enrol(_ actor: Actor, custody: String = "holder", by signer: Actor = .op) throws {
        var data = introduction(actor).adding([
            "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": .string(custody),
        ])
        if actor.kind == .model {
            data = data.adding(["model": "net", "version": "1", "digest": .string(Digest.zero.contentDigest)])
        }
        try say("annotator.enrolled", by: signer, data)
    }

    mutating func define(_ dataset: String, competence: String?) throws {
        try say(
            "dataset.defined", by: .op,
            ["dataset": .string(dataset), "title": "Chest films", "purpose": "Triage", "licence": "CC-BY-4.0"])
        guard let competence else { return }
        try say(
            "requirement.set", by: .op,
            ["dataset": .string(dataset), "requirements": [["labels": ["*"], "competence": .string(competence)]]])
    }

    mutating func issue(
        _ id: String, to annotator: Actor, by authority: Actor = .board, competence: String = "medicine/radiology",
        days: Range<Int64> = 0..<365, kid: KeyThumbprint? = nil, key: PrivateKey? = nil
    ) throws {
        try say(
            "credential.issued", by: authority,
            [
                "credential": .string(id), "annotator": .string(annotator.id),
                "kid": .string((kid ?? self.key(of: annotator).publicKey.thumbprint).description),
                "competence": .string(competence), "validFrom": .string(Self.day(days.lowerBound).description),
                "validUntil": .string(Self.day(days.upperBound).description),
            ], key: key)
    }

    /// Something that happens to a credential of the board.
    mutating func credential(
        _ verb: String, _ id: String, of annotator: Actor, by signer: Actor = .board, effective day: Int64? = nil
    ) throws {
        var data: JSONObject = [
            "authority": "board", "credential": .string(id), "annotator": .string(annotator.id), "reason": "asked",
        ]
        if let day { data["effective"] = .string(Self.day(day).description) }
        try say("credential." + verb, by: signer, data)
    }

    mutating func revokeKey(of annotator: Actor, _ reason: String, effective day: Int64) throws {
        try say(
            "annotator.key-revoked", by: .op,
            [
                "kind": .string(annotator.kind.rawValue), "id": .string(annotator.id),
                "kid": .string(key(of: annotator).publicKey.thumbprint.description), "reason": .string(reason),
                "effective": .string(Self.day(day).description),
            ])
    }

    @discardableResult
    mutating func register(_ item: String, in dataset: String = "d") throws -> EventReference {
        try say(
            "item.registered", by: .op,
            ["dataset": .string(dataset), "item": .string(item), "tracks": [], "origin": ["kind": "collected"]],
            sealed: ["transcript": "what was said"])
    }

    static func address(_ label: String, item: String = "i", name: String = "finding", in dataset: String = "d") -> JSONObject {
        ["dataset": .string(dataset), "item": .string(item), "label": .string(label), "name": .string(name)]
    }

    static func statement(
        _ label: String, on: EventReference, item: String = "i", name: String = "finding", in dataset: String = "d",
        choice: String = "free air"
    ) -> JSONObject {
        address(label, item: item, name: name, in: dataset).adding([
            "on": on.json, "segments": [], "value": ["kind": "choice", "choice": .string(choice)],
        ])
    }

    @discardableResult
    mutating func assert(
        _ label: String, on: EventReference, by actor: Actor, name: String = "finding", in dataset: String = "d",
        choice: String = "free air", key: PrivateKey? = nil, id: EventID? = nil, claiming time: Timestamp? = nil
    ) throws -> EventReference {
        try say(
            "label.asserted", by: actor, Self.statement(label, on: on, name: name, in: dataset, choice: choice),
            sealed: ["rationale": "Air under the diaphragm."], key: key, id: id, claiming: time)
    }

    @discardableResult
    mutating func revise(
        _ label: String, on: EventReference, by actor: Actor, of head: EventReference
    ) throws -> EventReference {
        try say(
            "label.revised", by: actor,
            Self.statement(label, on: on, choice: "nothing").adding(["revises": head.json]))
    }

    /// The JWS of an event of a type that no version knows, whose payload may be another one.
    mutating func futureEvent(_ change: (inout JSONObject) -> Void = { _ in }) -> [UInt8] {
        var payload: JSONObject = [
            "specversion": "1.0", "id": .string(nextID().description), "source": "operator:op",
            "type": "touchmark.weather.reported", "subject": "dataset:d", "time": "2030-01-01T00:00:00Z",
            "ledger": .string(origin), "data": ["dataset": "d"],
        ]
        change(&payload)
        return TokenSigner.sign(payload: .object(payload), with: key(of: .op))
    }

    /// Erases what is sealed in the label `a`, which `head` made.
    mutating func erase(_ head: EventReference, _ digests: [String]) throws {
        try say(
            "disclosure.erased", by: .op,
            [
                "event": head.json, "subjects": ["label:d/i/a", "question:d/i/finding", "labels:d/i", "dataset:d"],
                "digests": .array(digests.map { .string($0) }), "legalBasis": "Article 17",
            ])
    }

    /// Publishes version 1 of the guideline `g` for the dataset `d`. With the same id and time it is the same event.
    @discardableResult
    mutating func publishGuideline(id: EventID? = nil, claiming time: Timestamp? = nil) throws -> EventReference {
        try say(
            "guideline.published", by: .op,
            ["guideline": "g", "version": "1", "digest": .string(Digest.zero.contentDigest), "datasets": ["d"]], id: id,
            claiming: time)
    }

    mutating func withdrawGuideline(
        _ publication: EventReference, by signer: Actor = .op, datasets: [JSONValue] = ["d"], effective day: Int64? = nil,
        id: EventID? = nil
    ) throws {
        var data: JSONObject = [
            "guideline": "g", "of": publication.json, "datasets": .array(datasets), "reason": "the threshold was misprinted",
        ]
        if let day { data["effective"] = .string(Self.day(day).description) }
        try say("guideline.withdrawn", by: signer, data, id: id)
    }

    /// A label that cites a guideline.
    mutating func assert(_ label: String, on: EventReference, following guideline: EventReference) throws {
        try say("label.asserted", by: .ann, Self.statement(label, on: on).adding(["guideline": guideline.json]))
    }
}
