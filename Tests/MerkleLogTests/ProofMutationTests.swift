import MerkleLog
import Primitives
import Testing

/// Sound proofs, each broken in one named way: none may hold.
@Suite("Mutated proofs are refused, with the reason")
struct ProofMutationTests {
    static let listMutations: [(String, @Sendable ([Digest]) -> [Digest])] = [
        ("dropped first", { Array($0.dropFirst()) }),
        ("dropped last", { Array($0.dropLast()) }),
        ("repeated first", { $0.prefix(1) + $0 }),
        ("repeated last", { $0 + $0.suffix(1) }),
        ("trailing hash", { $0 + [.zero] }),
        ("leading hash", { [.zero] + $0 }),
        ("trailing empty root", { $0 + [.emptyTree] }),
        ("trailing hashes to 64", { $0 + Array(repeating: .zero, count: 64) }),
        ("emptied", { _ in [] }),
        ("reversed", { $0.reversed() }),
        ("first two swapped", { $0.count < 2 ? $0 : [$0[1], $0[0]] + $0.dropFirst(2) }),
        ("last two swapped", { $0.count < 2 ? $0 : $0.dropLast(2) + [$0[$0.count - 1], $0[$0.count - 2]] }),
        ("first bit of each flipped", { $0.map { flip($0, byte: 0) } }),
        ("last bit of the first flipped", { $0.isEmpty ? $0 : [flip($0[0], byte: 31)] + $0.dropFirst() }),
        ("last bit of the last flipped", { $0.isEmpty ? $0 : $0.dropLast() + [flip($0[$0.count - 1], byte: 31)] }),
        ("first is zero", { $0.isEmpty ? $0 : [.zero] + $0.dropFirst() }),
    ]

    static func flip(_ digest: Digest, byte: Int) -> Digest {
        var bytes = digest.bytes
        bytes[byte] ^= 1
        return Digest(bytes: bytes) ?? .zero
    }

    @Test("inclusion: a changed list of hashes", arguments: listMutations.map(\.0))
    func inclusionList(name: String) throws {
        let mutate = try #require(Self.listMutations.first { $0.0 == name }).1
        let tree = ReferenceTree(count: 40)
        var changed = 0
        for size in 1...40 {
            for index in 0..<size {
                let hashes = tree.path(index, 0..<size)
                let mutated = mutate(hashes)
                guard mutated != hashes else { continue }
                changed += 1
                let proof = InclusionProof(index: EntryIndex(UInt64(index)), size: TreeSize(UInt64(size)), hashes: mutated)
                let check = proof.check(leaf: tree.leaves[index], root: tree.root(size: size))
                #expect(check == .failed(expected(hashes, mutated)), "index \(index), size \(size)")
            }
        }
        #expect(changed > 100)
    }

    @Test("consistency: a changed list of hashes", arguments: listMutations.map(\.0))
    func consistencyList(name: String) throws {
        let mutate = try #require(Self.listMutations.first { $0.0 == name }).1
        let tree = ReferenceTree(count: 40)
        var changed = 0
        for size in 1...40 {
            for old in 1...size {
                let hashes = tree.proof(from: old, to: size)
                let mutated = mutate(hashes)
                guard mutated != hashes else { continue }
                changed += 1
                let proof = ConsistencyProof(from: TreeSize(UInt64(old)), to: TreeSize(UInt64(size)), hashes: mutated)
                switch proof.check(oldRoot: tree.root(size: old), newRoot: tree.root(size: size)) {
                case .failed(.oldRootMismatch), .failed(.newRootMismatch): #expect(hashes.count == mutated.count)
                case .failed(let failure): #expect(failure == expected(hashes, mutated), "from \(old) to \(size)")
                case .verified: Issue.record("\(name) holds from \(old) to \(size)")
                }
            }
        }
        #expect(changed > 40)
    }

    private func expected(_ sound: [Digest], _ mutated: [Digest]) -> ProofFailure {
        if mutated.count < sound.count { return .tooFewHashes }
        return mutated.count > sound.count ? .tooManyHashes : .rootMismatch
    }

    @Test("inclusion: another index, size, leaf or root", arguments: [1, 2, 3, 7, 8, 11, 257])
    func inclusionPlace(size: Int) {
        let tree = ReferenceTree(count: size + 1)
        let root = tree.root(size: size)
        for index in 0..<size {
            let hashes = tree.path(index, 0..<size)
            func check(index: Int, size: Int, leaf: Digest, root: Digest) -> ProofCheck {
                InclusionProof(index: EntryIndex(UInt64(index)), size: TreeSize(UInt64(size)), hashes: hashes)
                    .check(leaf: leaf, root: root)
            }
            let leaf = tree.leaves[index]
            #expect(check(index: index, size: size, leaf: leaf, root: root) == .verified)
            #expect(check(index: size, size: size, leaf: leaf, root: root) == .failed(.indexBeyondSize))
            #expect(check(index: index, size: 0, leaf: leaf, root: root) == .failed(.indexBeyondSize))
            #expect(check(index: index, size: size, leaf: tree.leaves[index + 1], root: root) == .failed(.rootMismatch))
            #expect(check(index: index, size: size, leaf: leaf, root: tree.root(size: size + 1)) == .failed(.rootMismatch))
            #expect(check(index: index, size: size, leaf: leaf, root: .emptyTree) == .failed(.rootMismatch))
            for other in 0..<size where other != index {
                #expect(check(index: other, size: size, leaf: leaf, root: root) != .verified, "index \(index) as \(other)")
            }
            // A node is not a leaf: the proof of the parent's place must not hold for the parent's hash.
            if let sibling = hashes.first {
                let parent = index & 1 == 1 ? Digest.node(sibling, leaf) : Digest.node(leaf, sibling)
                #expect(check(index: index, size: size, leaf: parent, root: root) != .verified)
            }
        }
    }

    @Test("consistency: other sizes and roots", arguments: [(1, 2), (2, 3), (3, 7), (4, 8), (6, 8), (7, 8), (256, 300), (8, 8)])
    func consistencyPlace(old: Int, new: Int) {
        let tree = ReferenceTree(count: new)
        let hashes = tree.proof(from: old, to: new)
        let (oldRoot, newRoot) = (tree.root(size: old), tree.root(size: new))
        func check(_ from: Int, _ to: Int, _ oldRoot: Digest, _ newRoot: Digest) -> ProofCheck {
            ConsistencyProof(from: TreeSize(UInt64(from)), to: TreeSize(UInt64(to)), hashes: hashes)
                .check(oldRoot: oldRoot, newRoot: newRoot)
        }
        #expect(check(old, new, oldRoot, newRoot) == .verified)
        #expect(check(old, new, oldRoot, .zero) == .failed(.newRootMismatch))
        #expect(check(old, new, .zero, newRoot) != .verified)
        #expect(check(new + 1, new, oldRoot, newRoot) == .failed(.sizesReversed))
        if old < new {
            #expect(check(old, new, newRoot, oldRoot) != .verified)
            #expect(check(new, old, newRoot, oldRoot) == .failed(.sizesReversed))
            #expect(check(0, new, .emptyTree, newRoot) == .failed(.tooManyHashes))
            #expect(check(new, new, newRoot, newRoot) == .failed(.tooManyHashes))
        }
    }

    @Test("consistency: the empty tree and the same tree take no hash")
    func consistencyWithoutHashes() {
        let root = ReferenceTree(count: 5).root(size: 5)
        func check(_ from: UInt64, _ to: UInt64, _ oldRoot: Digest, _ newRoot: Digest) -> ProofCheck {
            ConsistencyProof(from: TreeSize(from), to: TreeSize(to), hashes: []).check(oldRoot: oldRoot, newRoot: newRoot)
        }
        #expect(check(0, 5, .emptyTree, root) == .verified)
        #expect(check(0, 5, .zero, root) == .failed(.oldRootMismatch))
        #expect(check(0, 0, .emptyTree, .emptyTree) == .verified)
        #expect(check(0, 0, .emptyTree, root) == .failed(.newRootMismatch))
        #expect(check(5, 5, root, root) == .verified)
        #expect(check(5, 5, root, .zero) == .failed(.newRootMismatch))
        #expect(check(4, 5, root, root) == .failed(.tooFewHashes))
        #expect(check(3, 5, root, root) == .failed(.tooFewHashes))
    }
}
