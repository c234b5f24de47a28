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
        guard entry.index.value > 0 else { return nil }
        switch try signerKey(of: entry, in: histories) {
        case .notHere: return nil
        case .unknown:
            return Refusal(
                "unknown-signer", .unauthenticated, "No key \(entry.keyID) of \(entry.source) was introduced to this ledger.",
                remedy: "Enrol the signer, or sign with a key that is hers.")
        case .known(let key, let standing):
            if let standing, entry.event.body.labelAddress != nil, standing.enrolment != nil { return nil }
            return ended(key, standing, entry)
        }
    }

    private enum Signer {
        case notHere, unknown
        /// The key, and the standing of somebody enrolled.
        case known(KeyHistory, StandingHistory?)
    }

    private static func signerKey(of entry: LoggedEvent, in histories: some Histories) throws -> Signer {
        switch entry.source.kind {
        case .operator, .registrar, .service:
            guard let ledger = try histories.ledger() else { return .notHere }
            guard let officer = ledger.officerKeys[entry.keyID], officer.actor == entry.source else { return .unknown }
            return .known(officer.key, nil)
        case .authority:
            guard let authority = try histories.authority(entry.source.id) else { return .notHere }
            return authority.keys[entry.keyID].map { .known($0, nil) } ?? .unknown
        case .annotator, .model, .connector:
            guard let standing = try histories.standing(of: entry.source) else { return .notHere }
            return standing.keys[entry.keyID].map { .known($0, standing) } ?? .unknown
        }
    }

    /// Events of labels are judged by the verdict; all others are refused if their key has ended.
    private static func ended(_ key: KeyHistory, _ standing: StandingHistory?, _ entry: LoggedEvent) -> Refusal? {
        let known = Knowledge(place: entry.index, time: entry.recorded, limit: entry.index)
        let hasEnded =
            if standing != nil { KeyRule.judge(key, known) != nil } else {
                key.end(at: entry.recorded, knownBelow: entry.index) != nil
                    || key.compromise(at: entry.recorded, knownBelow: entry.index) != nil
            }
        guard hasEnded else { return nil }
        return Refusal(
            "key-ended", .forbidden, "The key \(entry.keyID) of \(entry.source) was revoked or retired.",
            remedy: "Sign with a key that is in force.")
    }
}
