import Primitives
import Provenance

/// Which items of a dataset a release holds, by their splits: all, or those of some.
package struct SplitChoice: Hashable, Sendable {
    /// Of all if `nil`. An item without a split has the split "".
    package let names: Set<String>?

    func holds(_ item: ItemRegistered) -> Bool { holds(split: item.splitName) }

    /// - Parameter split: as of `ItemRegistered.splitName`.
    func holds(split: String) -> Bool { names?.contains(split) ?? true }
}

extension ItemRegistered {
    /// The split, "" for an item without one.
    var splitName: String { split ?? "" }
}

extension DatasetReleased {
    /// The members of `splits`, or its elements: all splits if it names none.
    package var chosenSplits: SplitChoice {
        let names = splits.object?.members.map(\.name) ?? splits.array?.compactMap(\.string) ?? []
        return SplitChoice(names: names.isEmpty ? nil : Set(names))
    }
}
