import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

/// A seal as the operator of these tests made it, and the tree that the bundle's proofs come from.
struct MadeSeal: Sendable {
    var seal: BundleSeal
    let tree: PrefixTree
}

extension TestLedger {
    private static let service = Actor(.service, "main")

    mutating func addService() throws {
        let key = key(of: Self.service)
        try say(
            "ledger.key-added", by: .op,
            [
                "role": "service", "id": "main", "jwk": key.publicKey.jwk,
                "proof": .string(KeyProof.make(for: key, ledger: origin, source: Self.service.description)),
            ])
    }

    /// Seals what is there, with the checkpoint of that size.
    ///
    /// - Parameters:
    ///   - hiding: entries that the seal's tree leaves out.
    ///   - root: said instead of the log's.
    mutating func seal(hiding: Set<Int> = [], root: Digest? = nil) throws {
        keepCheckpoint()
        var leaves: [Subject: [Digest]] = [:]
        for (index, touched) in subjects.enumerated() where !hiding.contains(index) {
            for subject in touched { leaves[subject, default: []].append(.leaf(entries[index])) }
        }
        let tree = PrefixTree(
            leaves.compactMap { subject, leaves in
                HistoryHead(of: leaves).map { PrefixLeaf(key: Digest(hashing: subject.description), history: $0) }
            })
        madeSeal = MadeSeal(seal: BundleSeal(index: size.nextIndex, size: size), tree: tree)
        try say(
            "ledger.sealed", by: Self.service,
            [
                "size": .integer(Int64(size.value)), "root": .string((root ?? self.root).base64URL),
                "indexRoot": .string(tree.root.base64URL), "subjects": .integer(Int64(tree.count)),
            ])
    }

    static func sealedWard() throws -> TestLedger {
        var ledger = try ward()
        try ledger.addService()
        try ledger.seal()
        return ledger
    }
}
