import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

extension Mutation {
    /// Lines that say something else.
    static let ofContent: [Mutation] = [
        Mutation("another ledger's name", .failed([.otherLedger])) { try $0.set(0, "ledger", "ledger.example/other") },
        Mutation("another scope", .incomplete([.historyMissing])) {
            try $0.set(0, "scope", ["kind": "label", "subject": "label:d/i/b"])
        },
        Mutation("a scope that nothing is about", .incomplete([.scopeEmpty, .historyMissing])) {
            try $0.set(0, "scope", ["kind": "label", "subject": "label:d/i/none"])
        },
        Mutation("the scope of a whole ledger", .incomplete([.entriesMissing])) {
            try $0.set(0, "scope", ["kind": "ledger", "subject": "ledger:"])
        },
        Mutation("a checkpoint with another root", .failed([.checkpointSignature, .tileFailed])) {
            let note = try $0.value(1)["note"]?.string ?? ""
            var lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[2] = Digest.zero.base64
            try $0.set(1, "note", .string(lines.joined(separator: "\n")))
        },
        Mutation("a checkpoint of a smaller tree", .failed([.checkpointSignature, .indexRange])) {
            let note = try $0.value(1)["note"]?.string ?? ""
            var lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[1] = "7"
            try $0.set(1, "note", .string(lines.joined(separator: "\n")))
        },
        Mutation("another ledger's checkpoint", .failed([.otherLedger, .checkpointSignature])) {
            let other = try TestLedger.clinic(origin: "ledger.example/other")
            try $0.set(1, "note", .string(other.checkpoint))
        },
        Mutation("a checkpoint by another key", .failed([.checkpointSignature])) {
            let ledger = try TestLedger.ward()
            let thief = LogSigner(origin: ledger.origin, key: TestLedger.key("thief"))
            try $0.set(1, "note", .string(ledger.checkpointNote(by: thief)))
        },
        Mutation("an index past the log", .failed([.indexRange])) {
            try $0.set($0.places("entry").last ?? 0, "index", 1_000_000)
        },
        Mutation("a payload changed", .failed([.badSignature, .entryUnproven])) {
            $0.lines[$0.places("entry")[4]] = $0.lines[$0.places("entry")[4]].flipping("entry", at: 400)
        },
        Mutation("a recorded time changed", .failed([.entryUnproven])) {
            let place = $0.places("entry")[4]
            let entry = try $0.value(place)["entry"]?.string ?? ""
            try $0.set(place, "entry", .string("2" + entry.dropFirst()))
        },
        Mutation("an entry that is none", .failed([.entryMalformed])) { try $0.set($0.places("entry")[4], "entry", "hello") },
        Mutation("an entry with a leading zero", .failed([.entryMalformed])) {
            let entry = try $0.value($0.places("entry")[4])["entry"]?.string ?? ""
            try $0.set($0.places("entry")[4], "entry", .string("0" + entry))
        },
        Mutation("an entry with a tilde behind it", .failed([.entryMalformed])) {
            let entry = try $0.value($0.places("entry")[4])["entry"]?.string ?? ""
            try $0.set($0.places("entry")[4], "entry", .string(entry + "~"))
        },
        Mutation("an entry of 65,536 bytes", .failed([.entryTooLarge])) {
            try $0.set($0.places("entry")[4], "entry", .string("1 " + String(repeating: "a", count: 65_534)))
        },
        Mutation("two entries' texts exchanged", .failed([.entryUnproven])) {
            let (a, b) = ($0.places("entry")[4], $0.places("entry")[5])
            let (first, second) = (try $0.value(a)["entry"], try $0.value(b)["entry"])
            try $0.set(a, "entry", second)
            try $0.set(b, "entry", first)
        },
        Mutation("a tile's hash changed", .failed([.tileFailed])) {
            $0.lines[$0.first("tile")] = $0.lines[$0.first("tile")].flipping("hashes", at: 10)
        },
        Mutation("a narrower tile", .failed([.tileFailed])) {
            try $0.set($0.first("tile"), "hashes", .string(Base64.encode([UInt8](repeating: 1, count: 32))))
        },
        Mutation("a tile from another tree", .failed([.tileFailed])) {
            var other = try TestLedger.ward()
            other.putEntry(Array("other".utf8))
            let width = (Base64.decode(try $0.value($0.first("tile"))["hashes"]?.string ?? "")?.count ?? 0) / 32
            let hashes = other.tile(TileCoordinate(level: 0, number: 0))?.suffix(width).flatMap(\.bytes) ?? []
            try $0.set($0.first("tile"), "hashes", .string(Base64.encode(hashes)))
        },
        Mutation("an inclusion proof that does not hold", .failed([.inclusionFailed])) {
            try $0.set($0.places("entry")[2], "inclusion", [.string(Digest.zero.base64)])
        },
        Mutation("a disclosure changed", .failed([.disclosureMismatch])) {
            let text = $0
            let place = try text.lines.indices.first { try !text.disclosures($0).isEmpty } ?? 0
            let changed = try text.disclosures(place)[0].flippingLast
            try $0.set(place, "disclosures", [.string(changed)])
        },
        Mutation("disclosures exchanged between events", .failed([.disclosureMismatch])) {
            let text = $0
            let places = try text.lines.indices.filter { try !text.disclosures($0).isEmpty }
            try $0.set(places[0], "disclosures", try text.value(places[1])["disclosures"])
        },
        Mutation("a disclosure twice", .failed([.disclosureMismatch])) {
            let text = $0
            let place = try text.lines.indices.first { try !text.disclosures($0).isEmpty } ?? 0
            let twice = try text.disclosures(place)[0]
            try $0.set(place, "disclosures", [.string(twice), .string(twice)])
        },
        Mutation("65 disclosures", .failed([.disclosureMismatch])) {
            try $0.set($0.places("entry")[3], "disclosures", .array(Array(repeating: "AAAA", count: 65)))
        },
        Mutation("disclosures withheld", .verified([])) {
            for place in $0.places("entry") { try $0.set(place, "disclosures", []) }
        },
        Mutation("a history without its last entry", .failed([.historyEntryUnlisted])) {
            let place = try $0.history("label:d/i/a")
            try $0.set(place, "indices", [])
        },
        Mutation("a history with an entry that does not touch it", .failed([.historyEntryUnrelated])) {
            try $0.set(try $0.history("label:d/i/a"), "indices", [[0, 1], [12, 1]])
        },
        Mutation("a history with an entry that is not here", .failed([.historyEntryMissing])) {
            try $0.set(try $0.history("policy:d"), "indices", [[0, 25]])
        },
        Mutation("a history that goes backwards", .failed([.historyMalformed])) {
            try $0.set(try $0.history("ledger:"), "indices", [[3, 1], [0, 1]])
        },
        Mutation("a history with an empty run", .failed([.historyMalformed])) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 0]])
        },
        Mutation("a history of 2^53 − 1 entries", .failed([.historyMalformed])) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 9_007_199_254_740_991]])
        },
        Mutation("a history past the log", .failed([.historyMalformed])) {
            try $0.set(try $0.history("ledger:"), "indices", [[9_007_199_254_740_991, 9_007_199_254_740_991]])
        },
        Mutation("a run of three numbers", .unreadable(.shape)) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 1, 2]])
        },
        Mutation("a history of the closure left out", .incomplete([.historyMissing])) {
            $0.lines.remove(at: try $0.history("credential:board/c1"))
        },
        Mutation("the ledger's history left out", .incomplete([.historyMissing])) {
            $0.lines.remove(at: try $0.history("ledger:"))
        },
        Mutation("more histories than entries can have", .incomplete([.limitExceeded])) {
            let more = (0..<5000).map { #"{"kind":"history","subject":"guideline:g\#($0)","part":0,"indices":[]}"# }
            $0.lines.insert(contentsOf: more, at: $0.first("claim"))
        },
        Mutation("a proof by a seal that is none", .failed([.sealMissing])) {
            try $0.set($0.first("history"), "proof", ["seal": 3, "siblings": [], "leaf": nil])
        },
        Mutation("a proof that has no shape", .unreadable(.shape)) { try $0.set($0.first("history"), "proof", ["seal": 3]) },
        Mutation("a forged claim", .failed([.claimDiffers])) { try $0.set($0.first("claim"), "verdict", "not-required") },
        Mutation("a forged claim of now", .failed([.claimDiffers])) { try $0.set($0.first("claim"), "verdictNow", "revoked") },
        Mutation("a claim of a verdict that there is not", .failed([.claimDiffers])) {
            try $0.set($0.first("claim"), "verdict", "splendid")
        },
        Mutation("a claim on a label that the bundle is not about", .incomplete([.claimNotDerivable])) {
            try $0.set($0.first("claim"), "subject", "label:d/i/b")
        },
        Mutation("a claim on a withdrawn label", of: item, .failed([.claimDiffers])) {
            try $0.set($0.first("claim"), "subject", "label:d/i/w")
        },
        Mutation("a claim on a label that does not exist", of: item, .failed([.claimDiffers])) {
            try $0.set($0.first("claim"), "subject", "label:d/i/none")
        },
        Mutation("a whole ledger without its last entry", of: whole, .failed([.entryUnproven])) {
            $0.lines.remove(at: $0.places("entry").last ?? 0)
        },
        Mutation("a whole ledger with another last entry", of: whole, .failed([.rootDiffers])) {
            let place = $0.places("entry").last ?? 0
            let entry = try $0.value(place)["entry"]?.string ?? ""
            try $0.set(place, "entry", .string("2" + entry.dropFirst()))
        },
    ]
}

extension BundleText {
    fileprivate func disclosures(_ place: Int) throws -> [String] {
        try value(place)["disclosures"]?.array?.compactMap(\.string) ?? []
    }
}

extension String {
    /// Another last character: another value, or no base64url.
    fileprivate var flippingLast: String { String(dropLast()) + (hasSuffix("A") ? "Q" : "A") }
}
