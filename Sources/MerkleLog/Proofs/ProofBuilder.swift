public import Primitives

/// Builds proofs for a tree of one size from its tiles.
///
/// Each tile is read once and hashed up once, so that the proofs of a run of neighbouring leaves cost about one node hash a leaf.
/// Holds at most `tileLimit` tiles; beyond that it forgets them all and reads again. The tiles are the log's own: they are
/// trusted, and a wrong one gives a wrong proof. Compare `root()` with the checkpoint where that is in doubt.
public struct ProofBuilder {
    public let size: TreeSize
    private let read: (TileCoordinate) throws -> [Digest]?
    private var pyramids: [TileCoordinate: TilePyramid] = [:]
    /// Element h is the root of the entries past the last perfect subtree of height h: of [size >> h << h, size). `nil` if none.
    private var remainders: [Digest?] = [nil]
    /// The way up from the tile that was asked for last: all leaves of a tile share it.
    private var wayUp: (tile: UInt64, siblings: [Digest])?
    private var latest: (tile: TileCoordinate, pyramid: TilePyramid)?

    /// 16 KiB each.
    private static let tileLimit = 1024

    /// - Parameters:
    ///   - size: May be older than the newest tree: a tile that has grown since is cut to what it was.
    ///   - known: Tiles that need no reading, such as those of `TileTree.append(contentsOf:)`.
    ///   - read: The hashes of a tile, at least as many as a tree of this size has there; `nil` if it is not there.
    public init(
        size: TreeSize, known: some Sequence<Tile> = EmptyCollection<Tile>(), read: @escaping (TileCoordinate) throws -> [Digest]?
    ) {
        let known = Dictionary(known.map { ($0.coordinate, $0.hashes) }, uniquingKeysWith: { $0.count > $1.count ? $0 : $1 })
        self.size = size
        self.read = { try known[$0] ?? read($0) }
    }

    /// The root of the tree of this size.
    public mutating func root() throws(MerkleLogError) -> Digest {
        try remainder(below: UInt64.bitWidth) ?? .emptyTree
    }

    /// RFC 9162 §2.1.3.1. Throws `indexBeyondSize`, or what is wrong with a tile.
    public mutating func inclusionProof(of index: EntryIndex) throws(MerkleLogError) -> InclusionProof {
        guard size.contains(index) else {
            throw MerkleLogError(.indexBeyondSize, "Entry \(index) is not in the tree of size \(size)")
        }
        let tile = index.value >> TileWidth.treeLevels
        if wayUp?.tile != tile { wayUp = (tile, try siblings(from: TileWidth.treeLevels, position: tile)) }
        return InclusionProof(
            index: index, size: size,
            hashes: try siblings(from: 0, position: index.value, to: TileWidth.treeLevels, then: wayUp?.siblings ?? []))
    }

    /// That this tree extends the one of size `from` (RFC 9162 §2.1.4.1). Throws `sizesReversed`, or what is wrong with a tile.
    /// Without hashes if `from` is 0 or this size.
    public mutating func consistencyProof(from: TreeSize) throws(MerkleLogError) -> ConsistencyProof {
        guard from <= size else {
            throw MerkleLogError(.sizesReversed, "The tree of size \(size) cannot extend one of size \(from)")
        }
        guard from > .empty, from < size else { return ConsistencyProof(from: from, to: size, hashes: []) }
        // The largest perfect subtree that ends the older tree, then the siblings on its way up.
        let height = from.value.trailingZeroBitCount
        let position = (from.value - 1) >> height
        let seed = from.value.nonzeroBitCount == 1 ? [] : [try node(height: height, position: position)]
        return ConsistencyProof(from: from, to: size, hashes: seed + (try siblings(from: height, position: position)))
    }

    /// The siblings of a node and of those above it, from low to high; those from the height `end` on are `known`.
    private mutating func siblings(
        from height: Int, position: UInt64, to end: Int = UInt64.bitWidth, then known: [Digest] = []
    ) throws(MerkleLogError) -> [Digest] {
        var siblings: [Digest] = []
        var (height, position, last) = (height, position, (size.value - 1) >> height)
        siblings.reserveCapacity(min(UInt64.bitWidth - last.leadingZeroBitCount, end - height) + known.count)
        while last > 0, height < end {
            // The last node of a level may have no sibling.
            if position ^ 1 <= last { siblings.append(try node(height: height, position: position ^ 1)) }
            height += 1
            position >>= 1
            last >>= 1
        }
        siblings.append(contentsOf: known)
        return siblings
    }

    /// The root of the entries [position << height, …) that belong under this node: 2^height of them, or fewer at the right edge.
    private mutating func node(height: Int, position: UInt64) throws(MerkleLogError) -> Digest {
        if position == size.value >> height, let remainder = try remainder(below: height) { return remainder }
        return try perfectSubtree(height: height, position: position)
    }

    private mutating func perfectSubtree(height: Int, position: UInt64) throws(MerkleLogError) -> Digest {
        let (level, row) = height.quotientAndRemainder(dividingBy: TileWidth.treeLevels)
        let rowBits = TileWidth.treeLevels - row
        let tile = TileCoordinate(level: UInt8(level), number: position >> rowBits)
        let root = try pyramid(tile).root(row: row, position: Int(position & ((1 << rowBits) - 1)))
        guard let root else { throw MerkleLogError(.tileTooShort, "A tile does not reach as far as the tree", tile: tile) }
        return root
    }

    private mutating func remainder(below height: Int) throws(MerkleLogError) -> Digest? {
        while remainders.count <= height {
            let known = remainders.count - 1
            var next = remainders[known]
            if size.value >> known & 1 == 1 {
                let left = try perfectSubtree(height: known, position: (size.value >> known) - 1)
                next = next.map { .node(left, $0) } ?? left
            }
            remainders.append(next)
        }
        return remainders[height]
    }

    private mutating func pyramid(_ tile: TileCoordinate) throws(MerkleLogError) -> TilePyramid {
        if let latest, latest.tile == tile { return latest.pyramid }
        if let known = pyramids[tile] {
            latest = (tile, known)
            return known
        }
        guard let width = tile.width(in: size) else {
            throw MerkleLogError(.tileMissing, "A tree of size \(size) has no such tile", tile: tile)
        }
        let pyramid = TilePyramid(try tile.readHashes(width, from: read))
        if pyramids.count >= Self.tileLimit { pyramids.removeAll() }
        pyramids[tile] = pyramid
        return pyramid
    }
}
