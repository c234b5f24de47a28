import LedgerTesting
import MerkleLog
import Primitives
import Testing

/// Sizes and indices come from outside: none may trap. The tree here has the same leaf everywhere, so that a tree of 2^63 entries
/// has only 64 different perfect subtrees.
@Suite("Trees to the end of the number range")
struct HugeTreeTests {
    static let sizes: [UInt64] = [
        1 << 32, (1 << 32) + 1, (1 << 53) - 1, (1 << 56) - 1, 1 << 56, (1 << 56) + 1, (1 << 62) + 12345, (1 << 63) - 1, 1 << 63,
        (1 << 63) + 1, .max - 1, .max,
    ]
    static let leaf = Digest.leaf([])

    static func perfect(height: Int) -> Digest {
        (0..<height).reduce(leaf) { root, _ in .node(root, root) }
    }

    static func root(size: UInt64) -> Digest {
        let parts = (0..<64).filter { size >> $0 & 1 == 1 }.map(perfect)
        return parts.dropFirst().reduce(parts[0]) { .node($1, $0) }
    }

    static func proofs(size: UInt64) -> ProofBuilder {
        ProofBuilder(size: TreeSize(size)) { tile in
            Array(repeating: perfect(height: Int(tile.level) * 8), count: tile.width(in: TreeSize(size))?.value ?? 0)
        }
    }

    @Test("inclusion proofs are built and hold", arguments: sizes)
    func inclusion(size: UInt64) throws {
        var proofs = Self.proofs(size: size)
        let root = Self.root(size: size)
        #expect(try proofs.root() == root)
        for index in [0, 1, 255, 256, size / 2, size - 257, size - 2, size - 1] {
            let proof = try proofs.inclusionProof(of: EntryIndex(index))
            #expect(proof.check(leaf: Self.leaf, root: root) == .verified, "index \(index)")
            let other = InclusionProof(index: EntryIndex(index), size: TreeSize(size), hashes: proof.hashes + [.zero])
            #expect(other.check(leaf: Self.leaf, root: root) == .failed(.tooManyHashes))
        }
        #expect(throws: MerkleLogError.self) { try proofs.inclusionProof(of: EntryIndex(size)) }
        #expect(throws: MerkleLogError.self) { try proofs.inclusionProof(of: EntryIndex(.max)) }
    }

    @Test("consistency proofs are built and hold", arguments: sizes)
    func consistency(size: UInt64) throws {
        var proofs = Self.proofs(size: size)
        let root = Self.root(size: size)
        for from in [1, 2, 255, 256, 257, 1 << 31, size / 2, size / 2 + 1, size - 1, size] {
            let proof = try proofs.consistencyProof(from: TreeSize(from))
            #expect(proof.check(oldRoot: Self.root(size: from), newRoot: root) == .verified, "from \(from)")
        }
    }

    @Test("the tiles of entries are named and proven, up to the greatest size that can be appended to", arguments: sizes)
    func tiles(size: UInt64) throws {
        let treeSize = TreeSize(size)
        let indices = [0, size / 2, size - 1].map(EntryIndex.init)
        let tiles = try TileCoordinate.needed(toProve: indices, in: treeSize).map { coordinate in
            let width = try #require(coordinate.width(in: treeSize))
            let hash = Self.perfect(height: Int(coordinate.level) * 8)
            return try #require(Tile(coordinate, hashes: Array(repeating: hash, count: width.value)))
        }
        switch UncheckedTiles(size: treeSize, tiles: tiles).check(root: Self.root(size: size)) {
        case .verified(let verified):
            #expect(treeSize <= CompactRange.maximumSize)
            for index in indices { #expect(verified.leafHash(at: index) == Self.leaf) }
        case .failed(let failures):
            #expect(treeSize > CompactRange.maximumSize && failures == [TileFailure(tile: nil, reason: .rootMismatch)])
        }
    }

    @Test("a tree of 2^63 - 1 opens and grows")
    func grow() throws {
        let size = TreeSize(1 << 63 - 1)
        var tree = try TileTree(size: size, root: Self.root(size: size.value)) { tile, width in
            Array(repeating: Self.perfect(height: Int(tile.level) * 8), count: width.value)
        }
        let written = tree.append(contentsOf: [Self.leaf])
        // Levels 0 to 6 fill up; level 7 gets its 128th hash.
        #expect(written.map(\.width.value) == Array(repeating: 256, count: 7) + [128])
        #expect(tree.root == Self.perfect(height: 63))
    }

    @Test("checks of arbitrary numbers and lengths end without a trap")
    func arbitrary() {
        var random = SeededGenerator(seed: 31)
        let edges = Self.sizes + [0, 1, 2, 3]
        for _ in 0..<3000 {
            let (a, b) = (number(edges, &random), number(edges, &random))
            let hashes = Array(repeating: Digest.zero, count: Int.random(in: 0...70, using: &random))
            let inclusion = InclusionProof(index: EntryIndex(a), size: TreeSize(b), hashes: hashes)
            #expect(inclusion.check(leaf: .zero, root: .emptyTree) != .verified)
            let consistency = ConsistencyProof(from: TreeSize(a), to: TreeSize(b), hashes: hashes)
            #expect(consistency.check(oldRoot: .zero, newRoot: .emptyTree) != .verified)
            let tile = TileCoordinate(level: UInt8.random(in: 0...255, using: &random), number: a)
            #expect(TilePath(TilePath.tile(tile, .full).description) == (tile.level < 64 ? .tile(tile, .full) : nil))
            if let width = tile.width(in: TreeSize(b)) {
                #expect(width <= .full && tile.level <= 7)
            }
        }
    }

    private func number(_ edges: [UInt64], _ random: inout SeededGenerator) -> UInt64 {
        Bool.random(using: &random)
            ? random.next() >> UInt64.random(in: 0..<64, using: &random) : edges[Int.random(in: edges.indices, using: &random)]
    }
}
