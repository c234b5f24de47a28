import Ledger
import Primitives
import Provenance
import Signatures

extension PersonProfile {
    /// A credential, and what the log below a size has against it.
    struct Credential: Sendable {
        let subject: Subject
        let issue: CredentialHistory.Issue
        let suspensions: [Suspension]
        let revocations: [CredentialHistory.Revocation]
        let authority: AuthorityHistory
        /// What the rules say of it, by times.
        let stretches: [CredentialStretch]
        /// When the last entry was recorded: what is effective later is still to come.
        let known: Timestamp

        /// `nil` if the subject was never issued.
        static func read(
            _ subject: Subject, of holder: StandingHistory, below size: TreeSize, from reader: any LedgerReader
        ) throws -> Credential? {
            let history = try reader.fold(CredentialHistory.self, of: subject, below: size)
            guard let issue = history.issue, let last = try reader.lastEntry(below: size) else { return nil }
            let authority = try reader.fold(AuthorityHistory.self, of: .authority(issue.authority), below: size)
            return Credential(
                subject: subject, issue: issue,
                suspensions: history.suspensions(issuedBy: authority, knownBelow: size.nextIndex),
                revocations: history.revocations, authority: authority,
                stretches: history.stretches(of: holder, issuedBy: authority, knownBelow: size.nextIndex),
                known: last.recorded)
        }
    }
}

extension PersonProfile.Credential {
    /// What voids it, suspends it or ends it, be it in effect already or still to come. Empty if nothing does.
    var objections: [Phrase] {
        let withdrawn = authority.withdrawals.map {
            told($0.effective, "its \(warning: "authority was withdrawn") by entry \($0.index), effective \($0.effective)")
        }
        let revoked = revocations.map {
            told($0.effective, "\(warning: "revoked") by entry \($0.index), effective \($0.effective)")
        }
        return flaws + withdrawn + suspensions.map { told($0.effective, $0.phrase) } + revoked
    }

    private func told(_ effective: Timestamp, _ phrase: Phrase) -> Phrase {
        effective > known ? "still to come: \(phrase)" : phrase
    }

    /// Why it counts for no label, whatever its time.
    private var flaws: [Phrase] {
        stretches.compactMap { stretch -> Phrase? in
            switch stretch.failure {
            case .authorityUnrecognised: unrecognised(stretch)
            case .keyMismatch: "bound to \(warning: "a key that is not the holder's")"
            default: nil
            }
        }.unique
    }

    /// `nil` where the authority's withdrawal is the reason, which is told with the others.
    private func unrecognised(_ stretch: CredentialStretch) -> Phrase? {
        let because = stretch.because.filter { $0 != issue.index }
        if because.contains(where: { index in authority.withdrawals.contains { $0.index == index } }) { return nil }
        if because.isEmpty, issue.isPresentedByHolder {
            return "\(warning: "presented by its holder alone"), whom no authority confirms"
        }
        guard let first = because.first, first != authority.recognition?.index else {
            return "its \(warning: "authority is not recognised") for this competence"
        }
        let entries = because.map { "\($0)" as Phrase }.joined(separator: ", ")
        return "issued with \(warning: "a stolen key of its authority") (known by entry \(entries))"
    }
}

extension PersonProfile.Credential {
    /// A stretch of the time that a chart shows.
    struct Lane {
        let failure: Verdict?
        let from: Timestamp
        let until: Timestamp

        /// True outside its term: nothing is against it.
        var isOutOfTerm: Bool { failure == .notYetValid || failure == .expired }
    }

    /// The stretches that begin before `end`, the last of them cut there.
    func lanes(until end: Timestamp) -> [Lane] {
        let ends = stretches.dropFirst().map(\.from) + [end]
        return zip(stretches, ends).filter { $0.0.from < end }.map {
            Lane(failure: $0.0.failure, from: $0.0.from, until: min($0.1, end))
        }
    }
}
