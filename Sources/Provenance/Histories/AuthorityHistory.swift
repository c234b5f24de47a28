public import Primitives
public import Signatures

/// `authority:<id>`: recognition, keys, withdrawal.
public struct AuthorityHistory: HistoryFold {
    /// By what the ledger's operator brought the authority in.
    public struct Recognition: Hashable, Sendable {
        public let index: EntryIndex
        public let name: String
        public let competences: [Competence]
        /// The key it was recognised with: what a regulator compares with the one she knows.
        public let kid: KeyThumbprint
        /// What the operator states of the authority beside that: where it is registered, its keys for credentials that it
        /// issues elsewhere (`PublishedKeys`).
        public let register: JSONValue?
    }

    /// That the operator no longer recognises the authority, from `effective` on.
    public struct Withdrawal: Hashable, Sendable, Onset {
        public let index: EntryIndex
        public let effective: Timestamp
    }

    public private(set) var recognition: Recognition?
    public private(set) var keys = KeyRing()
    /// All of them: a later one does not take an earlier one back.
    public private(set) var withdrawals: [Withdrawal] = []
    private var withdrawalOnsets = Onsets<Withdrawal>()

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .authorityRecognised(let data):
            recognition = Recognition(
                index: entry.index, name: data.name, competences: data.competences, kid: data.introduction.key.thumbprint,
                register: data.register)
            keys.introduce(data.introduction.key, by: entry)
        case .authorityKeyAdded(let data):
            // What the authority adds by a key of its own descends from that key; what the operator adds, from none.
            keys.introduce(
                data.introduction.key, by: entry, rotatedFrom: entry.source.kind == .authority ? entry.keyID : nil)
        case .authorityKeyRevoked(let data): keys.end(data.kid, by: entry, data.reason, data.effective)
        case .authorityWithdrawn(let data):
            let withdrawal = Withdrawal(index: entry.index, effective: data.effective ?? entry.recorded)
            withdrawals.append(withdrawal)
            withdrawalOnsets.append(withdrawal)
        default: break
        }
    }

    /// The same, had its keys been brought in at other times. It is for being asked; no entry is applied to it.
    mutating func shift(_ shift: inout EntryShift) { keys.shift(&shift) }

    /// The entries by which what `kid` signed at `time` is a thief's, as known below `limit`; `nil` if there are none.
    func compromise(of kid: KeyThumbprint, at time: Timestamp, knownBelow limit: EntryIndex) -> [EntryIndex]? {
        keys[kid]?.compromise(at: time, knownBelow: limit)
    }

    /// True if `kid` is the authority's key `root` or was brought in by it, key by key, and nothing known below `limit` says
    /// that what it signed at `time` is a thief's. What brought `root` in is not asked: whoever names it knows it.
    public func descends(
        _ kid: KeyThumbprint, from root: KeyThumbprint, uncompromisedAt time: Timestamp, knownBelow limit: EntryIndex
    ) -> Bool {
        keys.descends(kid, from: root, uncompromisedAt: time, knownBelow: limit)
    }

    /// The withdrawal that holds at `time` as known below `limit`.
    public func withdrawal(at time: Timestamp, knownBelow limit: EntryIndex) -> Withdrawal? {
        withdrawalOnsets.first(at: time, knownBelow: limit)
    }
}
