public import Primitives

/// The growing right edge of a tree: takes leaf hashes by batch and gives the tiles to store.
///
/// Keeps one partial tile a level and a compact range, so its memory does not grow with the tree, and one node hash a leaf
/// serves both tiles and root. A value: append to a copy, and keep the copy once its tiles are durable.
public struct TileTree: Sendable {
    public private(set) var range: CompactRange
    /// The rightmost, not yet full tile of each level, from level 0; it may hold no hash yet.
    private var edge: [GrowingTile]

    private struct GrowingTile: Sendable {
        var number: UInt64
        var hashes: [Digest]
    }

    /// The tree without entries.
    public init() {
        range = CompactRange()
        edge = []
    }

    /// Opens a stored tree.
    ///
    /// - Parameters:
    ///   - root: The root of the newest checkpoint: a store that does not lead to it must not be appended to.
    ///   - read: The hashes of a stored tile, at least as many as the width asked for; `nil` if it is not there. Asked for the
    ///     partial tiles of the right edge only, at most one a level.
    public init(
        size: TreeSize, root: Digest, read: (TileCoordinate, TileWidth) throws -> [Digest]?
    ) throws(MerkleLogError) {
        var edge: [GrowingTile] = []
        for tile in TileCoordinate.rightmost(in: size) {
            let number = TileCoordinate.hashCount(level: tile.level, in: size) >> 8
            let growing = TileCoordinate(level: tile.level, number: number)
            let hashes = try growing.width(in: size).map { width throws(MerkleLogError) in
                try growing.readHashes(width, from: { try read($0, width) })
            }
            edge.append(GrowingTile(number: number, hashes: hashes ?? []))
        }
        guard let range = CompactRange(size: size, hashes: edge.reversed().flatMap { TilePyramid($0.hashes).range }) else {
            throw MerkleLogError(.sizeTooLarge, "A tree of size \(size) cannot be opened for appending")
        }
        guard range.root == root else {
            throw MerkleLogError(.rootMismatch, "The stored tiles do not lead to the root of the checkpoint of size \(size)")
        }
        self.range = range
        self.edge = edge
    }

    public var size: TreeSize { range.size }
    public var root: Digest { range.root }

    /// The partial tiles of the right edge as they stand, from level 0. With the tiles that `append` returned they hold every
    /// hash that proofs of the entries just appended need.
    public var edgeTiles: [Tile] {
        zip(0..., edge).compactMap { level, tile in
            Tile(TileCoordinate(level: level, number: tile.number), hashes: tile.hashes)
        }
    }

    /// Appends, and returns every tile that is new or wider than before: each once, in its final width, full tiles first.
    public mutating func append(contentsOf leaves: some Sequence<Digest>) -> [Tile] {
        var full: [Tile] = []
        var changed: Set<UInt8> = []
        var edge = self.edge
        self.edge = []
        func push(_ hash: Digest, level: Int) {
            if level == edge.count { edge.append(GrowingTile(number: 0, hashes: [])) }
            edge[level].hashes.append(hash)
            changed.insert(UInt8(level))
            guard edge[level].hashes.count == TileWidth.full.value else { return }
            full.append(
                Tile(
                    unchecked: TileCoordinate(level: UInt8(level), number: edge[level].number), hashes: edge[level].hashes))
            edge[level] = GrowingTile(number: edge[level].number + 1, hashes: [])
        }
        for leaf in leaves {
            push(leaf, level: 0)
            range.append(leaf) { height, root in
                if height.isMultiple(of: TileWidth.treeLevels) { push(root, level: height / TileWidth.treeLevels) }
            }
        }
        self.edge = edge
        return full + edgeTiles.filter { changed.contains($0.coordinate.level) }
    }
}

extension TileCoordinate {
    /// Exactly `width` hashes of this tile, from a reader that may have more.
    func readHashes(
        _ width: TileWidth, from read: (TileCoordinate) throws -> [Digest]?
    ) throws(MerkleLogError) -> [Digest] {
        let hashes: [Digest]?
        do {
            hashes = try read(self)
        } catch {
            throw MerkleLogError(.tileUnreadable, "A tile could not be read", tile: self, cause: error)
        }
        guard let hashes else { throw MerkleLogError(.tileMissing, "A tile is missing", tile: self) }
        guard hashes.count >= width.value else {
            throw MerkleLogError(.tileTooShort, "A tile holds \(hashes.count) hashes, not \(width)", tile: self)
        }
        return Array(hashes.prefix(width.value))
    }
}
