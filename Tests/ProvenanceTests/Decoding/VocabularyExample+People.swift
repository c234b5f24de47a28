import Primitives

@testable import Provenance

extension VocabularyExample {
    static let ledger: [VocabularyExample] = [
        .init(
            "ledger.opened", by: .op, World.opening(),
            optional: ["continues": ["origin": "old.example", "size": 7, "root": .string(Digest(hashing: "root").base64)]],
            touches: "ledger:"),
        .init(
            "ledger.policy-set", by: .op, ["policy": ["enforcement": "refuse", "clockToleranceSeconds": 0]],
            touches: "ledger:"),
        .init(
            "ledger.key-added", "an officer's", by: .op,
            introduction(.desk).merging(["role": "registrar", "id": "desk"]), touches: "ledger:"),
        .init("ledger.key-added", "a log's", by: .op, ["role": "log", "vkey": .string(World.vkey)], touches: "ledger:"),
        .init(
            "ledger.key-retired", "an officer's", by: .op, ["kid": kid, "reason": "rotated"],
            optional: ["effective": time], touches: "ledger:"),
        .init(
            "ledger.key-retired", "a log's", by: .op, ["vkey": .string(World.vkey), "reason": "compromised"],
            optional: ["effective": time], touches: "ledger:"),
        .init(
            "ledger.sealed", by: .sealer, ["size": 9, "root": root, "indexRoot": root, "subjects": 4], touches: "seal:"),
        .init(
            "authority.recognised", by: .op,
            introduction(.board).merging(["authority": "board", "name": "Board", "competences": ["medicine", "law/tax"]]),
            optional: ["register": ["uri": "https://board.example"], "jurisdiction": ["DE", "AT"]],
            touches: "authority:board"),
        .init(
            "authority.key-added", by: .board, introduction(.board).merging(["authority": "board", "reason": "yearly"]),
            touches: "authority:board"),
        .init(
            "authority.key-revoked", by: .op, ["authority": "board", "kid": kid, "reason": "lost"],
            optional: ["effective": time], touches: "authority:board"),
        .init(
            "authority.withdrawn", by: .op, ["authority": "board", "reason": "closed"], optional: ["effective": time],
            touches: "authority:board"),
    ]

    static let people: [VocabularyExample] = [
        .init(
            "annotator.enrolled", "an annotator", by: .desk,
            introduction(.ann).merging(["kind": "annotator", "id": "ann", "custody": "holder"]),
            optional: [
                "name": "Ann", "contact": "ann@example.org", "employer": "Clinic", "group": "A", "languages": ["de", "en"],
            ], touches: "annotator:ann"),
        .init(
            "annotator.enrolled", "a model", by: .op,
            introduction(.net).merging([
                "kind": "model", "id": "net", "custody": "connector", "model": "net", "version": "1", "digest": digest,
            ]), optional: ["name": "Net"], touches: "model:net"),
        .init(
            "annotator.enrolled", "a connector", by: .op,
            introduction(.studio).merging(["kind": "connector", "id": "studio", "custody": "holder"]),
            touches: "connector:studio"),
        .init(
            "annotator.key-rotated", by: .ann,
            introduction(.ann).merging(["kind": "annotator", "id": "ann", "reason": "yearly"]), touches: "annotator:ann"),
        .init(
            "annotator.key-revoked", by: .desk,
            ["kind": "annotator", "id": "ann", "kid": kid, "reason": "compromised"], optional: ["effective": time],
            touches: "annotator:ann"),
        .init(
            "annotator.suspended", by: .desk, ["kind": "connector", "id": "studio", "reason": "inquiry"],
            touches: "connector:studio"),
        .init(
            "annotator.reinstated", by: .desk, ["kind": "model", "id": "net", "reason": "cleared"], touches: "model:net"),
        .init(
            "training.completed", by: .board,
            ["annotator": "ann", "course": "Chest X-ray", "version": "2", "score": .number(0.95), "passMark": .number(0.8)],
            touches: "annotator:ann"),
    ]

    private static let terms: JSONValue = [
        "credential": "c/1", "annotator": "ann", "kid": kid, "competence": "medicine/radiology",
        "validFrom": "2030-01-01T00:00:00Z", "validUntil": "2031-01-01T00:00:00Z",
    ]
    private static let moreTerms: JSONValue = [
        "level": 3, "jurisdiction": "DE", "languages": ["de"], "modalities": ["image"], "licence": "L-1",
        "evidence": ["digest": digest],
    ]
    private static let action: JSONValue = [
        "authority": "board", "credential": "c/1", "annotator": "ann", "reason": "inquiry",
    ]

    static let credentials: [VocabularyExample] =
        [
            .init(
                "credential.issued", by: .board, terms, optional: moreTerms, touches: "credential:board/c%2F1",
                "annotator:ann"),
            .init(
                "credential.presented", by: .desk,
                terms.merging([
                    "authority": "board", "format": "vc-jwt", "tokenDigest": digest, "algorithm": "ES256",
                    "statusChecked": "2030-01-01", "checkedBy": "desk",
                ]), optional: moreTerms.merging(["token": "eyJ…"]), touches: "credential:board/c%2F1", "annotator:ann"),
        ]
        + ["suspended", "reinstated", "revoked"].map {
            .init(
                "credential.\($0)", by: .board, action, optional: ["effective": time], touches: "credential:board/c%2F1",
                "annotator:ann")
        }
}
