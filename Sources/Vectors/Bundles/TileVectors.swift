import Evidence
import MerkleLog
import Primitives
import Provenance

/// Entries that tiles prove, in bundles without a seal: nothing else would see that one was changed.
enum TileVectors {
    private static let label = LabelExpectation("label:d/i/a", .certified)

    static func all() async throws -> [BundleVector] {
        let ward = try VectorLedger.ward()
        var store = ward
        for number in 0..<290 { try store.register("film \(number)") }
        let (small, large) = (try await tiled(ward), try await tiled(store))
        return [
            try vector("an entry and its tile changed together", small, .failed, [.tileFailed]) {
                try $0.changeWithTile(entry: 9)
            },
            try vector("tiles of two levels", large, .verified, [.completenessNotEvaluated]) { _ in },
            try vector("an entry and its tile changed under another tile", large, .failed, [.tileFailed]) {
                try $0.changeWithTile(entry: 9)
            },
            try vector("tiles of two levels without the upper", large, .failed, [.tileFailed]) {
                $0.lines.remove(at: try $0.place(of: "tile", at: 2))
            },
            try vector("tiles without the right edge", large, .failed, [.tileFailed]) {
                $0.lines.remove(at: try $0.place(of: "tile", at: 1))
            },
            try vector("a tile that proves nothing", small, .verified, [.tileNotNeeded]) {
                let line = try Self.line(Tile(TileCoordinate(level: 1, number: 0), hashes: [.zero]))
                $0.lines.insert(line, at: try $0.first("history"))
            },
        ]
    }

    private static func tiled(_ ledger: VectorLedger) async throws -> BundleText {
        var text = try await ledger.export(.label(.label("d", "i", "a")))
        try text.prove(byTilesOf: ledger)
        return text
    }

    fileprivate static func line(_ tile: Tile?) throws -> String {
        guard let tile else { throw VectorError("a tile has no hashes") }
        return JSONValue.object([
            "kind": "tile", "level": .integer(Int64(tile.coordinate.level)), "number": .integer(Int64(tile.coordinate.number)),
            "hashes": .string(Base64.encode(tile.bytes)),
        ]).canonicalText
    }

    private static func vector(
        _ name: String, _ text: BundleText, _ outcome: BundleVector.Outcome, _ codes: [FindingCode],
        _ spoil: (inout BundleText) throws -> Void
    ) throws -> BundleVector {
        var text = text
        try spoil(&text)
        var isSound = false
        if case .verified = outcome { isSound = true }
        return BundleVector(
            name: name, bytes: text.bytes, arguments: .init(unsealedOK: true), outcome: outcome, codes: codes,
            labels: isSound ? [label] : nil)
    }
}

extension BundleText {
    /// Has tiles prove all entries, whatever an exporter finds smaller.
    mutating func prove(byTilesOf ledger: VectorLedger) throws {
        for place in try places("tile").reversed() { lines.remove(at: place) }
        var indices: [EntryIndex] = []
        for place in try places("entry") {
            try set(place, "inclusion", nil)
            indices.append(EntryIndex(UInt64(try value(place)["index"]?.integer ?? 0)))
        }
        let tiles = try TileCoordinate.needed(toProve: indices, in: ledger.size).map { coordinate in
            let width = coordinate.width(in: ledger.size)?.value ?? 0
            return try TileVectors.line(Tile(coordinate, hashes: Array((ledger.tile(coordinate) ?? []).prefix(width))))
        }
        lines.insert(contentsOf: tiles, at: try first("history"))
    }

    /// Records an entry of the first 256 a microsecond later, and puts its hash into the tile, which is the first of the bundle.
    fileprivate mutating func changeWithTile(entry index: Int) throws {
        var text = ""
        try change(entry: Int64(index)) { entry in
            text = String(entry.prefix(15)) + "1" + entry.dropFirst(16)
            return text
        }
        let place = try first("tile")
        guard var bytes = Base64.decode(try value(place)["hashes"]?.string ?? "") else { throw VectorError("no hashes") }
        let start = index * Digest.byteCount
        bytes.replaceSubrange(start..<start + Digest.byteCount, with: Digest.leaf(Array(text.utf8)).bytes)
        try set(place, "hashes", .string(Base64.encode(bytes)))
    }
}
