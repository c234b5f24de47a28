import Primitives
package import Provenance
package import Signatures

/// What a new ledger begins with (commands.md, `touchmark init`).
package struct Opening: Sendable {
    package let origin: String
    package let operatorName: String
    package let enforcement: Enforcement
    package let clockToleranceSeconds: Int64
    /// The newest known checkpoint of the ledger that this one goes on from (protocol.md §3, "Continuation").
    package let continues: Checkpoint?

    package init(
        origin: String, operatorName: String, enforcement: Enforcement, clockToleranceSeconds: Int64,
        continues: Checkpoint? = nil
    ) {
        self.origin = origin
        self.operatorName = operatorName
        self.enforcement = enforcement
        self.clockToleranceSeconds = clockToleranceSeconds
        self.continues = continues
    }

    /// Entries 0 and 1, both by `operator:root`: `ledger.opened`, and the key of `service:main`.
    package func drafts(
        operatorKey: PrivateKey, serviceKey: PrivateKey, logKey: PrivateKey
    ) -> [EventDraft] {
        let root = Actor(.operator, "root")
        let service = Actor(.service, "main")
        var opened: JSONObject = [
            "vkey": .string(LogSigner(origin: origin, key: logKey).vkey.text),
            "operator": [
                "id": .string(root.id), "jwk": operatorKey.publicKey.jwk, "name": .string(operatorName),
                "proof": .string(KeyProof.make(for: operatorKey, ledger: origin, source: root.description)),
            ],
            "policy": [
                "enforcement": .string(enforcement.rawValue), "clockToleranceSeconds": .integer(clockToleranceSeconds),
            ],
        ]
        if let continues {
            opened["continues"] = [
                "origin": .string(continues.origin), "size": .integer(Int64(clamping: continues.size.value)),
                "root": .string(continues.root.base64),
            ]
        }
        let added: JSONObject = [
            "role": "service", "id": .string(service.id), "jwk": serviceKey.publicKey.jwk,
            "proof": .string(KeyProof.make(for: serviceKey, ledger: origin, source: service.description)),
        ]
        return [
            EventDraft(source: root, type: LedgerOpened.type, data: opened),
            EventDraft(source: root, type: LedgerKeyAdded.type, data: added),
        ]
    }
}
