import Primitives

/// All that touches one item: the histories of its subjects, in the order of these, each in the order of the log.
final class TouchedItem {
    typealias History = (place: ItemTouches.Place, indices: [EntryIndex])

    let key: [UInt8]
    let dataset: String
    let id: String
    let histories: [History]

    /// - Throws: `SQLFailure` if the bytes are no key.
    init(_ key: [UInt8], _ touches: [ItemHistories.Touch]) throws {
        guard let ids = ItemKey.ids(key) else { throw SQLFailure.damagedRow("item_history") }
        self.key = key
        (dataset, id) = ids
        // Rows are extended as the hand passes, which is not the order of the log.
        let grouped = Dictionary(grouping: touches, by: \.place)
        histories = grouped.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map(\.index).sorted()) }
    }

    /// Empty for a subject that nothing touches.
    func indices(of place: ItemTouches.Place) -> [EntryIndex] {
        let number = count(before: place)
        return number < histories.count && histories[number].place == place ? histories[number].indices : []
    }

    /// The histories of its labels, of those after `name` if it is not empty.
    func labels(after name: [UInt8]) -> ArraySlice<History> {
        // Nothing is between a name and the same with a zero behind it.
        let start = count(before: ItemTouches.Place(kind: .label, name: name + [0]))
        return histories[start..<max(start, count(before: ItemTouches.Place(kind: .labels, name: [])))]
    }

    private func count(before place: ItemTouches.Place) -> Int {
        var (low, high) = (0, histories.count)
        while low < high {
            let middle = (low + high) / 2
            if histories[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
