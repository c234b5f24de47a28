import Evidence
import Primitives
import Provenance
import Signatures

extension Cheat {
    private static let second = VectorSeeds.key("a second key")

    /// Keys that had ended, and who may end what.
    static let keys: [Cheat] = [
        Cheat("an operators key that had ended", rules: ["key-ended"]) { ledger, _, _ in
            let kid = ledger.key(of: .op).publicKey.thumbprint
            try ledger.say("ledger.key-retired", by: .op, ["kid": .string(kid.description), "reason": "rotated"])
            try ledger.register("j")
        },
        Cheat("a credential by a key of an authority that had been stolen", rules: ["key-ended"]) { ledger, _, _ in
            try ledger.addKey(second, of: .board)
            try ledger.revokeKey(ofAuthority: .board, "compromised", effective: 0)
            try ledger.issue("c2", to: .bob, key: second)
        },
        Cheat("a key of an authority that ends another", rules: ["only-itself"]) { ledger, _, _ in
            try ledger.addKey(second, of: .board)
            try ledger.say(
                "authority.key-revoked", by: .board,
                ["authority": "board", "kid": .string(second.publicKey.thumbprint.description), "reason": "retired"])
        },
        Cheat("a credential by an authority that was withdrawn", rules: ["authority-withdrawn"]) { ledger, _, _ in
            try ledger.say("authority.withdrawn", by: .op, ["authority": "board", "reason": "closed"])
            try ledger.issue("c2", to: .bob)
        },
        Cheat("a revocation in the name of another annotator", rules: ["other-annotator"]) { ledger, _, _ in
            try ledger.credential("revoked", "c1", of: .bob)
        },
        Cheat("a reinstatement of somebody who was not suspended", rules: ["not-suspended"]) { ledger, _, _ in
            try ledger.reinstate(.ann, by: .op)
        },
        Cheat("a reinstatement by somebody who did not suspend", rules: ["not-suspended"]) { ledger, _, _ in
            try ledger.addOfficer(.desk)
            try ledger.suspend(.ann, by: .desk)
            try ledger.reinstate(.ann, by: .op)
        },
        Cheat("a log key of another origin", rules: ["log-key"]) { ledger, _, _ in
            let other = LogSigner(origin: "vectors.example/other", key: second)
            try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(other.vkey.text)])
        },
    ]

    /// What an event names is not there, or is something else.
    static let citations: [Cheat] = [
        Cheat("a label on an item that nobody registered", rules: ["unknown-item"]) { ledger, on, _ in
            try ledger.say("label.asserted", by: .ann, VectorLedger.statement("x", on: on, item: "none"))
        },
        Cheat("a label under a guideline that is none", rules: ["unknown-guideline"]) { ledger, on, head in
            try ledger.assert("x", on: on, following: head)
        },
        Cheat("a label that accepts what is no suggestion", rules: ["unknown-suggestion"]) { ledger, on, head in
            try ledger.say("label.asserted", by: .ann, VectorLedger.statement("x", on: on).adding(["accepts": head.json]))
        },
        Cheat("a review of a label that is not there", rules: ["no-label"]) { ledger, _, head in
            try ledger.say(
                "review.recorded", by: .bob, VectorLedger.address("x").adding(["reviews": head.json, "outcome": "accepted"]))
        },
        Cheat("a revision that answers another question", rules: ["other-question"]) { ledger, on, head in
            try ledger.say(
                "label.revised", by: .ann, VectorLedger.statement("a", on: on, name: "side").adding(["revises": head.json]))
        },
        Cheat("an adjudication on a label that is not among", rules: ["label-exists"]) { ledger, _, head in
            try ledger.say("adjudication.decided", by: .ann, VectorLedger.adjudication("b", among: [("a", head)]))
        },
        Cheat("an adjudication that answers another question", .verified, []) { ledger, _, head in
            try ledger.say("adjudication.decided", by: .bob, VectorLedger.adjudication("x", name: "side", among: [("a", head)]))
        },
        Cheat("a relation of a label to itself", .verified, []) { ledger, on, _ in
            try ledger.say("relation.asserted", by: .ann, VectorLedger.relation("r", on: on, from: "a", to: "a"))
        },
        Cheat("a relation that names itself", rules: ["no-label"]) { ledger, on, _ in
            try ledger.say("relation.asserted", by: .ann, VectorLedger.relation("r", on: on, from: "r", to: "a"))
        },
        Cheat("a seal over more entries than there are", rules: ["size-ahead"]) { ledger, _, _ in
            try ledger.say(
                "ledger.sealed", by: .service,
                [
                    "size": 99, "root": .string(ledger.root.base64URL), "indexRoot": .string(ledger.root.base64URL),
                    "subjects": 1,
                ])
        },
        Cheat("an erasure of what the event does not seal", rules: ["erasure"]) { ledger, _, head in
            try ledger.erase(head, [Digest(hashing: "another").base64URL])
        },
        Cheat("an erasure of an event that is not there", rules: ["erasure"]) { ledger, _, head in
            try ledger.erase(EventReference(id: ledger.nextID(), digest: head.digest), [])
        },
    ]

    /// Two rules refuse the entry, and the one that is asked first is the answer.
    static let order: [Cheat] = [
        Cheat("an adjudication among a head that has moved and a label that is not there", rules: ["head-moved"]) {
            ledger, on, head in
            try ledger.say("adjudication.decided", by: .bob, VectorLedger.adjudication("x", among: [("a", on), ("none", head)]))
        },
        Cheat("an adjudication on a label that is not among heads that have moved", rules: ["head-moved"]) { ledger, on, _ in
            try ledger.say("adjudication.decided", by: .bob, VectorLedger.adjudication("b", among: [("a", on)]))
        },
        Cheat("an adjudication on a label among labels that are not there", rules: ["no-label"]) { ledger, _, head in
            try ledger.say("adjudication.decided", by: .bob, VectorLedger.adjudication("b", among: [("none", head)]))
        },
        Cheat("a relation of labels that are not there on an item that nobody registered", rules: ["unknown-item"]) {
            ledger, on, _ in
            try ledger.say(
                "relation.asserted", by: .ann, VectorLedger.relation("r", on: on, item: "none", from: "none", to: "none"))
        },
        Cheat("a relation of labels that are not there on another registration", rules: ["other-item"]) { ledger, _, head in
            try ledger.say("relation.asserted", by: .ann, VectorLedger.relation("r", on: head, from: "none", to: "none"))
        },
        Cheat("a guideline withdrawn under a taken id by who did not publish it", rules: ["id-taken"]) { ledger, _, head in
            try ledger.withdrawGuideline(try ledger.publishGuideline(), by: .ann, id: head.id)
        },
        Cheat("the logs own key under another origin", rules: ["log-key"]) { ledger, _, _ in
            let other = LogSigner(origin: "vectors.example/other", key: VectorSeeds.key("log of \(ledger.origin)"))
            try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(other.vkey.text)])
        },
    ]

    /// Where adverse verdicts are refused.
    static let refusals: [Cheat] = [
        Cheat("an uncertified label where that is refused", rules: ["uncertified"]) { ledger, on, _ in
            try ledger.setPolicy("refuse")
            try ledger.assert("x", on: on, by: .bob)
        },
        Cheat("a label by a lost key where that is refused", rules: ["key-revoked"]) { ledger, on, _ in
            try ledger.revokeKey(of: .ann, "lost", effective: 0)
            try ledger.setPolicy("refuse")
            try ledger.assert("x", on: on, by: .ann)
        },
        Cheat("a review by somebody suspended where that is refused", rules: ["suspended"]) { ledger, _, head in
            try ledger.suspend(.bob, by: .op)
            try ledger.setPolicy("refuse")
            try ledger.say(
                "review.recorded", by: .bob, VectorLedger.address("a").adding(["reviews": head.json, "outcome": "accepted"]))
        },
        Cheat("an uncertified label where the dataset records it", .verified, []) { ledger, on, _ in
            try ledger.setPolicy("refuse")
            try ledger.say(
                "requirement.set", by: .op,
                [
                    "dataset": "d", "requirements": [["labels": "*", "competence": "medicine/radiology"]],
                    "enforcement": "record",
                ])
            try ledger.assert("x", on: on, by: .bob)
        },
        Cheat("an uncertified review where adverse labels are refused", .verified, []) { ledger, _, head in
            try ledger.setPolicy("refuse")
            try ledger.say(
                "review.recorded", by: .bob, VectorLedger.address("a").adding(["reviews": head.json, "outcome": "accepted"]))
        },
    ]
}

extension VectorLedger {
    fileprivate static func adjudication(
        _ label: String, name: String = "finding", among others: [(label: String, head: EventReference)]
    ) -> JSONObject {
        address(label, name: name).adding([
            "among": .array(others.map { ["label": .string($0.label), "event": $0.head.json] }),
            "value": ["kind": "choice", "choice": "free air"], "rule": "expert",
        ])
    }

    fileprivate static func relation(
        _ label: String, on: EventReference, item: String = "i", from: String, to: String
    ) -> JSONObject {
        address(label, item: item).adding([
            "on": on.json, "from": .string(from), "to": .string(to), "relation": "same-as",
        ])
    }
}
