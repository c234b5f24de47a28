import Primitives
public import Signatures

/// Whoever introduces a key proves that its holder means it, and a key enters a ledger once.
enum KeyIntroductionRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let (actor, introduction) = introduction(entry.event.body) else { return try logKey(entry, in: histories) }
        let key = introduction.key
        if let failure = KeyProof.check(
            introduction.proof, key: key, ledger: entry.event.ledger, source: actor.description)
        {
            return Refusal(
                "key-unproven", .forbidden, "The new key is not proven: \(failure).",
                remedy: "Sign {ledger, source, kid} with the new key (Docs/Protocol.md, section 2).")
        }
        guard try histories.introducer(of: key.thumbprint) == nil else {
            return Refusal(
                "key-taken", .conflict, "The key \(key.thumbprint) was introduced to this ledger before.",
                remedy: "Make a new key; a key belongs to one actor, once, for ever.")
        }
        return nil
    }

    /// The key that an event introduces and the actor it is for.
    static func introduction(_ body: EventBody) -> (Actor, KeyIntroduction)? {
        switch body {
        case .ledgerKeyAdded(let data):
            if case .officer(let actor, let introduction) = data.addition { return (actor, introduction) }
            return nil
        case .authorityRecognised(let data): return (Actor(.authority, data.authority), data.introduction)
        case .authorityKeyAdded(let data): return (Actor(.authority, data.authority), data.introduction)
        case .annotatorEnrolled(let data): return (data.actor, data.introduction)
        case .annotatorKeyRotated(let data): return (data.actor, data.introduction)
        default: return nil
        }
    }

    /// A log key needs no proof, but it must be one, for this origin, and new.
    private static func logKey(_ entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard case .ledgerKeyAdded(let data) = entry.event.body, case .log(let vkey) = data.addition else { return nil }
        guard VerifierKey(logKey: vkey, of: entry.event.ledger) != nil else {
            return Refusal(
                "log-key", .forbidden, "vkey is no Ed25519 log key named by this ledger's origin.",
                remedy: "Give the verifier key as touchmark key show prints it.")
        }
        if let ledger = try histories.ledger(), ledger.hasLogKey(vkey) {
            return Refusal("key-taken", .conflict, "This log key is there already.", remedy: "Make a new key.")
        }
        return nil
    }
}

extension VerifierKey {
    /// Reads `vkey`; `nil` unless it is the key of a log whose origin is `ledger`.
    init?(logKey vkey: String, of ledger: String) {
        guard let key = try? VerifierKey(parsing: vkey), key.algorithm == .log,
            key.name.isSpelled(as: ledger)
        else { return nil }
        self = key
    }
}

extension EventBody {
    /// The key that an event brings into the ledger, and whose it is; `nil` for events that bring none.
    public var introducedKey: (actor: Actor, key: PublicKey)? {
        if case .ledgerOpened(let data) = self { return (Actor(.operator, data.operatorID), data.operatorKey) }
        return KeyIntroductionRule.introduction(self).map { ($0.0, $0.1.key) }
    }

    /// The vkey that an event adds to those of the log.
    public var addedLogKey: String? {
        if case .ledgerKeyAdded(let data) = self, case .log(let vkey) = data.addition { vkey } else { nil }
    }
}
