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

/// Tells events on items of chosen splits from those on others, in the order of the log: items come before what is said of them.
struct ChosenEvents {
    private let splits: SplitChoice
    private var leftOut: Set<String> = []

    init(_ splits: SplitChoice) { self.splits = splits }

    /// True of what is said of a chosen item, and of what is said of the dataset as a whole.
    mutating func holds(_ body: EventBody) -> Bool {
        if case .itemRegistered(let data) = body {
            if !splits.holds(data) { leftOut.insert(data.item) }
            return splits.holds(data)
        }
        return body.labelAddress.map { !leftOut.contains($0.item) } ?? true
    }
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
