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
    private var policies: [(index: EntryIndex, policy: LedgerPolicy)] = []

    /// Those of `logKeys` that can be read; admission lets no others in.
    public var verifierKeys: [VerifierKey] { logKeys.compactMap { try? VerifierKey(parsing: $0.vkey) } }

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .ledgerOpened(let data):
            opening = entry.event
            policies.append((entry.index, data.policy))
            logKeys.append(LogKey(vkey: data.vkey, index: entry.index))
            add(Actor(.operator, data.operatorID), data.operatorKey, by: entry)
        case .ledgerPolicySet(let data): policies.append((entry.index, data.policy))
        case .ledgerKeyAdded(let data):
            switch data.addition {
            case .officer(let actor, let introduction): add(actor, introduction.key, by: entry)
            case .log(let vkey): logKeys.append(LogKey(vkey: vkey, index: entry.index))
            }
        case .ledgerKeyRetired(let data): retire(data, by: entry)
        default: break
        }
    }

    private mutating func add(_ actor: Actor, _ key: PublicKey, by entry: LoggedEvent) {
        // A key enters once; a second time would wash away what ended it.
        guard officerKeys[key.thumbprint] == nil else { return }
        officerKeys[key.thumbprint] = OfficerKey(
            actor: actor, key: KeyHistory(key: key, index: entry.index, recorded: entry.recorded, rotatedFrom: nil))
    }

    private mutating func retire(_ data: LedgerKeyRetired, by entry: LoggedEvent) {
        let reason: KeyRevocationReason =
            switch data.reason {
            case .rotated: .retired
            case .lost: .lost
            case .compromised: .compromised
            }
        let end = KeyEnd(index: entry.index, reason: reason, effective: data.effective ?? entry.recorded)
        switch data.key {
        case .officer(let kid): officerKeys[kid]?.key.ends.append(end)
        case .log(let vkey):
            for place in logKeys.indices where logKeys[place].vkey.isSpelled(as: vkey) { logKeys[place].ends.append(end) }
        }
    }

    /// The policy in force for the entry at `index`.
    public func policy(at index: EntryIndex) -> LedgerPolicy? { policies.last { $0.index < index }?.policy }

    /// True if the time that the signer claims is further from the ledger's clock than the policy in force tolerates. Where no
    /// policy is known, no time is.
    public func isBeyondTolerance(_ entry: LoggedEvent) -> Bool {
        guard let policy = policy(at: entry.index) else { return false }
        let distance = Int128(entry.event.time.microseconds) - Int128(entry.recorded.microseconds)
        return distance.magnitude > Int128(policy.clockToleranceSeconds).magnitude * 1_000_000
    }
}
