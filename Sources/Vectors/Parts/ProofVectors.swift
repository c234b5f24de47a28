import MerkleLog
import Primitives

/// Proofs over trees of few leaves: `entry 0`, `entry 1`, …; each sound one and what becomes of it spoilt.
enum ProofVectors {
    static let leaves = (0..<13).map { Digest.leaf(Array("entry \($0)".utf8)) }

    private static func builder(_ size: Int) -> (ProofBuilder, Digest) {
        var tree = TileTree()
        var tiles: [TileCoordinate: [Digest]] = [:]
        for tile in tree.append(contentsOf: Array(leaves.prefix(size))) { tiles[tile.coordinate] = tile.hashes }
        return (ProofBuilder(size: tree.size) { tiles[$0] }, tree.root)
    }

    private static func texts(_ hashes: [Digest]) -> JSONValue { .array(hashes.map { .string($0.base64) }) }

    /// Ways to spoil a list of hashes. A way that changes nothing is passed over.
    private static let spoilings: [(String, @Sendable ([Digest]) -> [Digest])] = [
        ("first hash dropped", { Array($0.dropFirst()) }), ("last hash dropped", { Array($0.dropLast()) }),
        ("first hash repeated", { $0.prefix(1) + $0 }), ("a hash behind", { $0 + [.zero] }),
        ("reversed", { $0.reversed() }), ("first hash changed", { $0.isEmpty ? $0 : [.zero] + $0.dropFirst() }),
        ("65 hashes behind", { $0 + Array(repeating: .zero, count: 65) }),
    ]

    private static func variants(of hashes: [Digest]) -> [(name: String, hashes: [Digest], holds: Bool)] {
        [("sound", hashes, true)]
            + spoilings.compactMap { name, spoil in
                let spoilt = spoil(hashes)
                return spoilt == hashes ? nil : (name, spoilt, false)
            }
    }

    static func inclusion() throws -> JSONValue {
        var cases: [JSONValue] = []
        for (index, size) in [(0, 1), (0, 2), (1, 2), (2, 3), (4, 7), (6, 7), (7, 8), (0, 13), (12, 13)] {
            var (builder, root) = builder(size)
            let proof = try builder.inclusionProof(of: EntryIndex(UInt64(index)))
            func add(_ name: String, _ index: Int, _ leaf: Digest, _ hashes: [Digest], _ root: Digest, _ holds: Bool) {
                cases.append([
                    "name": .string("\(name): \(index) of \(size)"), "leaf": .string(leaf.base64),
                    "index": .integer(Int64(index)),
                    "size": .integer(Int64(size)), "hashes": texts(hashes), "root": .string(root.base64), "holds": .bool(holds),
                ])
            }
            for variant in variants(of: proof.hashes) {
                add(variant.name, index, leaves[index], variant.hashes, root, variant.holds)
            }
            add("another leaf", index, .zero, proof.hashes, root, false)
            add("another root", index, leaves[index], proof.hashes, .zero, false)
            add("an index past the tree", size, leaves[index], proof.hashes, root, false)
        }
        return .array(cases)
    }

    static func consistency() throws -> JSONValue {
        var cases: [JSONValue] = []
        for (from, to) in [(1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (7, 7), (8, 13), (12, 13)] {
            var (newer, newRoot) = builder(to)
            let oldRoot = builder(from).1
            let proof = try newer.consistencyProof(from: TreeSize(UInt64(from)))
            func add(_ name: String, _ from: Int, _ to: Int, _ hashes: [Digest], _ old: Digest, _ new: Digest, _ holds: Bool) {
                cases.append([
                    "name": .string("\(name): \(from) to \(to)"), "from": .integer(Int64(from)), "to": .integer(Int64(to)),
                    "hashes": texts(hashes), "oldRoot": .string(old.base64), "newRoot": .string(new.base64),
                    "holds": .bool(holds),
                ])
            }
            for variant in variants(of: proof.hashes) {
                add(variant.name, from, to, variant.hashes, oldRoot, newRoot, variant.holds)
            }
            add("another old root", from, to, proof.hashes, .zero, newRoot, false)
            add("another new root", from, to, proof.hashes, oldRoot, .zero, false)
            if from != to {
                add("sizes reversed", to, from, proof.hashes, newRoot, oldRoot, false)
                add("roots exchanged", from, to, proof.hashes, newRoot, oldRoot, false)
            }
        }
        return .array(cases)
    }

    /// Histories of subjects in a prefix tree of twelve.
    static func prefix() -> JSONValue {
        let subjects = (0..<12).map { "item:d/\($0)" }
        let heads = subjects.indices.compactMap { HistoryHead(of: leaves.prefix($0 + 1)) }
        let tree = PrefixTree(zip(subjects, heads).map { PrefixLeaf(key: Digest(hashing: $0), history: $1) })
        var cases: [JSONValue] = []
        func add(_ name: String, _ subject: String, _ siblings: [Digest], _ leaf: PrefixLeaf?, _ result: JSONValue) {
            let leaf: JSONValue =
                leaf.map {
                    [
                        "key": .string($0.key.base64), "count": .integer(Int64($0.history.count)),
                        "head": .string($0.history.digest.base64),
                    ]
                } ?? .null
            cases.append([
                "name": .string("\(name): \(subject)"), "subject": .string(subject), "siblings": texts(siblings), "leaf": leaf,
                "indexRoot": .string(tree.root.base64), "result": result,
            ])
        }
        for (place, subject) in subjects.enumerated().prefix(4) {
            let proof = tree.proof(of: Digest(hashing: subject))
            let present: JSONValue = [
                "count": .integer(Int64(heads[place].count)), "head": .string(heads[place].digest.base64),
            ]
            add("sound", subject, proof.siblings, proof.leaf, present)
            for variant in variants(of: proof.siblings) where !variant.holds {
                add(variant.name, subject, variant.hashes, proof.leaf, "refused")
            }
            add("the leaf left out", subject, proof.siblings, nil, "refused")
            let other = HistoryHead(of: leaves.prefix(place + 2)).map { PrefixLeaf(key: Digest(hashing: subject), history: $0) }
            add("another history", subject, proof.siblings, other, "refused")
        }
        for subject in ["item:d/none", "item:d/nothing", "label:d/1/a"] {
            let proof = tree.proof(of: Digest(hashing: subject))
            add("absent", subject, proof.siblings, proof.leaf, "absent")
            // A leaf from another part of the tree says nothing about this subject.
            let far = subjects.indices.first {
                Digest(hashing: subjects[$0]).bit(0) != Digest(hashing: subject).bit(0)
            }
            if let far {
                let leaf = PrefixLeaf(key: Digest(hashing: subjects[far]), history: heads[far])
                add("a leaf from elsewhere", subject, tree.proof(of: leaf.key).siblings, leaf, "refused")
            }
        }
        return .array(cases)
    }
}
