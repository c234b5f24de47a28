public import Primitives
public import Signatures

/// That a key stopped being good.
public struct KeyEnd: Hashable, Sendable {
    /// The entry that says so.
    public let index: EntryIndex
    public let reason: KeyRevocationReason
    /// From when; the entry's own time if it names none.
    public let effective: Timestamp
}

/// A key of somebody's, from its introduction on.
public struct KeyHistory: Hashable, Sendable {
    public let key: PublicKey
    /// The entry that introduced it.
    public let index: EntryIndex
    public let recorded: Timestamp
    /// The key that signed the rotation to this one; `nil` for a key that an officer introduced.
    public let rotatedFrom: KeyThumbprint?
    public internal(set) var ends: [KeyEnd] = []

    /// The end that holds at `time` as known below `limit`, a compromise before any other.
    public func end(at time: Timestamp, knownBelow limit: EntryIndex) -> KeyEnd? {
        let holding = ends.filter { $0.index < limit && $0.effective <= time }
        return holding.first { $0.reason == .compromised } ?? holding.first
    }
}

extension [KeyThumbprint: KeyHistory] {
    mutating func introduce(_ key: PublicKey, by entry: LoggedEvent, rotatedFrom: KeyThumbprint? = nil) {
        // A key enters once; admission refuses the second time.
        guard self[key.thumbprint] == nil else { return }
        self[key.thumbprint] = KeyHistory(
            key: key, index: entry.index, recorded: entry.recorded, rotatedFrom: rotatedFrom)
    }

    /// `kid` and the keys it descends from, itself first, down to one that an officer introduced.
    ///
    /// A key signs rotations only once it is in the ledger, so a chain goes back in the log with each step, and ends.
    public func ancestry(of kid: KeyThumbprint) -> [KeyHistory] {
        var chain: [KeyHistory] = []
        var next: KeyThumbprint? = kid
        while let kid = next, let key = self[kid], chain.last.map({ key.index < $0.index }) ?? true {
            chain.append(key)
            next = key.rotatedFrom
        }
        return chain
    }

    mutating func end(_ kid: KeyThumbprint, by entry: LoggedEvent, _ reason: KeyRevocationReason, _ effective: Timestamp?) {
        self[kid]?.ends.append(KeyEnd(index: entry.index, reason: reason, effective: effective ?? entry.recorded))
    }
}

extension [KeyHistory] {
    /// Of a key and its ancestry: the entries by which what the key signs at `time` is a thief's, as known below `limit`. Its
    /// own compromise; or the rotation nearest to it that a compromised key signed, with that compromise: it voids all that
    /// descends from it. `nil` if there is neither.
    func compromise(at time: Timestamp, knownBelow limit: EntryIndex) -> [EntryIndex]? {
        if let end = first?.end(at: time, knownBelow: limit), end.reason == .compromised { return [end.index] }
        for (child, parent) in zip(self, dropFirst()) {
            if let end = parent.end(at: child.recorded, knownBelow: limit), end.reason == .compromised {
                return [child.index, end.index]
            }
        }
        return nil
    }
}
