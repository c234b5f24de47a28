public import Primitives
public import Signatures

/// `ledger:`: opening, policies, and the keys of operators, registrars, services and the log.
public struct LedgerHistory: HistoryFold {
    /// An officer's key.
    public struct OfficerKey: Hashable, Sendable {
        public let actor: Actor
        public internal(set) var key: KeyHistory
    }

    /// A key that signs checkpoints.
    public struct LogKey: Hashable, Sendable {
        public let vkey: String
        public let index: EntryIndex
        public internal(set) var ends: [KeyEnd] = []

        /// The key itself; `nil` if it cannot be read. Admission lets no such key in.
        public var verifierKey: VerifierKey? { try? VerifierKey(parsing: vkey) }
        /// What ended it, a compromise before anything else.
        public var end: KeyEnd? { ends.first { $0.reason == .compromised } ?? ends.first }
    }

    public var origin: String? { opening?.ledger }
    public var opened: LedgerOpened? {
        if case .ledgerOpened(let data) = opening?.body { data } else { nil }
    }
    private var opening: Event?
    public private(set) var officerKeys: [KeyThumbprint: OfficerKey] = [:]
    public private(set) var logKeys: [LogKey] = []
    /// Where each stands, by its bytes.
    private var logKeyPlaces: [[UInt8]: [Int]] = [:]
    private var policies: [(index: EntryIndex, policy: LedgerPolicy)] = []

    /// `logKeys`, as far as they can be read.
    public var verifierKeys: [VerifierKey] { logKeys.compactMap(\.verifierKey) }

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .ledgerOpened(let data):
            opening = entry.event
            policies.append((entry.index, data.policy))
            addLogKey(data.vkey, by: entry)
            add(Actor(.operator, data.operatorID), data.operatorKey, by: entry)
        case .ledgerPolicySet(let data): policies.append((entry.index, data.policy))
        case .ledgerKeyAdded(let data):
            switch data.addition {
            case .officer(let actor, let introduction): add(actor, introduction.key, by: entry)
            case .log(let vkey): addLogKey(vkey, by: entry)
            }
        case .ledgerKeyRetired(let data): retire(data, by: entry)
        default: break
        }
    }

    private mutating func add(_ actor: Actor, _ key: PublicKey, by entry: LoggedEvent) {
        // A key enters once; a second time would wash away what ended it.
        guard officerKeys[key.thumbprint] == nil else { return }
        officerKeys[key.thumbprint] = OfficerKey(
            actor: actor, key: KeyHistory(key, by: entry))
    }

    private mutating func addLogKey(_ vkey: String, by entry: LoggedEvent) {
        logKeyPlaces[Array(vkey.utf8), default: []].append(logKeys.count)
        logKeys.append(LogKey(vkey: vkey, index: entry.index))
    }

    /// True of a key that signs checkpoints, or did.
    func hasLogKey(_ vkey: String) -> Bool { logKeyPlaces[Array(vkey.utf8)] != nil }

    private mutating func retire(_ data: LedgerKeyRetired, by entry: LoggedEvent) {
        let reason: KeyRevocationReason =
            switch data.reason {
            case .rotated: .retired
            case .lost: .lost
            case .compromised: .compromised
            }
        let end = KeyEnd(index: entry.index, reason: reason, effective: data.effective ?? entry.recorded)
        switch data.key {
        case .officer(let kid): officerKeys[kid]?.key.end(end)
        case .log(let vkey):
            for place in logKeyPlaces[Array(vkey.utf8)] ?? [] { logKeys[place].ends.append(end) }
        }
    }

    /// That the key was somebody else's when it signed at `time`, by what is known below `limit`; `nil` if nothing says so, or it is no
    /// officer's.
    public func theft(of kid: KeyThumbprint, at time: Timestamp, knownBelow limit: EntryIndex) -> KeyEnd? {
        guard let end = officerKeys[kid]?.key.end(at: time, knownBelow: limit), end.reason == .compromised else { return nil }
        return end
    }

    /// The policy in force for the entry at `index`.
    public func policy(at index: EntryIndex) -> LedgerPolicy? {
        let place = policies.firstPlace { $0.index >= index }
        return place == 0 ? nil : policies[place - 1].policy
    }

    /// True if the time that the signer claims is further from the ledger's clock than the policy in force tolerates. Where no
    /// policy is known, no time is.
    public func isBeyondTolerance(_ entry: LoggedEvent) -> Bool {
        guard let policy = policy(at: entry.index) else { return false }
        let distance = Int128(entry.event.time.microseconds) - Int128(entry.recorded.microseconds)
        return distance.magnitude > Int128(policy.clockToleranceSeconds).magnitude * 1_000_000
    }
}
