import LedgerTesting
import MerkleLog
import Primitives
import Testing

@Suite("Proofs against the slow reference (RFC 9162 §2.1)")
struct ProofTests {
    /// Around the edges of tiles of level 0, 1 and 2, and between.
    static let largeSizes = [65_535, 65_536, 65_537, 65_792, 65_793, 69_999]

    @Test("every inclusion proof of every size to 300 is the reference's and holds")
    func smallInclusion() throws {
        let tree = ReferenceTree(count: 300)
        let shelf = TileShelf(tree)
        for size in 0...300 {
            var proofs = shelf.proofs(at: size)
            let root = try proofs.root()
            #expect(root == tree.root(size: size))
            for index in 0..<size {
                let proof = try proofs.inclusionProof(of: EntryIndex(UInt64(index)))
                #expect(proof.hashes == tree.path(index, 0..<size), "index \(index), size \(size)")
                #expect(proof.check(leaf: tree.leaves[index], root: root) == .verified, "index \(index), size \(size)")
            }
        }
    }

    @Test("every consistency proof between sizes to 300 is the reference's and holds")
    func smallConsistency() throws {
        let tree = ReferenceTree(count: 300)
        let shelf = TileShelf(tree)
        for size in 0...300 {
            var proofs = shelf.proofs(at: size)
            for old in 0...size {
                let proof = try proofs.consistencyProof(from: TreeSize(UInt64(old)))
                #expect(proof.hashes == (old == 0 ? [] : tree.proof(from: old, to: size)), "from \(old) to \(size)")
                let check = proof.check(oldRoot: tree.root(size: old), newRoot: tree.root(size: size))
                #expect(check == .verified, "from \(old) to \(size)")
            }
        }
    }

    @Test("proofs from trees with three levels of tiles are the reference's, for old sizes too", arguments: [UInt64(11), 12])
    func large(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tree = ReferenceTree(count: 70_000)
        let shelf = TileShelf(tree)
        let sizes = Self.largeSizes + (0..<10).map { _ in Int.random(in: 1...70_000, using: &random) }
        for size in sizes {
            var proofs = shelf.proofs(at: size)
            let root = try proofs.root()
            #expect(root == tree.root(size: size), "size \(size)")
            for index in [0, size - 1] + (0..<20).map({ _ in Int.random(in: 0..<size, using: &random) }) {
                let proof = try proofs.inclusionProof(of: EntryIndex(UInt64(index)))
                #expect(proof.hashes == tree.path(index, 0..<size), "index \(index), size \(size), seed \(seed)")
                #expect(proof.check(leaf: tree.leaves[index], root: root) == .verified)
            }
            for old in [1, size] + (0..<20).map({ _ in Int.random(in: 1...size, using: &random) }) {
                let proof = try proofs.consistencyProof(from: TreeSize(UInt64(old)))
                #expect(proof.hashes == tree.proof(from: old, to: size), "from \(old) to \(size), seed \(seed)")
                #expect(proof.check(oldRoot: tree.root(size: old), newRoot: root) == .verified)
            }
        }
    }

    @Test("a builder reads each tile once, however many proofs it gives")
    func readsOnce() throws {
        let tree = ReferenceTree(count: 70_000)
        let shelf = TileShelf(tree)
        var proofs = shelf.proofs(at: 70_000)
        for index in 69_000..<70_000 { _ = try proofs.inclusionProof(of: EntryIndex(UInt64(index))) }
        #expect(shelf.reads.values.allSatisfy { $0 == 1 })
        // 5 tiles of leaves, the one above them, and the top one, where the first 65,536 entries are one hash.
        #expect(shelf.reads.count == 7)
    }

    @Test("a builder that forgot its tiles reads them again")
    func forgets() throws {
        let size = TreeSize(1 << 20)
        var reads = 0
        var proofs = ProofBuilder(size: size) { tile in
            if tile == TileCoordinate(level: 0, number: 0) { reads += 1 }
            return Array(repeating: HugeTreeTests.perfect(height: Int(tile.level) * 8), count: tile.width(in: size)?.value ?? 0)
        }
        for tile in Array(0..<1030) + [0] {
            let proof = try proofs.inclusionProof(of: EntryIndex(UInt64(tile) * 256))
            #expect(proof.check(leaf: HugeTreeTests.leaf, root: HugeTreeTests.root(size: size.value)) == .verified)
        }
        #expect(reads == 2)
    }

    @Test(
        "the tiles of a batch and of the edge are all that the batch's proofs need",
        arguments: [
            (0, 1), (0, 256), (255, 2), (256, 1), (700, 1000), (65_530, 20), (65_536, 1), (69_000, 1000),
        ])
    func batchNeedsNoReads(before: Int, batch: Int) throws {
        let tree = ReferenceTree(count: before + batch)
        var tiles = TileTree()
        _ = tiles.append(contentsOf: tree.leaves[..<before])
        let written = tiles.append(contentsOf: tree.leaves[before...])
        var proofs = ProofBuilder(size: tiles.size, known: written + tiles.edgeTiles) { _ in nil }
        for index in before..<before + batch {
            let proof = try proofs.inclusionProof(of: EntryIndex(UInt64(index)))
            #expect(proof.check(leaf: tree.leaves[index], root: tiles.root) == .verified)
        }
        #expect(throws: Never.self) { try proofs.consistencyProof(from: TreeSize(UInt64(before))) }
    }

    @Test("a builder says what is wrong with its tiles")
    func damagedTiles() throws {
        let shelf = TileShelf(ReferenceTree(count: 300))
        struct Unreadable: Error {}
        func code(_ size: UInt64, _ index: UInt64, read: @escaping (TileCoordinate) throws -> [Digest]?) -> MerkleLogError.Code? {
            var proofs = ProofBuilder(size: TreeSize(size), read: read)
            let proof = Result { () throws(MerkleLogError) in try proofs.inclusionProof(of: EntryIndex(index)) }
            guard case .failure(let error) = proof else { return nil }
            return error.code
        }
        #expect(code(300, 7) { shelf.read($0) } == nil)
        #expect(code(300, 300) { shelf.read($0) } == .indexBeyondSize)
        #expect(code(0, 0) { shelf.read($0) } == .indexBeyondSize)
        #expect(code(300, 299) { $0.level == 1 ? nil : shelf.read($0) } == .tileMissing)
        #expect(code(300, 299) { shelf.read($0)?.dropLast() } == .tileTooShort)
        #expect(code(300, 7) { _ in throw Unreadable() } == .tileUnreadable)
        var proofs = shelf.proofs(at: 200)
        #expect(throws: MerkleLogError.self) { try proofs.consistencyProof(from: TreeSize(201)) }
    }
}
