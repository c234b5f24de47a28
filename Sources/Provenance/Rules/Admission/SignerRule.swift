import Primitives
import Signatures

/// The pair (kid, source) is that of one introduction before; a kind of actor signs what the vocabulary lets it sign; and
/// where no verdict will speak of it, the key has not ended.
enum SignerRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard entry.event.allowedSigners.contains(entry.source.kind) else {
            return Refusal(
                "signer-kind", .forbidden, "\(entry.event.type) is not signed by actors of kind \(entry.source.kind.rawValue).",
                remedy:
                    "Let one of these sign it: \(entry.event.allowedSigners.map(\.rawValue).sorted().joined(separator: ", ")).")
        }
        return entry.index.value == 0 ? nil : try ofKey(entry, in: histories)
    }

    private static func ofKey(_ entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        switch entry.source.kind {
        case .operator, .registrar, .service:
            guard let ledger = try histories.ledger() else { return nil }
            guard let officer = ledger.officerKeys[entry.keyID], officer.actor == entry.source else { return unknown(entry) }
            return ended(officer.key, entry)
        case .authority:
            guard let authority = try histories.authority(entry.source.id) else { return nil }
            return authority.keys[entry.keyID].map { ended($0, entry) } ?? unknown(entry)
        case .annotator, .model, .connector:
            guard let standing = try histories.standing(of: entry.source) else { return nil }
            guard let key = standing.keys[entry.keyID] else { return unknown(entry) }
            // Events of labels are judged by the verdict; all others are refused if their key has ended.
            if standing.enrolment != nil, entry.event.body.labelAddress != nil { return nil }
            return ended(key, of: entry)
        }
    }

    /// The key of an officer or an authority.
    private static func ended(_ key: KeyHistory, _ entry: LoggedEvent) -> Refusal? {
        let isGood =
            key.end(at: entry.recorded, knownBelow: entry.index) == nil
            && key.compromise(at: entry.recorded, knownBelow: entry.index) == nil
        return isGood ? nil : ended(entry)
    }

    /// The key of an enrolled actor.
    static func ended(_ key: KeyHistory, of entry: LoggedEvent) -> Refusal? {
        KeyRule.judge(key, .then(entry)).map { _ in ended(entry) }
    }

    private static func unknown(_ entry: LoggedEvent) -> Refusal {
        Refusal(
            "unknown-signer", .unauthenticated, "No key \(entry.keyID) of \(entry.source) was introduced to this ledger.",
            remedy: "Enrol the signer, or sign with a key that is hers.")
    }

    private static func ended(_ entry: LoggedEvent) -> Refusal {
        Refusal(
            "key-ended", .forbidden, "The key \(entry.keyID) of \(entry.source) was revoked or retired.",
            remedy: "Sign with a key that is in force.")
    }
}
