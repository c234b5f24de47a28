import Evidence
import Primitives
import Provenance

extension Mutation {
    static let whole = EvidenceScope.ledger
    static let item = EvidenceScope.item(.item("d", "i"))

    /// Lines left out, doubled, swapped, misplaced, or of another shape.
    static let ofLines: [Mutation] = [
        Mutation("nothing", .verified([])) { _ in },
        Mutation("no bundle line", .failed([.bundleMissing])) { $0.lines.removeFirst() },
        Mutation("two bundle lines", .failed([.lineRepeated])) { $0.lines.insert($0.lines[0], at: 1) },
        Mutation("a bundle line at the end", .failed([.lineOrder])) { $0.lines.append($0.lines[0]) },
        Mutation("no checkpoint", .failed([.checkpointMissing])) { $0.lines.remove(at: $0.first("checkpoint")) },
        Mutation("the checkpoint before the bundle", .failed([.lineOrder, .bundleMissing])) { $0.lines.swapAt(0, 1) },
        Mutation("the checkpoint twice", .failed([.consistencyMissing])) { $0.lines.insert($0.lines[1], at: 2) },
        Mutation("65 further checkpoints", .failed([.tooManyCheckpoints])) {
            let size = try $0.value(1)["note"]?.string?.split(separator: "\n")[1] ?? ""
            let proof = #"{"kind":"consistency","from":\#(size),"to":\#(size),"hashes":[]}"#
            $0.lines.insert(contentsOf: Array(repeating: [$0.lines[1], proof], count: 65).joined(), at: 2)
        },
        Mutation("a consistency proof of nothing", .failed([.lineOrder])) {
            $0.lines.insert(#"{"kind":"consistency","from":1,"to":2,"hashes":[]}"#, at: 2)
        },
        Mutation("an entry left out", .failed([.historyEntryMissing])) { $0.lines.remove(at: $0.places("entry")[3]) },
        Mutation("entry 0 left out", .failed([.openingMissing, .unknownKey])) { $0.lines.remove(at: $0.first("entry")) },
        Mutation("an entry twice", .failed([.entryOrder])) {
            $0.lines.insert($0.lines[$0.first("entry")], at: $0.first("entry"))
        },
        Mutation("two entries swapped", .failed([.entryOrder])) {
            $0.lines.swapAt($0.places("entry")[2], $0.places("entry")[3])
        },
        Mutation("an entry behind the tiles", .failed([.lineOrder])) {
            $0.lines.insert($0.lines.remove(at: $0.places("entry")[3]), at: $0.first("history"))
        },
        Mutation("a tile left out", .failed([.entryUnproven])) { $0.lines.remove(at: $0.first("tile")) },
        Mutation("a tile twice", .failed([.tileFailed])) { $0.lines.insert($0.lines[$0.first("tile")], at: $0.first("tile")) },
        Mutation("a tile that is not needed", .verified([.tileNotNeeded])) {
            let hashes = Base64.encode([UInt8](repeating: 7, count: 32))
            $0.lines.insert(#"{"kind":"tile","level":3,"number":0,"hashes":"\#(hashes)"}"#, at: $0.first("history"))
        },
        Mutation("a history twice", .failed([.historyRepeated])) {
            $0.lines.insert($0.lines[$0.first("history")], at: $0.first("history"))
        },
        Mutation("the second part of a history without the first", .failed([.historyRepeated])) {
            try $0.set($0.first("history"), "part", 1)
        },
        Mutation("histories swapped", .verified([])) { $0.lines.swapAt($0.places("history")[0], $0.places("history")[1]) },
        Mutation("a claim left out", .verified([])) { $0.lines.remove(at: $0.first("claim")) },
        Mutation("a claim twice", .failed([.claimRepeated])) { $0.lines.append($0.lines[$0.first("claim")]) },
        Mutation("a claim before the histories", .failed([.lineOrder])) {
            $0.lines.insert($0.lines.remove(at: $0.first("claim")), at: $0.first("history"))
        },
        Mutation("no end", .failed([.endMissing])) { $0.hasEnd = false },
        Mutation("two ends", .failed([.afterEnd, .endDiffers])) {
            $0.lines.append(#"{"kind":"end","lines":3,"sha256":"\#(Base64.encode([UInt8](repeating: 0, count: 32)))"}"#)
        },
        Mutation("an end that hashes something else", .failed([.endDiffers])) {
            $0.end = #"{"kind":"end","lines":\#($0.lines.count),"sha256":"\#(Base64.encode([UInt8](repeating: 0, count: 32)))"}"#
        },
        Mutation("a line of an unknown kind", .incomplete([.unknownKind])) {
            $0.lines.append(#"{"kind":"weather","is":"fine"}"#)
        },
        Mutation("members nobody knows", .verified([])) {
            for place in $0.lines.indices { try $0.set(place, "x-extra", ["more": 1]) }
        },
        Mutation("a time token, which is not evaluated", .verified([])) {
            $0.lines.insert(#"{"kind":"time","size":3,"token":"AAAA"}"#, at: $0.first("claim"))
        },
        Mutation("an empty line", .unreadable(.json)) { $0.lines.insert("", at: 3) },
        Mutation("a line that is no object", .unreadable(.shape)) { $0.lines.insert("[1]", at: 3) },
        Mutation("a line without a kind", .unreadable(.shape)) { $0.lines.insert(#"{"lines":3}"#, at: 3) },
        Mutation("a member twice", .unreadable(.json)) { $0.lines[3] = #"{"kind":"entry","index":1,"index":1,"entry":""}"# },
        Mutation("a member twice, once escaped", .unreadable(.json)) {
            $0.lines[3] = #"{"kind":"entry","index":1,"entry":"","entr\u0079":""}"#
        },
        Mutation("JSON deeper than 16", .unreadable(.json)) {
            $0.lines.append(#"{"kind":"x","a":"# + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}")
        },
        Mutation("JSON that is deeper still", .unreadable(.json)) { $0.lines.append(String(repeating: "[", count: 1_000_000)) },
        Mutation("a line of 3 MiB", .unreadable(.lineTooLong)) {
            $0.lines.append(#"{"kind":"x","a":""# + String(repeating: "a", count: 3 << 20) + #""}"#)
        },
        Mutation("a line of 2 MiB and one byte", .unreadable(.lineTooLong)) {
            $0.lines.append(#"{"kind":"x","a":""# + String(repeating: "a", count: (2 << 20) - 19 + 1) + #""}"#)
        },
        Mutation("a line of just 2 MiB", .incomplete([.unknownKind])) {
            $0.lines.append(#"{"kind":"x","a":""# + String(repeating: "a", count: (2 << 20) - 19) + #""}"#)
        },
        Mutation("another version", .unreadable(.version)) { try $0.set(0, "version", 2) },
        Mutation("a scope that fits no subject", .unreadable(.shape)) {
            try $0.set(0, "scope", ["kind": "label", "subject": "item:d/i"])
        },
        Mutation("a note that is none", .unreadable(.shape)) { try $0.set(1, "note", "hello") },
        Mutation("a tile of half a hash", .unreadable(.shape)) { try $0.set($0.first("tile"), "hashes", "AAAA") },
        Mutation("an index that is no number", .unreadable(.shape)) { try $0.set($0.first("entry"), "index", "0") },
        Mutation("an index below 0", .unreadable(.shape)) { try $0.set($0.first("entry"), "index", -1) },
        Mutation("an index past 2^53", .unreadable(.json)) {
            $0.lines[2] = $0.lines[2].replacingFirst(#""index":0"#, #""index":9999999999999999"#)
        },
    ]
}

extension String {
    func replacingFirst(_ old: String, _ new: String) -> String {
        let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[0] + new + parts[1] : self
    }
}
