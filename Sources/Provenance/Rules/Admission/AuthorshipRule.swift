import Primitives
import Signatures

/// Some events may be signed by one particular actor only: the issuing authority, the key's own holder, a label's author.
enum AuthorshipRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        switch entry.event.body {
        case .authorityKeyAdded(let data): ofAuthority(data.authority, entry)
        case .authorityKeyRevoked(let data):
            ofAuthority(data.authority, entry) ?? ofKeyItself(data.kid, data.effective, entry)
        case .annotatorKeyRotated(let data): ofActor(data.actor, entry)
        case .annotatorKeyRevoked(let data):
            entry.source.kind.isOfficer
                ? nil : ofActor(data.actor, entry) ?? ofKeyItself(data.kid, data.effective, entry)
        case .credentialIssued(let data): try ofRecognisedAuthority(data.authority, entry, histories)
        case .credentialPresented(let data):
            entry.source.kind == .registrar ? nil : ofActor(Actor(.annotator, data.terms.annotator), entry)
        case .credentialSuspended(let data): try ofCredential(data.action, entry, histories)
        case .credentialReinstated(let data): try ofCredential(data.action, entry, histories)
        case .credentialRevoked(let data): try ofCredential(data.action, entry, histories)
        case .sessionRecorded(let data):
            entry.source.kind == .connector ? nil : ofActor(Actor(.annotator, data.annotator), entry)
        default: nil
        }
    }

    private static func ofAuthority(_ authority: String, _ entry: LoggedEvent) -> Refusal? {
        entry.source.kind == .operator ? nil : ofActor(Actor(.authority, authority), entry)
    }

    /// An authority that was withdrawn issues nothing more; what it has issued it may still revoke.
    private static func ofRecognisedAuthority(
        _ id: String, _ entry: LoggedEvent, _ histories: some Histories
    ) throws -> Refusal? {
        guard try histories.authority(id)?.withdrawal(at: entry.recorded, knownBelow: entry.index) != nil else { return nil }
        return Refusal(
            "authority-withdrawn", .forbidden, "The recognition of \(entry.source) was withdrawn.",
            remedy: "Let an authority that is recognised issue the credential.")
    }

    private static func ofActor(_ actor: Actor, _ entry: LoggedEvent) -> Refusal? {
        guard entry.source != actor else { return nil }
        return Refusal(
            "not-its-own", .forbidden, "\(entry.source) signed what only \(actor) may sign.",
            remedy: "Let \(actor) sign it, or whoever else the vocabulary names.")
    }

    /// Whoever speaks for a key by the key itself cannot reach back in time: a thief could.
    private static func ofKeyItself(_ kid: KeyThumbprint, _ effective: Timestamp?, _ entry: LoggedEvent) -> Refusal? {
        guard !entry.source.kind.isOfficer else { return nil }
        guard kid == entry.keyID, effective == nil else {
            return Refusal(
                "only-itself", .forbidden, "A key revokes only itself, and from now on.",
                remedy: "Leave effective out and sign with the key to be revoked, or let the operator revoke it.")
        }
        return nil
    }

    /// The authority that issued it; the operator where it was presented.
    private static func ofCredential(
        _ action: CredentialAction, _ entry: LoggedEvent, _ histories: some Histories
    ) throws -> Refusal? {
        guard let credential = try histories.credential(.credential(action.authority, action.credential)),
            let issue = credential.issue
        else { return entry.source.kind == .operator ? nil : ofActor(Actor(.authority, action.authority), entry) }
        guard issue.terms.annotator == action.annotator else {
            return Refusal(
                "other-annotator", .conflict, "The credential was not issued to annotator \(action.annotator).",
                remedy: "Name the annotator whom it was issued to.")
        }
        guard entry.source.kind == .operator else { return ofActor(Actor(.authority, action.authority), entry) }
        guard issue.isPresented else {
            return Refusal(
                "not-its-own", .forbidden, "A credential that an authority issued here is the authority's to end.",
                remedy: "Let authority:\(action.authority) sign it, or withdraw the authority.")
        }
        return nil
    }
}
