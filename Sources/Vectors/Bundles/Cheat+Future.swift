import Evidence
import Primitives
import Provenance

extension Cheat {
    /// Events of an unknown type: what a later version may say in them is not for this one to judge, only that they are events, and signed.
    static let future: [Cheat] = [
        Cheat("an event from the future with a member of its own", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["datacontenttype"] = "application/json" })
        },
        Cheat("an event from the future with a number as data", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["data"] = 5 })
        },
        Cheat("an event from the future without data", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["data"] = nil })
        },
        Cheat("an event from the future that seals by another hash", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["_sd_alg"] = "sha-512" })
        },
        Cheat("an event from the future that says null where it seals", .failed, [.eventMalformed]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["_sd_alg"] = .null })
        },
        Cheat("an event from the future without a subject", .failed, [.eventMalformed]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["subject"] = nil })
        },
        Cheat("an event from the future with a disclosure that is none", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent(), disclosures: ["?"])
        },
        Cheat("an event from the future in the name of another", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["source"] = "annotator:nobody" })
        },
        Cheat("an event from the future for another ledger", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent { $0["ledger"] = "vectors.example/other" })
        },
        Cheat("an event from the future between two events of one id", .incomplete, [.unknownType]) { ledger, on, head in
            let id = ledger.nextID()
            ledger.put(ledger.futureEvent { $0["id"] = .string(head.id.description) })
            ledger.put(ledger.futureEvent { $0["id"] = .string(id.description) })
            try ledger.assert("x", on: on, by: .ann, id: id)
        },
    ]
}
