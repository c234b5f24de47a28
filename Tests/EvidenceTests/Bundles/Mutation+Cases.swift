import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

extension Mutation {
    /// What the bundles of the test vectors do not hold: bundles without a seal, too large for a file that is kept, or with a second
    /// finding that the vectors do not ask for.
    static let all = ofLines + ofContent

    /// Lines left out, doubled, swapped, misplaced, or of another shape.
    private static let ofLines: [Mutation] = [
        Mutation("the checkpoint before the bundle", .failed([.lineOrder, .bundleMissing])) { $0.lines.swapAt(0, 1) },
        Mutation("entry 0 left out", .failed([.openingMissing, .unknownKey])) { $0.lines.remove(at: $0.first("entry")) },
        Mutation("an entry behind the tiles", .failed([.lineOrder])) {
            $0.lines.insert($0.lines.remove(at: $0.places("entry")[3]), at: $0.first("history"))
        },
        Mutation("a tile left out", .failed([.entryUnproven])) { $0.lines.remove(at: $0.first("tile")) },
        Mutation("a tile twice", .failed([.tileFailed])) { $0.lines.insert($0.lines[$0.first("tile")], at: $0.first("tile")) },
        Mutation("two ends", .failed([.afterEnd, .endDiffers])) {
            $0.lines.append(#"{"kind":"end","lines":3,"sha256":"\#(Base64.encode([UInt8](repeating: 0, count: 32)))"}"#)
        },
        Mutation("a time token, which is not evaluated", .verified([])) {
            $0.lines.insert(#"{"kind":"time","size":3,"token":"AAAA"}"#, at: $0.first("claim"))
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
        Mutation("a tile of half a hash", .unreadable(.shape)) { try $0.set($0.first("tile"), "hashes", "AAAA") },
    ]

    /// Lines that say something else.
    private static let ofContent: [Mutation] = [
        Mutation("a scope that nothing is about", .incomplete([.scopeEmpty, .historyMissing])) {
            try $0.set(0, "scope", ["kind": "label", "subject": "label:d/i/none"])
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
        Mutation("a payload changed", .failed([.badSignature, .entryUnproven])) {
            $0.lines[$0.places("entry")[4]] = $0.lines[$0.places("entry")[4]].flipping("entry", at: 400)
        },
        Mutation("an entry of 65,536 bytes", .failed([.entryTooLarge])) {
            try $0.set($0.places("entry")[4], "entry", .string("1 " + String(repeating: "a", count: 65_534)))
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
        Mutation("a history past the log", .failed([.historyMalformed])) {
            try $0.set(try $0.history("ledger:"), "indices", [[9_007_199_254_740_991, 9_007_199_254_740_991]])
        },
        Mutation("more histories than entries can have", .incomplete([.limitExceeded])) {
            let more = (0..<5000).map { #"{"kind":"history","subject":"guideline:g\#($0)","part":0,"indices":[]}"# }
            $0.lines.insert(contentsOf: more, at: $0.first("claim"))
        },
        Mutation("a proof by a seal that is none", .failed([.sealMissing])) {
            try $0.set($0.first("history"), "proof", ["seal": 3, "siblings": [], "leaf": nil])
        },
        Mutation("a claim on a label that does not exist", of: .item(.item("d", "i")), .failed([.claimDiffers])) {
            try $0.set($0.first("claim"), "subject", "label:d/i/none")
        },
    ]
}
