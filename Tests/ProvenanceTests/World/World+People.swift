import Primitives
import Signatures

@testable import Provenance

extension Actor {
    static let op = Actor(.operator, "op")
    static let desk = Actor(.registrar, "desk")
    static let sealer = Actor(.service, "sealer")
    static let board = Actor(.authority, "board")
    static let ann = Actor(.annotator, "ann")
    static let bob = Actor(.annotator, "bob")
    static let net = Actor(.model, "net")
    static let studio = Actor(.connector, "studio")
}

extension World {
    static let vkey = LogSigner(origin: origin, key: key("log")).vkey.text

    /// What introduces a key of an actor: `jwk` and `proof`.
    static func introduction(_ key: PrivateKey, of actor: Actor, ledger: String = World.origin) -> JSONValue {
        [
            "jwk": key.publicKey.jwk,
            "proof": .string(KeyProof.make(for: key, ledger: ledger, source: actor.description)),
        ]
    }

    static func opening(_ enforcement: String = "record") -> JSONValue {
        let introduction = introduction(key("operator:op"), of: .op)
        return [
            "vkey": .string(vkey), "operator": introduction.merging(["id": "op", "name": "Operator"]),
            "policy": ["enforcement": .string(enforcement), "clockToleranceSeconds": 300],
        ]
    }

    func open(_ enforcement: String = "record") throws {
        try say("touchmark.ledger.opened", by: .op, Self.opening(enforcement))
    }

    @discardableResult
    func addOfficer(_ actor: Actor) throws -> LoggedEvent {
        let data = Self.introduction(key(of: actor), of: actor)
        return try say(
            "touchmark.ledger.key-added", by: .op,
            data.merging(["role": .string(actor.kind.rawValue), "id": .string(actor.id)]))
    }

    static func recognition(_ authority: Actor, _ competences: [String]) -> JSONValue {
        introduction(key(authority.description), of: authority).merging([
            "authority": .string(authority.id), "name": "Board", "competences": .array(competences.map { .string($0) }),
        ])
    }

    @discardableResult
    func recognise(_ authority: Actor = .board, _ competences: [String] = ["medicine"]) throws -> LoggedEvent {
        try say("touchmark.authority.recognised", by: .op, Self.recognition(authority, competences))
    }

    static func withdrawal(_ authority: Actor, effective: Int64? = nil) -> JSONValue {
        dated(["authority": .string(authority.id), "reason": "closed"], effective)
    }

    static func enrolment(_ actor: Actor, custody: String = "holder") -> JSONValue {
        let data = introduction(key(actor.description), of: actor)
            .merging(["kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": .string(custody)])
        guard actor.kind == .model else { return data }
        return data.merging(["model": "net", "version": "1", "digest": .string(Digest.zero.contentDigest)])
    }

    @discardableResult
    func enrol(_ actor: Actor, custody: String = "holder") throws -> LoggedEvent {
        try say("touchmark.annotator.enrolled", by: .op, Self.enrolment(actor, custody: custody))
    }

    static func rotation(_ actor: Actor, to key: PrivateKey) -> JSONValue {
        introduction(key, of: actor)
            .merging(["kind": .string(actor.kind.rawValue), "id": .string(actor.id), "reason": "yearly"])
    }

    /// The old key signs; from then on the new one is used.
    @discardableResult
    func rotate(_ actor: Actor, to key: PrivateKey) throws -> LoggedEvent {
        let entry = try say("touchmark.annotator.key-rotated", by: actor, Self.rotation(actor, to: key))
        use(key, for: actor)
        return entry
    }

    static func revocation(_ actor: Actor, _ kid: KeyThumbprint, _ reason: String, effective: Int64? = nil) -> JSONValue {
        dated(
            [
                "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "kid": .string(kid.description),
                "reason": .string(reason),
            ], effective)
    }

    @discardableResult
    func revoke(_ actor: Actor, _ kid: KeyThumbprint, _ reason: String, effective: Int64? = nil) throws -> LoggedEvent {
        try say("touchmark.annotator.key-revoked", by: .op, Self.revocation(actor, kid, reason, effective: effective))
    }

    static func standing(_ actor: Actor) -> JSONValue {
        ["kind": .string(actor.kind.rawValue), "id": .string(actor.id), "reason": "asked"]
    }

    @discardableResult
    func suspend(_ actor: Actor, by officer: Actor = .op) throws -> LoggedEvent {
        try say("touchmark.annotator.suspended", by: officer, Self.standing(actor))
    }

    @discardableResult
    func reinstate(_ actor: Actor, by officer: Actor = .op) throws -> LoggedEvent {
        try say("touchmark.annotator.reinstated", by: officer, Self.standing(actor))
    }

    /// `data` with `effective` on a day.
    static func dated(_ data: JSONValue, _ effective: Int64?) -> JSONValue {
        effective.map { data.with("effective", .string(day($0).description)) } ?? data
    }
}

extension World {
    static func credential(
        _ id: String, of annotator: Actor, _ competence: String, from: Int64, until: Int64, kid: KeyThumbprint
    ) -> JSONValue {
        [
            "credential": .string(id), "annotator": .string(annotator.id), "kid": .string(kid.description),
            "competence": .string(competence), "validFrom": .string(day(from).description),
            "validUntil": .string(day(until).description),
        ]
    }

    @discardableResult
    func issue(
        _ id: String, to annotator: Actor = .ann, _ competence: String = "medicine/radiology", by authority: Actor = .board,
        from: Int64 = 0, until: Int64 = 365, kid: KeyThumbprint? = nil
    ) throws -> LoggedEvent {
        let data = Self.credential(
            id, of: annotator, competence, from: from, until: until, kid: kid ?? key(of: annotator).publicKey.thumbprint)
        return try say("touchmark.credential.issued", by: authority, data)
    }

    static func presentation(of data: JSONValue, from authority: Actor) -> JSONValue {
        data.merging([
            "authority": .string(authority.id), "format": "sd-jwt-vc", "tokenDigest": .string(Digest.zero.contentDigest),
            "algorithm": "ES256", "statusChecked": true, "checkedBy": "desk",
        ])
    }

    static func action(_ id: String, of annotator: Actor, from authority: Actor, effective: Int64? = nil) -> JSONValue {
        dated(
            [
                "authority": .string(authority.id), "credential": .string(id), "annotator": .string(annotator.id),
                "reason": "asked",
            ], effective)
    }

    /// `verb` is suspended, reinstated or revoked.
    @discardableResult
    func act(_ verb: String, _ id: String, of annotator: Actor = .ann, effective: Int64? = nil) throws -> LoggedEvent {
        try say(
            "touchmark.credential.\(verb)", by: .board,
            Self.action(id, of: annotator, from: .board, effective: effective))
    }
}
