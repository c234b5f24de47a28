public import Primitives

/// Tiles that all lead to one root. Made by `UncheckedTiles.check(root:)` only.
public struct VerifiedTiles: Hashable, Sendable {
    public let size: TreeSize
    public let root: Digest
    private let tiles: [TileCoordinate: Tile]

    init(size: TreeSize, root: Digest, tiles: [TileCoordinate: Tile]) {
        self.size = size
        self.root = root
        self.tiles = tiles
    }

    /// The leaf hash that the tree has at this index. `nil` if its tile was not among those checked, or the tree ends before.
    public func leafHash(at index: EntryIndex) -> Digest? {
        guard size.contains(index), let tile = tiles[TileCoordinate(leafAt: index)] else { return nil }
        return tile.hashes[Int(index.value & 0xFF)]
    }
}
