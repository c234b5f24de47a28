import Evidence
import Primitives
import Provenance
import Signatures

extension Spoiling {
    private static let otherHash = Digest(hashing: "another")

    /// Lines that say something else than the log does.
    static let ofContent: [Spoiling] = [
        Spoiling("another ledgers name", .failed, [.otherLedger]) { try $0.set(0, "ledger", "vectors.example/other") },
        Spoiling("the scope of another label", .incomplete, [.historyMissing]) {
            try $0.set(0, "scope", ["kind": "label", "subject": "label:d/i/b", "options": [:]])
        },
        Spoiling("the scope of a label that is not there", .incomplete, [.scopeEmpty]) {
            try $0.set(0, "scope", ["kind": "label", "subject": "label:d/i/none", "options": [:]])
        },
        Spoiling("a part as the whole ledger", .incomplete, [.entriesMissing]) {
            try $0.set(0, "scope", ["kind": "ledger", "subject": "ledger:", "options": [:]])
        },
        Spoiling("a checkpoint with another root", .failed, [.checkpointSignature]) {
            try $0.change(note: { $0.replacing(line: 2, by: otherHash.base64) })
        },
        Spoiling("a checkpoint of a smaller tree", .failed, [.checkpointSignature]) {
            try $0.change(note: { $0.replacing(line: 1, by: "9") })
        },
        Spoiling("a checkpoint by another key", .failed, [.checkpointSignature]) {
            let thief = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("thief"))
            let ledger = try VectorLedger.sealedWard()
            try $0.change(note: { _ in ledger.note(by: thief) })
        },
        Spoiling("another ledgers checkpoint", .failed, [.otherLedger]) {
            let other = try VectorLedger.ward(origin: "vectors.example/other").checkpoint
            try $0.change(note: { _ in other })
        },
        Spoiling("two checkpoints that disagree", .failed, [.consistencyFailed]) {
            // Signed by the log at a size that the bundle shows otherwise: a split view.
            var fork = try VectorLedger.ward()
            fork.put(Array("fork".utf8))
            let note = fork.note()
            $0.lines.insert(
                JSONValue.object(["kind": "checkpoint", "note": .string(note)]).canonicalText, at: try $0.first("entry"))
            $0.lines.insert(
                JSONValue.object(["kind": "consistency", "from": 14, "to": 14, "hashes": []]).canonicalText,
                at: try $0.first("entry"))
        },
        Spoiling("an index past the log", .failed, [.indexRange]) { try $0.set(try $0.entry(13), "index", 1_000_000) },
        Spoiling("a signature changed", of: .whole, .failed, [.badSignature]) {
            try $0.change(entry: 9, { $0.turning($0.utf8.count - 40) })
        },
        Spoiling("a payload changed", of: .whole, .failed, [.rootDiffers]) { try $0.change(entry: 9, { $0.turning(400) }) },
        Spoiling("a recorded time changed", .failed, [.entryUnproven]) {
            try $0.change(entry: 9, { "2" + $0.dropFirst() })
        },
        Spoiling("an entry that is none", .failed, [.entryMalformed]) { try $0.change(entry: 9, { _ in "hello" }) },
        Spoiling("a recorded time with a leading zero", .failed, [.entryMalformed]) {
            try $0.change(entry: 9, { "0" + $0 })
        },
        Spoiling("an entry with a tilde behind it", .failed, [.entryMalformed]) { try $0.change(entry: 9, { $0 + "~" }) },
        Spoiling("two entries with their texts exchanged", .failed, [.entryUnproven]) {
            let (first, second) = (try $0.value(try $0.entry(3))["entry"], try $0.value(try $0.entry(6))["entry"])
            try $0.set(try $0.entry(3), "entry", second)
            try $0.set(try $0.entry(6), "entry", first)
        },
        Spoiling("an inclusion proof that does not hold", .failed, [.inclusionFailed]) {
            try $0.set(try $0.entry(9), "inclusion", [.string(otherHash.base64)])
        },
        Spoiling("a disclosure changed", .failed, [.disclosureMismatch]) {
            let changed = VectorSeeds.disclosure("rationale", "Nothing was seen.", salt: "another")
            try $0.set(try $0.entry(9), "disclosures", [.string(changed)])
        },
        Spoiling("disclosures swapped between events", .failed, [.disclosureMismatch]) {
            let (item, label) = (try $0.entry(8), try $0.entry(9))
            let (first, second) = (try $0.value(item)["disclosures"], try $0.value(label)["disclosures"])
            try $0.set(item, "disclosures", second)
            try $0.set(label, "disclosures", first)
        },
        Spoiling("a disclosure twice", .failed, [.disclosureMismatch]) {
            let place = try $0.entry(9)
            let once = try $0.value(place)["disclosures"]?.array ?? []
            try $0.set(place, "disclosures", .array(once + once))
        },
        Spoiling("script in a disclosure that belongs nowhere", .failed, [.disclosureMismatch]) {
            let script = VectorSeeds.disclosure("rationale", "<script>alert(1)</script>", salt: "script")
            try $0.set(try $0.entry(9), "disclosures", [.string(script)])
        },
        Spoiling("65 disclosures", .failed, [.disclosureMismatch]) {
            try $0.set(try $0.entry(9), "disclosures", .array(Array(repeating: "AAAA", count: 65)))
        },
        Spoiling("disclosures withheld", .verified) {
            for place in try $0.places("entry") { try $0.set(place, "disclosures", []) }
        },
        Spoiling("a claim raised", of: .item, .failed, [.claimDiffers]) {
            let place = try $0.places("claim").first { [text = $0] in try text.value($0)["subject"] == "label:d/i/b" } ?? 0
            try $0.set(place, "verdict", "certified")
        },
        Spoiling("a claim of now raised", .failed, [.claimDiffers]) {
            try $0.set(try $0.first("claim"), "verdictNow", "not-required")
        },
        Spoiling("a claim of a verdict that there is not", .failed, [.claimDiffers]) {
            try $0.set(try $0.first("claim"), "verdict", "splendid")
        },
        Spoiling("a claim on a withdrawn label", of: .item, .failed, [.claimDiffers]) {
            try $0.set(try $0.first("claim"), "subject", "label:d/i/w")
        },
        Spoiling("a claim on a label that nobody made", of: .whole, .failed, [.claimDiffers]) {
            try $0.set(try $0.first("claim"), "subject", "label:d/i/none")
        },
        Spoiling("a claim on what is no label", .incomplete, [.claimNotDerivable]) {
            try $0.set(try $0.first("claim"), "subject", "item:d/i")
        },
        Spoiling("a claim on a label outside the scope", .incomplete, [.claimNotDerivable]) {
            try $0.set(try $0.first("claim"), "subject", "label:d/i/b")
        },
    ]

    /// Histories and the proofs that they are whole.
    static let ofHistories: [Spoiling] = [
        Spoiling("a history index dropped", .failed, [.historyEntryUnlisted]) {
            try $0.set(try $0.history("label:d/i/a"), "indices", [])
        },
        Spoiling("an entry dropped with its history index", .failed, [.historyIncomplete]) {
            // Bob's label, gone from everywhere: only the seal still counts it.
            try $0.set(try $0.history("question:d/i/finding"), "indices", [[9, 1]])
            $0.lines.remove(at: try $0.entry(10))
        },
        Spoiling("a history with an entry that does not touch it", .failed, [.historyEntryUnrelated]) {
            try $0.set(try $0.history("label:d/i/a"), "indices", [[0, 1], [9, 1]])
        },
        Spoiling(
            "a history with an entry that does not touch it in the place of one that does", .failed, [.historyEntryUnrelated]
        ) {
            // That nobody registered the item is the bundle's tale and not the ledger's.
            try $0.set(try $0.history("item:d/i"), "indices", [[7, 1]])
            $0.lines.remove(at: try $0.entry(8))
        },
        Spoiling("a history with an entry that is not here", .failed, [.historyEntryMissing]) {
            try $0.set(try $0.history("label:d/i/a"), "indices", [[9, 1], [12, 1]])
        },
        Spoiling("a history that goes backwards", .failed, [.historyMalformed]) {
            try $0.set(try $0.history("ledger:"), "indices", [[1, 1], [0, 1]])
        },
        Spoiling("a history with an empty run", .failed, [.historyMalformed]) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 0]])
        },
        Spoiling("a history of 2 to the 53 less 1 entries", .failed, [.historyMalformed]) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 9_007_199_254_740_991]])
        },
        Spoiling("a proof sibling changed", .failed, [.historyProofFailed]) {
            let place = try $0.first("history")
            var siblings = try $0.value(place)["proof"]?["siblings"]?.array ?? []
            siblings[0] = .string(otherHash.base64)
            try $0.set(place, proof: "siblings", .array(siblings))
        },
        Spoiling("a proof sibling dropped", .failed, [.historyProofFailed]) {
            let place = try $0.first("history")
            try $0.set(
                place, proof: "siblings", .array(Array((try $0.value(place)["proof"]?["siblings"]?.array ?? []).dropLast())))
        },
        Spoiling("a proof with a zero sibling behind the last", .failed, [.historyProofFailed]) {
            let place = try $0.first("history")
            let siblings = try $0.value(place)["proof"]?["siblings"]?.array ?? []
            try $0.set(place, proof: "siblings", .array(siblings + [.string(Digest.zero.base64)]))
        },
        Spoiling("absence proved where there is a history", .failed, [.historyProofFailed]) {
            try $0.set(try $0.first("history"), proof: "leaf", .null)
        },
        Spoiling("the proof of another history", .failed, [.historyProofFailed]) {
            let other = try $0.value(try $0.place(of: "history", at: 1))["proof"]
            try $0.set(try $0.first("history"), "proof", other)
        },
        Spoiling("a count raised in a proof", .failed, [.historyProofFailed]) {
            let place = try $0.history("label:d/i/a")
            guard var leaf = try $0.value(place)["proof"]?["leaf"]?.object else { throw VectorError("the proof has no leaf") }
            leaf["count"] = 2
            try $0.set(place, proof: "leaf", .object(leaf))
        },
        Spoiling("a history without its proof", .incomplete, [.unsealed]) {
            try $0.set(try $0.history("policy:d"), "proof", nil)
        },
        Spoiling("a proof in the second part of a history", .failed, [.sealDiffers]) {
            let place = try $0.history("ledger:")
            let proof = try $0.value(place)["proof"]
            $0.lines.insert($0.lines[place], at: place + 1)
            try $0.set(place, "indices", [[0, 1]])
            try $0.set(place, "proof", nil)
            try $0.set(place + 1, "part", 1)
            try $0.set(place + 1, "indices", [[1, 1]])
            try $0.set(place + 1, "proof", proof)
        },
        Spoiling("proofs that name two seals", .failed, [.sealDiffers]) {
            try $0.set(try $0.history("policy:d"), proof: "seal", 5)
        },
        Spoiling("a seal that is another event", .failed, [.sealMissing]) {
            for place in try $0.places("history") { try $0.set(place, proof: "seal", 0) }
        },
        Spoiling("the seal left out", .failed, [.sealMissing]) { $0.lines.remove(at: try $0.entry(13)) },
        Spoiling("the checkpoint of the seals size left out", .incomplete, [.sealUnanchored]) {
            $0.lines.remove(at: try $0.first("consistency"))
            $0.lines.remove(at: try $0.place(of: "checkpoint", at: 1))
        },
    ]
}
