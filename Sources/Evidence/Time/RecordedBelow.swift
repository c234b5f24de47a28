import Primitives

/// Of each checkpoint of a bundle, the last entry that it holds and the bundle shows, with the time recorded.
struct RecordedBelow: Sendable {
    struct Last: Hashable, Sendable {
        let index: EntryIndex
        let recorded: Timestamp
    }

    private var sizes: ArraySlice<TreeSize>
    /// The last entry that is here.
    private(set) var last: Last?
    private var found: [TreeSize: Last] = [:]

    init(_ sizes: [TreeSize] = []) {
        self.sizes = Set(sizes).sorted()[...]
    }

    /// Takes the next entry; indices rise.
    mutating func take(_ index: EntryIndex, _ recorded: Timestamp) {
        while let size = sizes.first, !size.contains(index) {
            found[size] = last
            sizes.removeFirst()
        }
        last = Last(index: index, recorded: recorded)
    }

    subscript(size: TreeSize) -> Last? { sizes.contains(size) ? last : found[size] }
}
