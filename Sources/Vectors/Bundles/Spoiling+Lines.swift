import Evidence
import Primitives

extension Spoiling {
    private static let otherHash = Digest(hashing: "another")

    /// Lines left out, doubled, swapped, misplaced, or of another shape.
    static let ofLines: [Spoiling] = [
        Spoiling("no bundle line", of: .tiny, .failed, [.bundleMissing]) { $0.lines.removeFirst() },
        Spoiling("two bundle lines", of: .tiny, .failed, [.lineRepeated]) { $0.lines.insert($0.lines[0], at: 1) },
        Spoiling("a bundle line at the end", of: .tiny, .failed, [.lineOrder]) { $0.lines.append($0.lines[0]) },
        Spoiling("no checkpoint", .failed, [.checkpointMissing]) { text in
            for place in try (text.places("checkpoint") + text.places("consistency")).sorted().reversed() {
                text.lines.remove(at: place)
            }
        },
        Spoiling("the checkpoint before the bundle", of: .tiny, .failed, [.lineOrder]) { $0.lines.swapAt(0, 1) },
        Spoiling("a checkpoint without its consistency", .failed, [.consistencyMissing]) {
            $0.lines.remove(at: try $0.first("consistency"))
        },
        Spoiling("a consistency proof that does not hold", .failed, [.consistencyFailed]) {
            let place = try $0.first("consistency")
            var hashes = try $0.value(place)["hashes"]?.array ?? []
            hashes[0] = .string(otherHash.base64)
            try $0.set(place, "hashes", .array(hashes))
        },
        Spoiling("a consistency proof without a hash", .failed, [.consistencyFailed]) {
            try $0.set(try $0.first("consistency"), "hashes", [])
        },
        Spoiling("a consistency proof from another size", .failed, [.consistencyFailed]) {
            try $0.set(try $0.first("consistency"), "from", 12)
        },
        Spoiling("a consistency proof to another size", .failed, [.consistencyFailed]) {
            try $0.set(try $0.first("consistency"), "to", 15)
        },
        Spoiling("a consistency line without hashes", .failed, [.consistencyFailed]) {
            try $0.set(try $0.first("consistency"), "hashes", nil)
        },
        Spoiling("65 further checkpoints", .failed, [.tooManyCheckpoints]) {
            let place = try $0.first("consistency")
            let pair = [$0.lines[place - 1], $0.lines[place]]
            for _ in 0..<64 { $0.lines.insert(contentsOf: pair, at: place + 1) }
        },
        Spoiling("a consistency proof before its checkpoint", .failed, [.lineOrder]) {
            $0.lines.insert($0.lines.remove(at: try $0.first("consistency")), at: try $0.first("checkpoint") + 1)
        },
        Spoiling("an entry left out", .failed, [.historyEntryMissing]) { $0.lines.remove(at: try $0.entry(6)) },
        Spoiling("entry 0 left out", .failed, [.openingMissing]) { $0.lines.remove(at: try $0.entry(0)) },
        Spoiling("the last entry of a whole ledger left out", of: .whole, .failed, [.entryUnproven]) {
            $0.lines.remove(at: try $0.entry(13))
        },
        Spoiling("an entry twice", of: .tiny, .failed, [.entryOrder]) {
            $0.lines.insert($0.lines[try $0.entry(1)], at: try $0.entry(1))
        },
        Spoiling("two entries swapped", .failed, [.entryOrder]) { $0.lines.swapAt(try $0.entry(5), try $0.entry(6)) },
        Spoiling("an entry behind the histories", .failed, [.lineOrder]) {
            $0.lines.append($0.lines.remove(at: try $0.entry(6)))
        },
        Spoiling("a history twice", .failed, [.historyRepeated]) {
            $0.lines.insert($0.lines[try $0.first("history")], at: try $0.first("history"))
        },
        Spoiling("a history of the closure left out", .incomplete, [.historyMissing]) {
            $0.lines.remove(at: try $0.history("credential:board/c1"))
        },
        Spoiling("the history of a signer left out", .incomplete, [.historyMissing, .verdictNotDerivable]) {
            $0.lines.remove(at: try $0.history("annotator:ann"))
        },
        Spoiling("the history of an authority left out", .incomplete, [.historyMissing, .verdictNotDerivable]) {
            $0.lines.remove(at: try $0.history("authority:board"))
        },
        Spoiling("the history of the question left out", .incomplete, [.historyMissing]) {
            $0.lines.remove(at: try $0.history("question:d/i/finding"))
        },
        Spoiling("the history of a guideline left out", of: .guideline, .incomplete, [.historyMissing]) {
            $0.lines.remove(at: try $0.history("guideline:g"))
        },
        Spoiling("what somebody signed left out", of: .annotator, .incomplete, [.historyMissing]) {
            $0.lines.remove(at: try $0.history("work:annotator/bob"))
        },
        Spoiling("the ledgers own history left out", .incomplete, [.historyMissing]) {
            $0.lines.remove(at: try $0.history("ledger:"))
        },
        Spoiling("the second part of a history without the first", .failed, [.historyRepeated]) {
            let place = try $0.first("history")
            try $0.set(place, "part", 1)
            try $0.set(place, "proof", nil)
        },
        Spoiling("a claim twice", .failed, [.claimRepeated]) { $0.lines.append($0.lines[try $0.first("claim")]) },
        Spoiling("a claim before the histories", .failed, [.lineOrder]) {
            $0.lines.insert($0.lines.remove(at: try $0.first("claim")), at: try $0.first("history"))
        },
        Spoiling("no end", of: .tiny, .failed, [.endMissing]) { $0.hasEnd = false },
        Spoiling("two ends", of: .tiny, .failed, [.afterEnd]) { $0.lines.append(BundleText.end(of: 3, .zero)) },
        Spoiling("an end that counts one line more", of: .tiny, .failed, [.endDiffers]) {
            let body = $0.lines.map { $0 + "\n" }.joined()
            $0.end = BundleText.end(of: $0.lines.count + 1, Digest(hashing: body))
        },
        Spoiling("an end that hashes something else", of: .tiny, .failed, [.endDiffers]) {
            $0.end = BundleText.end(of: $0.lines.count, otherHash)
        },
        Spoiling("cut short after the entries", .failed, [.endMissing]) {
            $0.lines.removeSubrange(try $0.first("history")...)
            $0.hasEnd = false
        },
        Spoiling("a line of an unknown kind", of: .tiny, .incomplete, [.unknownKind]) {
            $0.lines.append(#"{"kind":"weather","is":"fine"}"#)
        },
        Spoiling("members nobody knows", .verified) {
            for place in $0.lines.indices { try $0.set(place, "x-extra", ["more": 1]) }
        },
        Spoiling("histories in another order", .verified) {
            $0.lines.swapAt(try $0.place(of: "history", at: 0), try $0.place(of: "history", at: 1))
        },
        Spoiling("a history in two parts with another between", .verified) {
            let place = try $0.history("ledger:")
            $0.lines.insert($0.lines[place], at: place + 2)
            try $0.set(place, "indices", [[0, 1]])
            try $0.set(place + 2, "part", 1)
            try $0.set(place + 2, "indices", [[1, 1]])
            try $0.set(place + 2, "proof", nil)
        },
        Spoiling("a history that a wider one covers left out", of: .dataset, .verified) {
            $0.lines.remove(at: try $0.history("policy:d"))
        },
        Spoiling("without claims", .verified) { $0.lines.remove(at: try $0.first("claim")) },
        Spoiling("spaced and reordered members", .verified) {
            let place = try $0.first("claim")
            $0.lines[place] =
                #" { "verdictNow" : "certified" , "verdict" : "certified" , "subject" : "label:d/i/a" , "kind" : "claim" } "#
        },
    ]

    /// Lines that cannot be read.
    static let unreadable: [Spoiling] = [
        Spoiling("an empty line", of: .tiny, .unreadable(.json)) { $0.lines.insert("", at: 3) },
        Spoiling("a line that is no object", of: .tiny, .unreadable(.shape)) { $0.lines.insert("[1]", at: 3) },
        Spoiling("a line without a kind", of: .tiny, .unreadable(.shape)) { $0.lines.insert(#"{"lines":3}"#, at: 3) },
        Spoiling("a member twice", of: .tiny, .unreadable(.json)) {
            $0.lines.append(#"{"kind":"claim","subject":"label:d/i/a","subject":"label:d/i/b","verdict":"x","verdictNow":"x"}"#)
        },
        Spoiling("a member twice and once escaped", of: .tiny, .unreadable(.json)) {
            $0.lines.append(#"{"kind":"weather","a":1,"\u0061":1}"#)
        },
        Spoiling("a member twice deep inside", of: .tiny, .unreadable(.json)) {
            $0.lines.append(#"{"kind":"weather","a":[{"b":{"c":1,"c":1}}]}"#)
        },
        Spoiling("half a surrogate pair", of: .tiny, .unreadable(.json)) { $0.lines.append(#"{"kind":"weather","a":"\ud83d"}"#) },
        Spoiling("depth 17", of: .tiny, .unreadable(.json)) {
            $0.lines.append(
                #"{"kind":"weather","a":"# + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}")
        },
        Spoiling("depth 16 of an unknown kind", of: .tiny, .incomplete, [.unknownKind]) {
            $0.lines.append(
                #"{"kind":"weather","a":"# + String(repeating: "[", count: 15) + String(repeating: "]", count: 15) + "}")
        },
        Spoiling("a number beyond binary64", of: .tiny, .unreadable(.json)) { $0.lines.append(#"{"kind":"weather","a":1e400}"#) },
        Spoiling("an integer beyond 2 to the 53", of: .tiny, .unreadable(.json)) {
            $0.lines.append(#"{"kind":"weather","a":9007199254740992}"#)
        },
        Spoiling("a byte order mark", of: .tiny, .unreadable(.json)) { $0.lines[0] = "\u{FEFF}" + $0.lines[0] },
        Spoiling("two values in a line", of: .tiny, .unreadable(.json)) { $0.lines[1] += " {}" },
        Spoiling("another version", of: .tiny, .unreadable(.version)) { try $0.set(0, "version", 2) },
        Spoiling("a scope that fits no subject", of: .tiny, .unreadable(.shape)) {
            try $0.set(0, "scope", ["kind": "label", "subject": "item:d/i", "options": [:]])
        },
        Spoiling("no generator", of: .tiny, .unreadable(.shape)) { try $0.set(0, "generator", nil) },
        Spoiling("made before 1970 and without options", of: .tiny, .verified) {
            try $0.set(0, "created", -1)
            try $0.set(0, "scope", ["kind": "ledger", "subject": "ledger:"])
        },
        Spoiling("an empty tile", .unreadable(.shape)) { try $0.set(try $0.first("tile"), "hashes", "") },
        Spoiling("a proof that is null", .unreadable(.shape)) { try $0.set(try $0.first("history"), "proof", .null) },
        Spoiling("a leaf without an entry", .unreadable(.shape)) {
            let place = try $0.history("label:d/i/a")
            guard var leaf = try $0.value(place)["proof"]?["leaf"]?.object else { throw VectorError("the proof has no leaf") }
            leaf["count"] = 0
            try $0.set(place, proof: "leaf", .object(leaf))
        },
        Spoiling("a note that is none", of: .tiny, .unreadable(.shape)) {
            try $0.set(try $0.first("checkpoint"), "note", "hello")
        },
        Spoiling("a hash of 31 bytes", .unreadable(.shape)) {
            try $0.set(try $0.first("consistency"), "hashes", [.string(Base64.encode([UInt8](repeating: 7, count: 31)))])
        },
        Spoiling("a hash in base64url", .unreadable(.shape)) {
            try $0.set(try $0.first("consistency"), "hashes", [.string(otherHash.base64URL)])
        },
        Spoiling("an index that is a text", of: .tiny, .unreadable(.shape)) { try $0.set(try $0.entry(0), "index", "0") },
        Spoiling("an index below 0", of: .tiny, .unreadable(.shape)) { try $0.set(try $0.entry(0), "index", -1) },
        Spoiling("an index of null", of: .tiny, .unreadable(.shape)) { try $0.set(try $0.entry(0), "index", .null) },
        Spoiling("a run of three numbers", .unreadable(.shape)) {
            try $0.set(try $0.history("ledger:"), "indices", [[0, 1, 2]])
        },
        Spoiling("a proof of 257 siblings", .unreadable(.shape)) {
            try $0.set(
                try $0.first("history"), proof: "siblings", .array(Array(repeating: .string(otherHash.base64), count: 257)))
        },
        Spoiling("a proof without siblings", .unreadable(.shape)) {
            try $0.set(try $0.first("history"), proof: "siblings", nil)
        },
    ]
}
