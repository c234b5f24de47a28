import Ledger
package import Primitives
package import Provenance
package import Signatures

/// Signs events of a small ledger for tests: one operator, anybody else by name, each with one key.
package struct EventBuilder: Sendable {
    package static let origin = "test.example/ledger"
    package static let root = Actor(.operator, "root")

    package let operatorKey = PrivateKey()
    package let serviceKey = PrivateKey()
    package let logKey = PrivateKey()
    private var keys: [Actor: PrivateKey] = [:]
    private var count: UInt64 = 0

    package init() { keys[Self.root] = operatorKey }

    package var vkey: VerifierKey { LogSigner(origin: Self.origin, key: logKey).vkey }

    /// The key of somebody; made at the first use.
    package mutating func key(of actor: Actor) -> PrivateKey {
        if let key = keys[actor] { return key }
        let key = PrivateKey()
        keys[actor] = key
        return key
    }

    /// Signs an event with an id that nothing else here has.
    package mutating func sign(
        _ source: Actor, _ type: String, _ data: JSONObject, id: EventID? = nil, ledger: String = origin
    ) throws -> SignedDraft {
        count += 1
        return try EventSigner(ledger: ledger).sign(
            EventDraft(source: source, type: "touchmark." + type, data: data),
            id: id ?? EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 + count),
            at: Timestamp(microseconds: 1_800_000_000_000_000), with: key(of: source))
    }

    /// Entries 0 and 1.
    package mutating func opening(_ enforcement: Enforcement = .record) throws -> [[UInt8]] {
        let opening = Opening(
            origin: Self.origin, operatorName: "tests", enforcement: enforcement, clockToleranceSeconds: 300)
        return try opening.drafts(operatorKey: operatorKey, serviceKey: serviceKey, logKey: logKey).map {
            try sign($0.source, String($0.type.dropFirst(10)), $0.data).token
        }
    }

    package mutating func enrolment(of actor: Actor) throws -> SignedDraft {
        let key = key(of: actor)
        return try sign(
            Self.root, "annotator.enrolled",
            [
                "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": "holder", "jwk": key.publicKey.jwk,
                "proof": .string(KeyProof.make(for: key, ledger: Self.origin, source: actor.description)),
            ])
    }

    package mutating func dataset(_ id: String) throws -> SignedDraft {
        try sign(
            Self.root, "dataset.defined",
            ["dataset": .string(id), "title": "t", "purpose": "p", "licence": "CC0-1.0"])
    }

    package mutating func item(_ dataset: String, _ item: String) throws -> SignedDraft {
        try sign(
            Self.root, "item.registered",
            [
                "dataset": .string(dataset), "item": .string(item), "origin": ["kind": "collected"],
                "tracks": [
                    [
                        "id": "text", "modality": "text", "mediaType": "text/plain",
                        "digest": .string(Digest(hashing: item).contentDigest),
                    ]
                ],
            ])
    }

    /// An assertion of a choice. `rationale` is sealed.
    package mutating func assertion(
        by actor: Actor, _ dataset: String, _ item: SignedDraft, label: String, _ choice: String, rationale: String? = nil,
        guideline: EventReference? = nil
    ) throws -> SignedDraft {
        var data: JSONObject = [
            "dataset": .string(dataset), "item": .string(item.event.subject.segments[1]), "label": .string(label),
            "name": "mood", "on": item.reference.json, "segments": [], "value": ["kind": "choice", "choice": .string(choice)],
        ]
        if let guideline { data["guideline"] = guideline.json }
        if let rationale { data["rationale"] = .string(rationale) }
        return try sign(actor, "label.asserted", data)
    }
}
