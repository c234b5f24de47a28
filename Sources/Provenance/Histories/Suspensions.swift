public import Primitives
public import Signatures

/// A stretch of time during which somebody or something was suspended.
public struct Suspension: Hashable, Sendable {
    public let index: EntryIndex
    public let by: Actor
    public let effective: Timestamp
    /// What ended it; `nil` if nothing did.
    public fileprivate(set) var reinstatement: Reinstatement?

    /// What ended a suspension. It counts from when it was recorded at the earliest, whatever it says.
    public struct Reinstatement: Hashable, Sendable {
        public let index: EntryIndex
        public let by: Actor
        public fileprivate(set) var recorded: Timestamp
        public let effective: Timestamp
        /// The key that signed it.
        public let keyID: KeyThumbprint
    }

    /// True if it held at `time`. The suspension is known below `limit`; its end entitles and counts only below `place`.
    func holds(at time: Timestamp, knownBelow limit: EntryIndex, endKnownBelow place: EntryIndex) -> Bool {
        guard index < limit, effective <= time else { return false }
        guard let end = reinstatement, end.index < place, end.effective <= time else { return true }
        return false
    }
}

/// When somebody or something was suspended, and when reinstated, each in the order of the log.
///
/// They are not kept in pairs: which reinstatement ended a suspension depends on what is known of the keys that signed them.
public struct Suspensions: Hashable, Sendable {
    private var begun: [Suspension] = []
    private var reinstatements: [Suspension.Reinstatement] = []
    /// Of whoever suspended, the last reinstatement since; `nil` if there is none. It was admitted because all before it were known to
    /// be void, which they stay.
    private var lastSince: [Actor: Suspension.Reinstatement?] = [:]

    public init() {}

    mutating func begin(by entry: LoggedEvent, effective: Timestamp?) {
        lastSince.updateValue(nil, forKey: entry.source)
        begun.append(Suspension(index: entry.index, by: entry.source, effective: effective ?? entry.recorded))
    }

    mutating func end(by entry: LoggedEvent, effective: Timestamp?) {
        // A reinstatement entitles, so it cannot reach back before it was said.
        let from = max(effective ?? entry.recorded, entry.recorded)
        let reinstatement = Suspension.Reinstatement(
            index: entry.index, by: entry.source, recorded: entry.recorded, effective: from, keyID: entry.keyID)
        reinstatements.append(reinstatement)
        if lastSince[entry.source] != nil { lastSince.updateValue(reinstatement, forKey: entry.source) }
    }

    /// True if somebody has an open suspension that `actor` may end.
    func isOpen(by actor: Actor, except isVoid: (Suspension.Reinstatement) -> Bool = { _ in false }) -> Bool {
        guard let last = lastSince[actor] else { return false }
        return last.map(isVoid) ?? true
    }

    /// The suspensions, each with the first reinstatement after it by whoever suspended that is not void.
    public func ended(except isVoid: (Suspension.Reinstatement) -> Bool = { _ in false }) -> [Suspension] {
        guard !begun.isEmpty else { return [] }
        var ends = reinstatements.filter { !isVoid($0) }
        var next: [Actor: Suspension.Reinstatement] = [:]
        var suspensions = begun
        for place in suspensions.indices.reversed() {
            while let last = ends.last, last.index > suspensions[place].index { next[last.by] = ends.removeLast() }
            suspensions[place].reinstatement = next[suspensions[place].by]
        }
        return suspensions
    }

    /// As if the reinstatements by these keys had been recorded at other times; from when they hold stays.
    mutating func shift(_ shift: inout EntryShift, by keys: KeyRing) {
        for place in reinstatements.indices {
            let end = reinstatements[place]
            guard let key = keys[end.keyID] else { continue }
            reinstatements[place].recorded = shift.move(end.index, end.recorded, signedBy: key)
        }
    }

    /// All moments at which one may begin or end.
    var moments: [Timestamp] { begun.map(\.effective) + reinstatements.map(\.effective) }
}
