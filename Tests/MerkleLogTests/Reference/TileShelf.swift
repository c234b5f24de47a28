import MerkleLog
import Primitives
import Testing

/// A store of tiles that keeps each tile's latest form and counts how often it is read.
final class TileShelf {
    private(set) var tiles: [TileCoordinate: [Digest]] = [:]
    private(set) var reads: [TileCoordinate: Int] = [:]

    init() {}

    /// The tiles of a tree that was appended in one batch.
    convenience init(_ tree: ReferenceTree) {
        self.init()
        var tiles = TileTree()
        store(tiles.append(contentsOf: tree.leaves))
    }

    func store(_ written: [Tile]) {
        for tile in written { tiles[tile.coordinate] = tile.hashes }
    }

    func read(_ tile: TileCoordinate) -> [Digest]? {
        reads[tile, default: 0] += 1
        return tiles[tile]
    }

    func proofs(at size: Int) -> ProofBuilder {
        ProofBuilder(size: TreeSize(UInt64(size))) { self.read($0) }
    }

    /// What a bundle holds for these entries.
    func tiles(toProve indices: [Int], size: Int) throws -> [Tile] {
        let size = TreeSize(UInt64(size))
        return try TileCoordinate.needed(toProve: indices.map { EntryIndex(UInt64($0)) }, in: size).map {
            let width = try #require($0.width(in: size))
            let hashes = try #require(tiles[$0])
            return try #require(Tile($0, hashes: Array(hashes.prefix(width.value))))
        }
    }
}
