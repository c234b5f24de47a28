public import Primitives
public import Signatures

/// That a key stopped being good.
public struct KeyEnd: Hashable, Sendable, Onset {
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
    /// What ended it, in the order of the log.
    public private(set) var ends: [KeyEnd] = []
    private var onsets = Onsets<KeyEnd>()
    fileprivate var compromises = Onsets<KeyEnd>()
    /// The first rotation known that a compromised key signed and that this key comes from.
    fileprivate(set) var theft: Theft?
    /// Where it stands among the keys that it descends from.
    let descent: Descent

    /// A rotation that a compromised key signed.
    struct Theft: Hashable, Sendable {
        let rotation: EntryIndex
        let compromise: EntryIndex
    }

    /// A key's place in its line.
    struct Descent: Hashable, Sendable {
        /// How many rotations lead to it from the key that the line begins with.
        let depth: Int
        /// A key further up in the line, so that a search need not go through all, and its depth.
        let shortcut: KeyThumbprint
        let shortcutDepth: Int
        /// True if the line begins with a key that an officer introduced.
        let isRooted: Bool
    }

    /// A key that an officer introduced.
    init(_ key: PublicKey, by entry: LoggedEvent) {
        self.init(key, by: entry, rotatedFrom: nil, Descent(startingWith: key.thumbprint, isRooted: true))
    }

    fileprivate init(_ key: PublicKey, by entry: LoggedEvent, rotatedFrom: KeyThumbprint?, _ descent: Descent) {
        (self.key, self.rotatedFrom, self.descent) = (key, rotatedFrom, descent)
        (index, recorded) = (entry.index, entry.recorded)
    }

    mutating func end(_ end: KeyEnd) {
        ends.append(end)
        onsets.append(end)
        if end.reason == .compromised { compromises.append(end) }
    }

    /// The end that holds at `time` as known below `limit`, a compromise before any other.
    public func end(at time: Timestamp, knownBelow limit: EntryIndex) -> KeyEnd? {
        compromises.first(at: time, knownBelow: limit) ?? onsets.first(at: time, knownBelow: limit)
    }

    var isCompromised: Bool { !compromises.isEmpty }

    /// The first compromise in the log that holds at `time`, whenever it became known.
    func compromise(at time: Timestamp) -> KeyEnd? { compromises.first(at: time, knownBelow: EntryIndex(.max)) }

    /// The entries by which what the key signs at `time` is a thief's, as known below `limit`: its own compromise; or the
    /// first rotation known that it comes from and that a compromised key signed, with that compromise, which voids all that descends from it.
    /// `nil` if there is neither.
    func compromise(at time: Timestamp, knownBelow limit: EntryIndex) -> [EntryIndex]? {
        if let end = compromises.first(at: time, knownBelow: limit) { return [end.index] }
        guard let theft, theft.compromise < limit else { return nil }
        return [theft.rotation, theft.compromise]
    }
}

extension KeyHistory.Descent {
    fileprivate init(startingWith kid: KeyThumbprint, isRooted: Bool) {
        self.init(depth: 0, shortcut: kid, shortcutDepth: 0, isRooted: isRooted)
    }

    /// One below `parent`, whose shortcut leads to a key of the descent `next`. The shortcuts make any search a matter of the depth's
    /// logarithm (Myers, An applicative random-access stack, 1983).
    fileprivate init(below parent: KeyHistory, _ next: Self) {
        let own = parent.descent
        let isEven = own.depth - own.shortcutDepth == own.shortcutDepth - next.shortcutDepth
        self.init(
            depth: own.depth + 1, shortcut: isEven ? next.shortcut : parent.key.thumbprint,
            shortcutDepth: isEven ? next.shortcutDepth : own.depth, isRooted: own.isRooted)
    }
}

/// The keys of somebody, by their thumbprints, with what each descends from.
public struct KeyRing: Hashable, Sendable {
    private var histories: [KeyThumbprint: KeyHistory] = [:]
    /// Of each key the rotations that it signed and that no compromise voids, by when they were recorded.
    private var rotations: [KeyThumbprint: [Rotation]] = [:]

    private struct Rotation: Hashable, Sendable {
        let kid: KeyThumbprint
        let index: EntryIndex
        let recorded: Timestamp
    }

    public init() {}

    /// The key's history; `nil` if it was never one of these.
    public subscript(kid: KeyThumbprint) -> KeyHistory? { histories[kid] }
    /// In no particular order.
    public var values: some Collection<KeyHistory> { histories.values }

    mutating func introduce(_ key: PublicKey, by entry: LoggedEvent, rotatedFrom: KeyThumbprint? = nil) {
        let kid = key.thumbprint
        // A key enters once; admission refuses the second time.
        guard histories[kid] == nil else { return }
        // A key signs rotations only once it is in the ledger, so a line goes back in the log with each step, and ends.
        guard let parent = rotatedFrom.flatMap({ histories[$0] }), let next = histories[parent.descent.shortcut]?.descent else {
            histories[kid] = KeyHistory(
                key, by: entry, rotatedFrom: rotatedFrom, .init(startingWith: kid, isRooted: rotatedFrom == nil))
            return
        }
        var history = KeyHistory(key, by: entry, rotatedFrom: rotatedFrom, .init(below: parent, next))
        history.theft = parent.theft(
            of: entry.index, by: parent.compromises.first(at: entry.recorded, knownBelow: entry.index))
        if history.theft == nil { note(Rotation(kid: kid, index: entry.index, recorded: entry.recorded), by: parent) }
        histories[kid] = history
    }

    private mutating func note(_ rotation: Rotation, by parent: KeyHistory) {
        let kid = parent.key.thumbprint
        let place = rotations[kid]?.firstPlace { $0.recorded > rotation.recorded } ?? 0
        rotations[kid, default: []].insert(rotation, at: place)
    }

    mutating func end(_ kid: KeyThumbprint, by entry: LoggedEvent, _ reason: KeyRevocationReason, _ effective: Timestamp?) {
        let end = KeyEnd(index: entry.index, reason: reason, effective: effective ?? entry.recorded)
        histories[kid]?.end(end)
        guard reason == .compromised else { return }
        while let last = rotations[kid]?.last, last.recorded >= end.effective {
            rotations[kid]?.removeLast()
            void(last.kid, by: .init(rotation: last.index, compromise: end.index))
        }
    }

    /// Each key is voided once: what is said of it later is not the first.
    private mutating func void(_ kid: KeyThumbprint, by theft: KeyHistory.Theft) {
        var voided = [kid]
        while let next = voided.popLast() {
            histories[next]?.theft = theft
            voided += rotations.removeValue(forKey: next)?.map(\.kid) ?? []
        }
    }

    /// `kid` and the keys it descends from, itself first, down to one that an officer introduced. Takes as long as there are keys in it.
    public func ancestry(of kid: KeyThumbprint) -> [KeyHistory] {
        var chain: [KeyHistory] = []
        var next: KeyThumbprint? = kid
        while let kid = next, let key = self[kid], chain.last.map({ key.index < $0.index }) ?? true {
            chain.append(key)
            next = key.rotatedFrom
        }
        return chain
    }

    /// True if `kid` is `ancestor` or was brought in by it, key by key.
    func descends(_ kid: KeyThumbprint, from ancestor: KeyThumbprint) -> Bool {
        guard let depth = self[ancestor]?.descent.depth, var key = self[kid] else { return false }
        while key.descent.depth > depth {
            let next = key.descent.shortcutDepth >= depth ? key.descent.shortcut : key.rotatedFrom
            guard let above = next.flatMap({ self[$0] }) else { return false }
            key = above
        }
        return key.key.thumbprint == ancestor
    }

    /// True if `kid` descends from `root` and nothing known below `limit` says that what it signed at `time` is a thief's. What brought
    /// `root` in is not asked.
    func descends(
        _ kid: KeyThumbprint, from root: KeyThumbprint, uncompromisedAt time: Timestamp, knownBelow limit: EntryIndex
    ) -> Bool {
        guard descends(kid, from: root), let key = self[kid], let top = self[root] else { return false }
        guard key.compromise(at: time, knownBelow: limit) != nil else { return true }
        guard key.end(at: time, knownBelow: limit)?.reason != .compromised else { return false }
        let line = ancestry(of: kid).prefix(key.descent.depth - top.descent.depth + 1)
        return !zip(line, line.dropFirst()).contains { child, parent in
            parent.end(at: child.recorded, knownBelow: limit)?.reason == .compromised
        }
    }
}

extension KeyRing {
    /// The same keys, had they been brought in at other times: which of them come from a stolen one. It is for being asked; no entry is
    /// applied to it.
    mutating func shift(_ shift: inout EntryShift) {
        guard histories.values.contains(where: \.isCompromised) else { return }
        for key in histories.values.sorted(by: { $0.index < $1.index }) {
            guard let parent = key.rotatedFrom.flatMap({ histories[$0] }) else { continue }
            let time = shift.move(key.index, key.recorded, signedBy: parent)
            histories[key.key.thumbprint]?.theft = parent.theft(of: key.index, by: parent.compromise(at: time))
        }
    }
}

extension KeyHistory {
    /// Why what this key brings in by a rotation is a thief's; `nil` if it is not.
    ///
    /// - Parameter compromise: of this key, which holds when the rotation is recorded.
    fileprivate func theft(of rotation: EntryIndex, by compromise: KeyEnd?) -> Theft? {
        let own = compromise.map { Theft(rotation: rotation, compromise: $0.index) }
        guard let own, let theft else { return own ?? theft }
        return own.compromise < theft.compromise ? own : theft
    }
}
