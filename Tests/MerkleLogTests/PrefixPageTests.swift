import LedgerTesting
import MerkleLog
import Primitives
import Testing

@Suite("The prefix tree in pages")
struct PrefixPageTests {
    /// Touches of subjects, several of one, in the order of a log.
    private static func touches(_ keys: [Digest], _ count: Int, _ random: inout SeededGenerator) -> [PrefixTouch] {
        (0..<count).compactMap { _ in
            keys.randomElement(using: &random).map {
                PrefixTouch(key: $0, leaf: Digest(hashing: "\(UInt64.random(in: 0...UInt64.max, using: &random))"))
            }
        }
    }

    private static func apply(_ touches: [PrefixTouch], to tree: inout PrefixTree) {
        for touch in touches {
            var history = tree[touch.key]
            if history == nil { history = HistoryHead(first: touch.leaf) } else { history?.append(touch.leaf) }
            if let history { tree.update(PrefixLeaf(key: touch.key, history: history)) }
        }
    }

    private static func check(
        _ pages: MemoryPrefixPages, against tree: PrefixTree, _ keys: some Sequence<Digest>
    ) throws {
        var reader = try PrefixPageReader(pages)
        #expect(reader.summary == PrefixSummary(count: UInt64(tree.count), hash: tree.root))
        for key in keys {
            let proof = try reader.proof(of: key)
            #expect(proof == tree.proof(of: key))
        }
    }

    @Test(
        "root and proofs are those of the whole tree, for keys that an adversary might choose",
        arguments: PrefixTreeTests.keySets.map(\.0))
    func chosenKeys(name: String) throws {
        var random = SeededGenerator(seed: 17)
        let keys = try PrefixTreeTests.keys(name)
        var (tree, pages) = (PrefixTree(), MemoryPrefixPages())
        for _ in 0..<3 {
            let touches = Self.touches(keys, keys.count, &random)
            let summary = try PrefixUpdate(touches).apply(to: &pages)
            Self.apply(touches, to: &tree)
            #expect(summary == PrefixSummary(count: UInt64(tree.count), hash: tree.root))
            try Self.check(pages, against: tree, keys + PrefixTreeTests.neighbours(of: keys))
        }
    }

    @Test("a tree that grows by thousands parts its pages and stays the same tree", arguments: [1, 2, 3] as [UInt64])
    func growing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let keys = (0..<30_000).map { Digest(hashing: "\(seed) \($0)") }
        var (tree, pages) = (PrefixTree(), MemoryPrefixPages())
        for round in 1...6 {
            let touches = Self.touches(
                Array(keys.prefix(round * 5000)), [1, 10, 12_000].randomElement(using: &random) ?? 1, &random)
            _ = try PrefixUpdate(touches).apply(to: &pages)
            Self.apply(touches, to: &tree)
            try Self.check(pages, against: tree, keys.shuffled(using: &random).prefix(500))
        }
        #expect(tree.count > 1000)
    }

    @Test("no touches leave an empty tree, and then change nothing")
    func nothing() throws {
        var pages = MemoryPrefixPages()
        #expect(try PrefixUpdate([]).apply(to: &pages) == .empty)
        let key = Digest(hashing: "one")
        try Self.check(pages, against: PrefixTree(), [key])
        let one = try PrefixUpdate([PrefixTouch(key: key, leaf: key)]).apply(to: &pages)
        #expect(try PrefixUpdate([]).apply(to: &pages) == one)
    }

    @Test(
        "no page goes into the next tree that is not what the page above says of it", arguments: [PrefixLevel.bucket, .directory])
    func damagedUpdate(level: PrefixLevel) throws {
        var random = SeededGenerator(seed: 6)
        let keys = (0..<20).map { Digest(hashing: "subject \($0)") }
        var pages = MemoryPrefixPages()
        _ = try PrefixUpdate(Self.touches(keys, 100, &random)).apply(to: &pages)
        try pages.checkAll()
        var bytes = try #require(pages.bytes(level, at: 0))
        // In a leaf's head, or in the hash of a bucket: the page keeps its form.
        bytes[bytes.count - 1] ^= 1
        pages.write(bytes, level, at: 0)
        #expect(throws: DamagedPrefixPage.self) { try pages.checkAll() }
        #expect(throws: DamagedPrefixPage.self) {
            _ = try PrefixUpdate(keys.map { PrefixTouch(key: $0, leaf: $0) }).apply(to: &pages)
        }
    }

    @Test("a page that is damaged is an error, never a proof that holds")
    func damaged() throws {
        var random = SeededGenerator(seed: 5)
        let keys = (0..<400).map { Digest(hashing: "subject \($0)") }
        var pages = MemoryPrefixPages()
        let root = try PrefixUpdate(Self.touches(keys, 1200, &random)).apply(to: &pages).hash
        var refused = 0
        for (round, key) in keys.prefix(120).enumerated() {
            var broken = pages
            let level: PrefixLevel = [.bucket, .directory, .crown][round % 3]
            let start = key.leadingBits
            // The page that holds the key begins at the greatest start that is not behind it.
            let place = (0...64).lazy.map { $0 == 0 ? 0 : start & ~(UInt64.max >> UInt64($0)) }.last {
                pages.bytes(level, at: $0) != nil
            }
            guard let place, var bytes = pages.bytes(level, at: place), !bytes.isEmpty else { continue }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            broken.write(bytes, level, at: place)
            do {
                var reader = try PrefixPageReader(broken)
                let check = try reader.proof(of: key).check(subjectKey: key, root: root)
                // The bit may stand in a part that this proof does not read; then it is the proof of the whole tree.
                var reference = try PrefixPageReader(pages)
                #expect(
                    try check == reference.proof(of: key).check(subjectKey: key, root: root) || check == .failed(.rootMismatch))
                if case .failed = check { refused += 1 }
            } catch is DamagedPrefixPage {
                refused += 1
            }
        }
        #expect(refused > 60)
    }

    @Test("counts that no log has are damage: added up they would not fit")
    func counts() throws {
        let half: [UInt8] = [1] + Array(repeating: 0xFF, count: 8) + Digest.zero.bytes
        let bytes = Array(repeating: 0, count: 8) + half + [0x80, 0, 0, 0, 0, 0, 0, 0] + half
        #expect(throws: DamagedPrefixPage.self) { try PrefixDirectory(span: .whole, bytes: bytes) }
        #expect(PrefixSummary(readCount: .max, hash: .zero) == nil)
    }
}
