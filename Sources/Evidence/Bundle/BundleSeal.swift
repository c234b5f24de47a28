public import Primitives
import Provenance
import Signatures

/// The seal that the histories of a bundle are proved against.
public struct BundleSeal: Hashable, Sendable {
    /// The entry that is the seal.
    public let index: EntryIndex
    /// The entries that it covers: those below.
    public let size: TreeSize

    public init(index: EntryIndex, size: TreeSize) {
        self.index = index
        self.size = size
    }
}

extension BundleSeal {
    /// What an entry of a bundle says of itself, before anything of it is checked; `nil` if it is no seal.
    init?(unchecked entry: ExaminedEntry) {
        guard case .keyUnknown(_, let token) = entry.content, let event = try? Event(payload: token.payload),
            case .ledgerSealed(let data) = event.body
        else { return nil }
        self.init(index: entry.index, size: TreeSize(data.size))
    }
}

/// A seal of the bundle that was admissible and whose signature holds.
struct FoundSeal: Sendable {
    let index: EntryIndex
    let recorded: Timestamp
    /// The key that signed it.
    let keyID: KeyThumbprint
    let data: LedgerSealed

    var size: TreeSize { TreeSize(data.size) }

    /// How many entries of a tree it does not cover, its own left out.
    func countPast(in tree: TreeSize) -> UInt64 {
        guard tree > size else { return 0 }
        return tree.value - size.value - (tree.contains(index) ? 1 : 0)
    }
}
