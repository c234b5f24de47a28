import Primitives
import Signatures

// Whose credential it is.
extension PresentationCheck {
    /// `nil` if a history that this rests on is not here whole.
    func holder(_ claims: PresentedClaims, in histories: some Histories) throws -> PresentationFinding? {
        if let subject = claims.subject, let other = try otherPerson(subject, in: histories) {
            return PresentationFinding(
                .holder, .contradicted, "the token is about somebody else who is enrolled in this ledger", quoting: other)
        }
        guard let key = claims.holderKey else { return bySubject(claims.subject) }
        if key == presented.terms.kid {
            return PresentationFinding(.holder, .checked, "the token is bound to the key that the event names, \(key)")
        }
        guard let owner = try histories.introducer(of: key) else { return toUnknownKey(key, histories.knowsEveryEvent) }
        guard owner.kind.isEnrolled else {
            return PresentationFinding(.holder, .contradicted, "the token is bound to the key \(key), which is an officer's")
        }
        guard let standing = try histories.standing(of: owner) else { return nil }
        guard let introduced = standing.keys[key]?.index, introduced < index else {
            return toUnknownKey(key, histories.knowsEveryEvent)
        }
        if owner == holder {
            return PresentationFinding(
                .holder, .checked, "the token is bound to another key of the annotator's, \(key) of entry \(introduced)")
        }
        return PresentationFinding(
            .holder, .contradicted, "the token is bound to the key \(key) of entry \(introduced), which is somebody else's",
            quoting: owner.description)
    }

    private var holder: Actor { Actor(.annotator, presented.terms.annotator) }

    /// Who else is meant, if `subject` is the id of another annotator who was enrolled then.
    private func otherPerson(_ subject: String, in histories: some Histories) throws -> String? {
        let prefix = "annotator:"
        let id = subject.hasPrefix(prefix) ? String(subject.dropFirst(prefix.count)) : subject
        guard Identifier.isWellFormed(id), !id.isSpelled(as: presented.terms.annotator) else { return nil }
        // Without that person's history nothing is known of her, and the token's subject remains a word.
        guard let enrolment = try histories.standing(of: Actor(.annotator, id))?.enrolment, enrolment.index < index else {
            return nil
        }
        return id
    }

    private func bySubject(_ subject: String?) -> PresentationFinding {
        guard let subject else {
            return PresentationFinding(.holder, .presenter, "the token names neither a subject nor a key that can be compared")
        }
        let names = [presented.terms.annotator, holder.description]
        return names.contains { $0.isSpelled(as: subject) }
            ? PresentationFinding(.holder, .checked, "the token names the annotator by the id that it has here", quoting: subject)
            : PresentationFinding(
                .holder, .presenter, "whether the token's subject is the annotator was not checked: it names no key",
                quoting: subject)
    }

    private func toUnknownKey(_ key: KeyThumbprint, _ knowsEveryEvent: Bool) -> PresentationFinding {
        let whose = knowsEveryEvent ? "which was nobody's in this ledger" : "which is nobody's here"
        return PresentationFinding(
            .holder, .presenter, "the token is bound to the key \(key), \(whose); whether the annotator holds it was not checked")
    }
}
