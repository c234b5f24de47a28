import Primitives

/// What the log says holds from some time on.
protocol Onset: Hashable, Sendable {
    /// The entry that says so.
    var index: EntryIndex { get }
    var effective: Timestamp { get }
}

/// What holds from some time on, in the order of the log: the first that holds is found without a look at all.
struct Onsets<Element: Onset>: Hashable, Sendable {
    /// Without what holds no earlier than something before it: `effective` falls from each to the next.
    private var steps: [Element] = []

    var isEmpty: Bool { steps.isEmpty }

    mutating func append(_ element: Element) {
        guard steps.last.map({ element.effective < $0.effective }) ?? true else { return }
        steps.append(element)
    }

    /// The first in the log that holds at `time`, as known below `limit`.
    func first(at time: Timestamp, knownBelow limit: EntryIndex) -> Element? {
        let place = steps.firstPlace { $0.effective <= time }
        guard place < steps.count, steps[place].index < limit else { return nil }
        return steps[place]
    }
}

extension Array {
    /// The first place at which `holds` is true, or the end. Where it is true once, it is true from there on.
    func firstPlace(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
