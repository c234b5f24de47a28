import LedgerTesting
import MerkleLog
import Primitives
import Testing

@Suite("The right edge and its tiles (C2SP tlog-tiles)")
struct TileTreeTests {
    @Test("tiles grown by random batches hold the reference's hashes, and reopen", arguments: [UInt64(1), 2, 3])
    func growth(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let tree = ReferenceTree(count: 66_200)
        let shelf = TileShelf()
        var tiles = TileTree()
        var size = 0
        while size < tree.leaves.count {
            let batch = Int.random(in: 0...1, using: &random) == 0 ? 1...3 : 1...9000
            let next = min(size + Int.random(in: batch, using: &random), tree.leaves.count)
            let before = shelf.tiles
            let written = tiles.append(contentsOf: tree.leaves[size..<next])
            shelf.store(written)
            size = next

            #expect(tiles.root == tree.root(size: size), "size \(size), seed \(seed)")
            #expect(Set(written.map(\.coordinate)).count == written.count)
            for tile in written {
                #expect((before[tile.coordinate]?.count ?? 0) < tile.width.value, "only what grew is written")
                #expect(tile.width == tile.coordinate.width(in: tiles.size))
            }
            let reopened = try TileTree(size: tiles.size, root: tiles.root) { tile, _ in shelf.read(tile) }
            #expect(reopened.range == tiles.range)
            #expect(reopened.edgeTiles == tiles.edgeTiles)
            // Half the steps go on from what was reopened.
            if Bool.random(using: &random) { tiles = reopened }
        }
        expectAllTiles(of: tree, on: shelf)
    }

    private func expectAllTiles(of tree: ReferenceTree, on shelf: TileShelf) {
        var (span, level) = (1, UInt8(0))
        while tree.leaves.count / span > 0 {
            let hashes = (0..<tree.leaves.count / span).map { tree.root($0 * span..<($0 + 1) * span) }
            for start in stride(from: 0, to: hashes.count, by: 256) {
                let coordinate = TileCoordinate(level: level, number: UInt64(start / 256))
                #expect(shelf.tiles[coordinate] == Array(hashes[start..<min(start + 256, hashes.count)]))
            }
            span *= 256
            level += 1
        }
        #expect(shelf.tiles.keys.allSatisfy { $0.level < level })
    }

    @Test("a compact range grown one by one, by batch or reopened has the reference's root at every size to 300")
    func compactRange() throws {
        let tree = ReferenceTree(count: 300)
        var grown = CompactRange()
        for size in 0...300 {
            var batch = CompactRange()
            batch.append(contentsOf: tree.leaves[..<size])
            #expect(grown == batch)
            #expect(grown.root == tree.root(size: size))
            #expect(grown.size == TreeSize(UInt64(size)))
            grown = try #require(CompactRange(size: grown.size, hashes: grown.hashes))
            if size < 300 { grown.append(tree.leaves[size]) }
        }
    }

    @Test("a compact range opens only with one hash for each set bit of a size that can grow")
    func compactRangeRefuses() {
        #expect(CompactRange(size: TreeSize(5), hashes: [.zero, .zero]) != nil)
        #expect(CompactRange(size: TreeSize(5), hashes: [.zero]) == nil)
        #expect(CompactRange(size: TreeSize(5), hashes: [.zero, .zero, .zero]) == nil)
        #expect(CompactRange(size: .empty, hashes: []) == CompactRange())
        #expect(CompactRange(size: TreeSize(1 << 63), hashes: [.zero]) != nil)
        #expect(CompactRange(size: TreeSize(1 << 63 + 1), hashes: [.zero, .zero]) == nil)
    }

    @Test("an older tree opens from tiles that have grown since", arguments: [0, 1, 255, 256, 300, 511, 699])
    func openOlder(size: Int) throws {
        let tree = ReferenceTree(count: 700)
        let shelf = TileShelf(tree)
        var older = try TileTree(size: TreeSize(UInt64(size)), root: tree.root(size: size)) { tile, _ in shelf.read(tile) }
        _ = older.append(contentsOf: tree.leaves[size...])
        #expect(older.root == tree.root(size: 700))
        #expect(older.edgeTiles.map(\.hashes) == older.edgeTiles.map { shelf.tiles[$0.coordinate] })
    }

    @Test("a store that does not lead to the root is not opened")
    func openRefuses() throws {
        let tree = ReferenceTree(count: 700)
        let shelf = TileShelf(tree)
        func code(root: Digest, read: (TileCoordinate, TileWidth) throws -> [Digest]?) -> MerkleLogError.Code? {
            do throws(MerkleLogError) {
                _ = try TileTree(size: TreeSize(700), root: root, read: read)
                return nil
            } catch {
                return error.code
            }
        }
        let root = tree.root(size: 700)
        #expect(code(root: root) { tile, _ in shelf.read(tile) } == nil)
        #expect(code(root: tree.root(size: 699)) { tile, _ in shelf.read(tile) } == .rootMismatch)
        #expect(code(root: root) { tile, width in Array(repeating: .zero, count: width.value) } == .rootMismatch)
        #expect(code(root: root) { _, _ in nil } == .tileMissing)
        #expect(code(root: root) { tile, _ in shelf.read(tile)?.dropLast() } == .tileTooShort)
        #expect(throws: MerkleLogError.self) {
            try TileTree(size: TreeSize(.max), root: root) { _, width in Array(repeating: .zero, count: width.value) }
        }
    }

    @Test("the specification's example: a tree of 70,000")
    func seventyThousand() {
        let size = TreeSize(70_000)
        #expect(TileCoordinate(level: 0, number: 272).width(in: size) == .full)
        #expect(TileCoordinate(level: 0, number: 273).width(in: size)?.value == 112)
        #expect(TileCoordinate(level: 0, number: 274).width(in: size) == nil)
        #expect(TileCoordinate(level: 1, number: 0).width(in: size) == .full)
        #expect(TileCoordinate(level: 1, number: 1).width(in: size)?.value == 17)
        #expect(TileCoordinate(level: 2, number: 0).width(in: size)?.value == 1)
        #expect(TileCoordinate(level: 3, number: 0).width(in: size) == nil)
        #expect(TileCoordinate(level: 0, number: 1).width(in: TreeSize(256)) == nil)
        #expect(TileCoordinate(level: 1, number: 0).width(in: TreeSize(256))?.value == 1)
    }

    @Test("a tile's bytes are its hashes, one after the other")
    func bytes() throws {
        let leaves = ReferenceTree(count: 3).leaves
        let tile = try #require(Tile(TileCoordinate(level: 0, number: 0), hashes: leaves))
        #expect(tile.bytes == leaves.flatMap(\.bytes))
        #expect(Tile(tile.coordinate, bytes: tile.bytes) == tile)
        #expect(Tile(tile.coordinate, bytes: tile.bytes.dropLast()) == nil)
        #expect(Tile(tile.coordinate, bytes: []) == nil)
        #expect(Tile(tile.coordinate, hashes: Array(repeating: .zero, count: 257)) == nil)
    }

    @Test("entries round-trip through a bundle, and a cut bundle is refused")
    func entryBundle() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 65_535)]
        let bytes = try #require(EntryBundle.format(entries))
        #expect(bytes.prefix(5) == [0, 0, 0, 1, 1])
        #expect(EntryBundle.parse(bytes) == entries)
        #expect(EntryBundle.parse([]) == [])
        #expect(EntryBundle.parse(bytes.dropLast()) == nil)
        #expect(EntryBundle.parse([0]) == nil)
        #expect(EntryBundle.parse(Array(repeating: 0, count: 2 * 257)) == nil)
        #expect(EntryBundle.format([Array(repeating: 7, count: 65_536)]) == nil)
    }
}
