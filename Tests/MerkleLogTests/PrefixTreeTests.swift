import LedgerTesting
import MerkleLog
import Primitives
import Testing

@Suite("The prefix tree (protocol.md §5)")
struct PrefixTreeTests {
    /// Keys that agree with zero in all but the named bits.
    static func key(bits: Int...) -> Digest { key(bits) }

    static func key(_ bits: [Int]) -> Digest {
        var bytes = [UInt8](repeating: 0, count: 32)
        for bit in bits { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
        return Digest(bytes: bytes) ?? .zero
    }

    static func leaf(_ key: Digest, count: UInt64 = 1) -> PrefixLeaf {
        var history = HistoryHead(first: key)
        for _ in 1..<max(count, 1) { history.append(key) }
        return PrefixLeaf(key: key, history: history)
    }

    /// Named sets of keys: what hashes would hardly ever give, and an adversary might.
    static let keySets: [(String, [Digest])] = [
        ("none", []),
        ("one", [key(bits: 3)]),
        ("two that differ in the first bit", [key(), key(bits: 0)]),
        ("two that differ in the last bit", [key(), key(bits: 255)]),
        ("two that differ in bit 7 and two in bit 8", [key(), key(bits: 7), key(bits: 0), key(bits: 0, 8)]),
        ("a comb: key n differs first in bit n", (0..<256).map { key(bits: $0) }),
        ("all of 3 bits at the bottom", (0..<8).map { n in key((0..<3).filter { n >> $0 & 1 == 1 }.map { 253 + $0 }) }),
        ("all of 6 bits at the top", (0..<64).map { n in key((0..<6).filter { n >> $0 & 1 == 1 }) }),
        ("around a byte", (0..<16).map { n in key((0..<4).filter { n >> $0 & 1 == 1 }.map { 126 + $0 }) }),
        ("hashes", (0..<200).map { Digest(hashing: "subject:\($0)") }),
    ]

    static func keys(_ name: String) throws -> [Digest] { try #require(keySets.first { $0.0 == name }).1 }

    /// Absent neighbours of the keys: one bit away, at every depth.
    static func neighbours(of keys: [Digest]) -> [Digest] {
        let away = keys.prefix(12).flatMap { key in
            [0, 1, 7, 8, 127, 128, 254, 255].map { bit in
                var bytes = key.bytes
                bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8)
                return Digest(bytes: bytes) ?? .zero
            }
        }
        return (away + [.zero, Digest(hashing: "elsewhere")]).filter { !keys.contains($0) }
    }

    @Test("root and proofs are the reference's, in whatever order it was built", arguments: keySets.map(\.0))
    func reference(name: String) throws {
        var random = SeededGenerator(seed: 41)
        let leaves = try Self.keys(name).enumerated().map { Self.leaf($1, count: UInt64($0 % 4 + 1)) }
        let reference = ReferencePrefixTree(leaves: leaves)
        var tree = PrefixTree()
        for leaf in leaves.shuffled(using: &random) {
            // An earlier head first, to be replaced.
            tree.update(Self.leaf(leaf.key, count: 9))
            tree.update(leaf)
        }
        #expect(tree.count == leaves.count)
        #expect(tree.root == reference.root)
        #expect(PrefixTree(leaves.shuffled(using: &random)).root == reference.root)

        for leaf in leaves {
            let proof = tree.proof(of: leaf.key)
            #expect(proof == PrefixProof(siblings: reference.siblings(of: leaf.key), leaf: leaf))
            #expect(proof.check(subjectKey: leaf.key, root: tree.root) == .present(leaf.history))
            #expect(tree[leaf.key] == leaf.history)
        }
        for key in Self.neighbours(of: leaves.map(\.key)) {
            let proof = tree.proof(of: key)
            #expect(proof == PrefixProof(siblings: reference.siblings(of: key), leaf: reference.leaf(onTheWayTo: key)))
            #expect(proof.check(subjectKey: key, root: tree.root) == .absent)
            #expect(tree[key] == nil)
        }
    }

    @Test("a copy does not see what happens to the original")
    func value() {
        var tree = PrefixTree([Self.leaf(Self.key(bits: 1))])
        let copy = tree
        tree.update(Self.leaf(Self.key(bits: 2)))
        #expect(copy.count == 1 && copy[Self.key(bits: 2)] == nil)
        #expect(copy.root != tree.root)
        #expect(PrefixTree().root == .zero)
    }

    @Test("of several leaves with one key the last counts")
    func repeated() {
        let key = Self.key(bits: 5)
        let tree = PrefixTree([Self.leaf(key, count: 1), Self.leaf(Self.key(bits: 6)), Self.leaf(key, count: 2)])
        #expect(tree.count == 2)
        #expect(tree[key]?.count == 2)
    }

    @Test("a proof of 256 siblings is possible, one of 257 is refused")
    func deepest() {
        let keys = [Self.key(), Self.key(bits: 255)]
        let tree = PrefixTree(keys.map { Self.leaf($0) })
        let proof = tree.proof(of: keys[1])
        #expect(proof.siblings.count == 256)
        #expect(proof.check(subjectKey: keys[1], root: tree.root) == .present(Self.leaf(keys[1]).history))
        let longer = PrefixProof(siblings: proof.siblings + [proof.siblings[255]], leaf: proof.leaf)
        #expect(longer.check(subjectKey: keys[1], root: tree.root) == .failed(.tooManySiblings))
        let endless = PrefixProof(siblings: Array(repeating: keys[1], count: 100_000), leaf: nil)
        #expect(endless.check(subjectKey: keys[1], root: tree.root) == .failed(.tooManySiblings))
    }

    @Test("the head is the chain of the page")
    func head() {
        let leaves = [Digest(hashing: "a"), Digest(hashing: "b")]
        let one = Digest(hashing: [0x12] + [UInt8](repeating: 0, count: 32) + leaves[0].bytes)
        let two = Digest(hashing: [0x12] + one.bytes + leaves[1].bytes)
        #expect(HistoryHead(of: []) == nil)
        #expect(HistoryHead(of: leaves.prefix(1)) == HistoryHead(first: leaves[0]))
        #expect(HistoryHead(first: leaves[0]) == HistoryHead(count: 1, digest: one))
        #expect(HistoryHead(of: leaves) == HistoryHead(count: 2, digest: two))
        #expect(HistoryHead(count: 0, digest: .zero) == nil)
        #expect(HistoryHead(count: .max, digest: one) == nil)
    }
}

/// Sound proofs of presence and absence, each broken in one named way.
@Suite("Mutated prefix proofs are refused")
struct PrefixProofMutationTests {
    typealias Mutation = @Sendable (PrefixProof) -> PrefixProof
    static let stranger = PrefixTreeTests.leaf(Digest(hashing: "stranger"))

    static let mutations: [(String, Mutation)] = [
        ("dropped first sibling", { PrefixProof(siblings: Array($0.siblings.dropFirst()), leaf: $0.leaf) }),
        ("dropped last sibling", { PrefixProof(siblings: $0.siblings.dropLast(), leaf: $0.leaf) }),
        ("all siblings dropped", { PrefixProof(siblings: [], leaf: $0.leaf) }),
        ("trailing empty sibling", { PrefixProof(siblings: $0.siblings + [.zero], leaf: $0.leaf) }),
        ("trailing sibling", { PrefixProof(siblings: $0.siblings + [.emptyTree], leaf: $0.leaf) }),
        ("leading sibling", { PrefixProof(siblings: [.emptyTree] + $0.siblings, leaf: $0.leaf) }),
        ("reversed", { PrefixProof(siblings: $0.siblings.reversed(), leaf: $0.leaf) }),
        ("flipped bits", { PrefixProof(siblings: $0.siblings.map { ProofMutationTests.flip($0, byte: 31) }, leaf: $0.leaf) }),
        ("leaf left out", { PrefixProof(siblings: $0.siblings, leaf: nil) }),
        ("a stranger's leaf", { PrefixProof(siblings: $0.siblings, leaf: stranger) }),
        (
            "one entry more",
            { proof in
                proof.leaf.flatMap { leaf in
                    HistoryHead(count: leaf.history.count + 1, digest: leaf.history.digest).map {
                        PrefixProof(siblings: proof.siblings, leaf: PrefixLeaf(key: leaf.key, history: $0))
                    }
                } ?? proof
            }
        ),
        (
            "another head",
            { proof in
                proof.leaf.flatMap { leaf in
                    HistoryHead(count: leaf.history.count, digest: leaf.key).map {
                        PrefixProof(siblings: proof.siblings, leaf: PrefixLeaf(key: leaf.key, history: $0))
                    }
                } ?? proof
            }
        ),
        (
            "another key's last bit",
            { proof in
                proof.leaf.map { leaf in
                    let key = ProofMutationTests.flip(leaf.key, byte: 31)
                    return PrefixProof(siblings: proof.siblings, leaf: PrefixLeaf(key: key, history: leaf.history))
                } ?? proof
            }
        ),
    ]

    @Test("mutation", arguments: mutations.map(\.0))
    func mutated(name: String) throws {
        let mutate = try #require(Self.mutations.first { $0.0 == name }).1
        var changed = 0
        for (set, keys) in PrefixTreeTests.keySets {
            let tree = PrefixTree(keys.map { PrefixTreeTests.leaf($0) })
            for key in keys.prefix(40) + PrefixTreeTests.neighbours(of: keys) {
                let sound = tree.proof(of: key)
                let proof = mutate(sound)
                guard proof != sound else { continue }
                changed += 1
                guard case .failed = proof.check(subjectKey: key, root: tree.root) else {
                    Issue.record("\(name) holds in \(set)")
                    continue
                }
            }
        }
        #expect(changed > 50)
    }

    @Test("a tree whose operator put a leaf where its key does not lead proves no absence there")
    func misplacedLeaf() {
        let (mine, other) = (PrefixTreeTests.key(bits: 0), PrefixTreeTests.leaf(PrefixTreeTests.key(bits: 1)))
        let root = Digest(prefix: 0x11, .emptyTree, other.hash)
        let proof = PrefixProof(siblings: [.emptyTree], leaf: other)
        #expect(proof.check(subjectKey: mine, root: root) == .failed(.leafElsewhere))
        // The same shape is sound where the key leads there.
        let rightful = PrefixTreeTests.key(bits: 1, 9)
        #expect(proof.check(subjectKey: rightful, root: Digest(prefix: 0x11, other.hash, .emptyTree)) == .absent)
    }

    @Test("a subject that is there cannot be shown absent by its neighbour's leaf or by an empty place")
    func hiddenSubject() {
        let (mine, other) = (PrefixTreeTests.key(bits: 0, 1), PrefixTreeTests.key(bits: 0))
        let tree = PrefixTree([mine, other].map { PrefixTreeTests.leaf($0) })
        // The neighbour's own proof is sound, and its leaf shares one bit with mine, not two.
        let neighbours = tree.proof(of: other)
        #expect(neighbours.check(subjectKey: other, root: tree.root) == .present(PrefixTreeTests.leaf(other).history))
        #expect(neighbours.check(subjectKey: mine, root: tree.root) == .failed(.leafElsewhere))
        // Stopping one level early, with the subtree's hash unexplained.
        let early = PrefixProof(siblings: [.zero], leaf: PrefixTreeTests.leaf(other))
        #expect(early.check(subjectKey: mine, root: tree.root) == .failed(.lastSiblingEmpty))
        #expect(PrefixProof(siblings: [], leaf: nil).check(subjectKey: mine, root: tree.root) == .failed(.rootMismatch))
        #expect(PrefixProof(siblings: [], leaf: nil).check(subjectKey: mine, root: .zero) == .absent)
    }
}
