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
    /// Of whoever suspended, the last reinstatement since; `nil` if there is none. It was admitted because those before it were known to
    /// be void, or were still to come.
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

    /// True if somebody has a suspension that `actor` may end at `time`: there was no reinstatement since, or the last one is still to come
    /// or void.
    func isOpen(
        by actor: Actor, at time: Timestamp, except isVoid: (Suspension.Reinstatement) -> Bool = { _ in false }
    ) -> Bool {
        guard let last = lastSince[actor] else { return false }
        return last.map { $0.effective > time || isVoid($0) } ?? true
    }

    /// The suspensions, each with what ends it: of the reinstatements after it by whoever suspended that stand below `place` and are not
    /// void, the one that holds the earliest; of several, the first.
    public func ended(
        below place: EntryIndex = EntryIndex(.max), except isVoid: (Suspension.Reinstatement) -> Bool = { _ in false }
    ) -> [Suspension] {
        guard !begun.isEmpty else { return [] }
        var ends = reinstatements.filter { $0.index < place && !isVoid($0) }
        var earliest: [Actor: Suspension.Reinstatement] = [:]
        var suspensions = begun
        for number in suspensions.indices.reversed() {
            while let end = ends.last, end.index > suspensions[number].index {
                if earliest[end.by].map({ end.effective <= $0.effective }) ?? true { earliest[end.by] = end }
                ends.removeLast()
            }
            suspensions[number].reinstatement = earliest[suspensions[number].by]
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
