import LedgerTesting
import MerkleLog
import Primitives
import Testing

@Suite("Tiles in a bundle (protocol.md §6.4)")
struct VerifiedTilesTests {
    static let sizes = [1, 2, 255, 256, 257, 512, 700, 65_535, 65_536, 65_537, 65_540, 69_999]
    typealias Reason = TileFailure.Reason

    @Test("the tiles needed for some entries prove those entries, and no entry whose tile is absent")
    func sound() throws {
        var random = SeededGenerator(seed: 21)
        let tree = ReferenceTree(count: 70_000)
        let shelf = TileShelf(tree)
        for size in Self.sizes {
            let indices = [0, size - 1, Int.random(in: 0..<size, using: &random)]
            let tiles = try shelf.tiles(toProve: indices, size: size)
            let unchecked = UncheckedTiles(size: TreeSize(UInt64(size)), tiles: tiles.shuffled(using: &random))
            let check = unchecked.check(root: tree.root(size: size))
            guard case .verified(let verified) = check else {
                Issue.record("size \(size): \(check)")
                continue
            }
            let here = Set(tiles.map(\.coordinate))
            for index in indices { #expect(verified.leafHash(at: EntryIndex(UInt64(index))) == tree.leaves[index]) }
            for index in stride(from: 0, through: size + 300, by: 97) {
                let given = index < size && here.contains(TileCoordinate(leafAt: EntryIndex(UInt64(index))))
                #expect(verified.leafHash(at: EntryIndex(UInt64(index))) == (given ? tree.leaves[index] : nil))
            }
            #expect(verified.leafHash(at: EntryIndex(.max)) == nil)
        }
    }

    @Test("the tiles needed are those on the way up that exist, and the rightmost of each level")
    func needed() throws {
        func needed(_ indices: [UInt64], _ size: UInt64) throws -> [[UInt64]] {
            try TileCoordinate.needed(toProve: indices.map(EntryIndex.init), in: TreeSize(size)).map {
                [UInt64($0.level), $0.number]
            }
        }
        #expect(try needed([], 0) == [])
        #expect(try needed([0], 1) == [[0, 0]])
        #expect(try needed([0], 256) == [[0, 0], [1, 0]])
        #expect(try needed([256], 257) == [[0, 1], [1, 0]])
        #expect(try needed([], 131_072) == [[0, 511], [1, 1], [2, 0]])
        // Level 1 has no tile 1 yet above entry 65,539; its rightmost is tile 0.
        #expect(try needed([65_539], 65_540) == [[0, 256], [1, 0], [2, 0]])
        #expect(try needed([3, 70, 300], 65_540) == [[0, 0], [0, 1], [0, 256], [1, 0], [2, 0]])
        #expect(throws: MerkleLogError.self) { try needed([0], 0) }
        #expect(throws: MerkleLogError.self) { try needed([5], 5) }
        #expect(try needed([], .max).count == 8)
    }

    @Test("a flipped bit anywhere in any tile is found", arguments: [257, 700, 65_540])
    func flippedBit(size: Int) throws {
        let tree = ReferenceTree(count: size)
        let tiles = try TileShelf(tree).tiles(toProve: [0, size / 2, size - 1], size: size)
        for (place, tile) in tiles.enumerated() {
            for position in Set([0, tile.hashes.count / 2, tile.hashes.count - 1]) {
                var hashes = tile.hashes
                hashes[position] = ProofMutationTests.flip(hashes[position], byte: position % 32)
                var mutated = tiles
                mutated[place] = try #require(Tile(tile.coordinate, hashes: hashes))
                let failures = failures(mutated, size: size, root: tree.root(size: size))
                #expect(failures.contains { $0.tile == nil || $0.tile == tile.coordinate }, "\(tile.coordinate)")
            }
        }
    }

    @Test("an absent tile is named, unless its hashes stand above it and nothing hangs from it")
    func absentTile() throws {
        let size = 65_540
        let tree = ReferenceTree(count: size)
        let tiles = try TileShelf(tree).tiles(toProve: [0], size: size)
        func without(_ level: UInt8, _ number: UInt64) -> [TileFailure] {
            let coordinate = TileCoordinate(level: level, number: number)
            return failures(tiles.filter { $0.coordinate != coordinate }, size: size, root: tree.root(size: size))
        }
        #expect(without(2, 0) == [TileFailure(tile: TileCoordinate(level: 2, number: 0), reason: .missing)])
        #expect(without(0, 256) == [TileFailure(tile: TileCoordinate(level: 0, number: 256), reason: .missing)])
        #expect(without(1, 0) == [TileFailure(tile: TileCoordinate(level: 0, number: 0), reason: .parentNotProven)])
        #expect(without(0, 0) == [])
    }

    @Test("tiles that are not of this tree, twice there, too narrow, too wide or exchanged are named")
    func misfits() throws {
        let size = 700
        let tree = ReferenceTree(count: size)
        let root = tree.root(size: size)
        let tiles = try TileShelf(tree).tiles(toProve: [0, 300, 699], size: size)
        #expect(tiles.count == 4)
        func tile(_ level: UInt8, _ number: UInt64, _ hashes: some Collection<Digest>) throws -> Tile {
            try #require(Tile(TileCoordinate(level: level, number: number), hashes: Array(hashes)))
        }
        func reasons(_ tiles: [Tile]) -> Set<Reason> { Set(failures(tiles, size: size, root: root).map(\.reason)) }
        let (first, second, edge, above) = (tiles[0].hashes, tiles[1].hashes, tiles[2].hashes, tiles[3].hashes)

        #expect(reasons(tiles) == [])
        #expect(reasons(tiles + [tiles[0]]) == [.repeated])
        #expect(reasons(tiles + [try tile(0, 3, edge)]) == [.notInTree])
        #expect(reasons(tiles + [try tile(2, 0, edge)]) == [.notInTree])
        #expect(reasons(tiles + [try tile(255, .max, edge)]) == [.notInTree])
        #expect(reasons([try tile(0, 0, second), try tile(0, 1, first), tiles[2], tiles[3]]) == [.notInParent])
        #expect(reasons([tiles[0], tiles[1], tiles[2], try tile(1, 0, above.reversed())]) == [.rootMismatch])
        let narrow = try tile(0, 0, first.dropLast())
        #expect(reasons([narrow, tiles[1], tiles[2], tiles[3]]) == [.wrongWidth(expected: .full, found: narrow.width)])
        let wide = try tile(0, 2, edge + [.zero])
        #expect(
            reasons([tiles[0], tiles[1], wide, tiles[3]])
                == [.wrongWidth(expected: tiles[2].width, found: wide.width), .missing])
    }

    @Test("sound tiles fail against another root or size")
    func otherTree() throws {
        let tree = ReferenceTree(count: 701)
        let tiles = try TileShelf(tree).tiles(toProve: [0], size: 700)
        #expect(failures(tiles, size: 700, root: tree.root(size: 700)) == [])
        #expect(failures(tiles, size: 700, root: tree.root(size: 701)) == [TileFailure(tile: nil, reason: .rootMismatch)])
        for size in [0, 1, 256, 699, 701, 956, 65_536] {
            #expect(failures(tiles, size: size, root: tree.root(size: 700)) != [], "size \(size)")
        }
        #expect(failures([], size: 0, root: .emptyTree) == [])
        #expect(failures([], size: 0, root: .zero) == [TileFailure(tile: nil, reason: .rootMismatch)])
    }

    private func failures(_ tiles: [Tile], size: Int, root: Digest) -> [TileFailure] {
        switch UncheckedTiles(size: TreeSize(UInt64(size)), tiles: tiles).check(root: root) {
        case .verified: []
        case .failed(let failures): failures
        }
    }
}
