public import Primitives

/// Tiles of one tree as they came from outside; nothing in them is proven.
public struct UncheckedTiles: Sendable {
    public let size: TreeSize
    public let tiles: [Tile]

    public init(size: TreeSize, tiles: [Tile]) {
        self.size = size
        self.tiles = tiles
    }

    /// Whether all tiles lead to this root: each full tile's root stands in its parent, and the root follows from the partial
    /// tiles of the right edge (protocol.md §6.4).
    ///
    /// A full rightmost tile may be absent unless a tile below it needs it: its root stands above it.
    /// Costs a node hash for each hash of each tile, whatever the sizes claimed.
    public func check(root: Digest) -> TilesCheck {
        var failures: [TileFailure] = []
        var given: [TileCoordinate: Tile] = [:]
        for tile in tiles {
            if let reason = misfit(of: tile) {
                failures.append(TileFailure(tile: tile.coordinate, reason: reason))
            } else if given.updateValue(tile, forKey: tile.coordinate) != nil {
                failures.append(TileFailure(tile: tile.coordinate, reason: .repeated))
            }
        }
        if let failure = checkRightEdge(given, root: root) { return .failed(failures + [failure]) }

        var proven: [TileCoordinate: Tile] = [:]
        // From the top, so that a parent is proven before its children.
        for tile in given.values.sorted(by: { $0.coordinate > $1.coordinate }) {
            if let reason = gap(above: tile, proven: proven) {
                failures.append(TileFailure(tile: tile.coordinate, reason: reason))
            } else {
                proven[tile.coordinate] = tile
            }
        }
        return failures.isEmpty ? .verified(VerifiedTiles(size: size, root: root, tiles: proven)) : .failed(failures)
    }

    private func misfit(of tile: Tile) -> TileFailure.Reason? {
        guard let width = tile.coordinate.width(in: size) else { return .notInTree }
        return tile.width == width ? nil : .wrongWidth(expected: width, found: tile.width)
    }

    private func checkRightEdge(_ given: [TileCoordinate: Tile], root: Digest) -> TileFailure? {
        var hashes: [Digest] = []
        for edge in TileCoordinate.rightmost(in: size).reversed() where edge.width(in: size) != .full {
            guard let tile = given[edge] else { return TileFailure(tile: edge, reason: .missing) }
            hashes += TilePyramid(tile.hashes).range
        }
        guard let range = CompactRange(size: size, hashes: hashes), range.root == root else {
            return TileFailure(tile: nil, reason: .rootMismatch)
        }
        return nil
    }

    private func gap(above tile: Tile, proven: [TileCoordinate: Tile]) -> TileFailure.Reason? {
        // A partial tile is on the right edge, which the root has proven.
        guard let root = TilePyramid(tile.hashes).root else { return nil }
        guard let parent = tile.coordinate.parent.flatMap({ proven[$0] }) else { return .parentNotProven }
        return parent.hashes[tile.coordinate.positionInParent] == root ? nil : .notInParent
    }
}

/// What became of tiles that were checked against a root.
public enum TilesCheck: Hashable, Sendable {
    case verified(VerifiedTiles)
    /// Every tile at fault. The rest is not to be used either: one set of tiles, one statement.
    case failed([TileFailure])
}

/// A tile that does not lead to the root, and why.
public struct TileFailure: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The tree has no such tile.
        case notInTree
        case wrongWidth(expected: TileWidth, found: TileWidth)
        case repeated
        /// A partial tile of the right edge, without which there is no root.
        case missing
        /// The tile above it is absent or at fault itself.
        case parentNotProven
        /// The tile above it holds another hash in its place.
        case notInParent
        /// The right edge leads to another root.
        case rootMismatch
    }

    /// `nil` where the whole edge is at fault.
    public let tile: TileCoordinate?
    public let reason: Reason

    public init(tile: TileCoordinate?, reason: Reason) {
        self.tile = tile
        self.reason = reason
    }
}
