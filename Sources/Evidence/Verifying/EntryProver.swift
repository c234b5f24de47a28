import MerkleLog
import Primitives
import Signatures

/// Whether an entry's leaf reaches the root of the checkpoint.
struct EntryProver: Sendable {
    let size: TreeSize
    let root: Digest
    /// Leaf hashes by tile, if tiles were given and all lead to the root.
    let tiles: VerifiedTiles?

    /// `nil` where the bundle has neither an inclusion proof nor a tile for it.
    func proof(of entry: ExaminedEntry) -> EntryProof? {
        if let hashes = entry.inclusion {
            let proof = InclusionProof(index: entry.index, size: size, hashes: hashes)
            switch proof.check(leaf: entry.leaf, root: root) {
            case .verified: return .verified
            case .failed(let failure): return .inclusionFailed(failure)
            }
        }
        guard let leaf = tiles?.leafHash(at: entry.index) else { return nil }
        return leaf == entry.leaf ? .verified : .tileFailed
    }
}

extension TileFailure {
    var finding: Finding {
        let place = tile.map { "The tile \($0.number) of level \($0.level)" } ?? "The right edge of the tree"
        let what =
            switch reason {
            case .notInTree: "is not one of this tree"
            case .wrongWidth(let expected, let found): "has \(found) hashes, not \(expected)"
            case .repeated: "is there twice"
            case .missing: "is missing"
            case .parentNotProven: "stands below a tile that is missing or does not hold"
            case .notInParent: "is not the one that stands in the tile above"
            case .rootMismatch: "leads to another root than the checkpoint's"
            }
        return Finding(.tileFailed, "\(place) \(what).")
    }
}
