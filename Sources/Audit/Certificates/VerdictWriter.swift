import Ledger
import Primitives
import Provenance
import Signatures

/// Says in a sentence what the judge found. It decides nothing: it reads the verdict, the entries that led to it, and what
/// these entries say.
struct VerdictWriter {
    let known: KnownEntries

    /// The verdict on a label event then and now.
    func verdict(on statement: Attribution) throws -> CertifiedVerdict {
        try reasoned(try whole(try Judge.judge(statement, at: known.size, in: known.histories), statement), statement)
    }

    /// What speaks against whoever made an event that gives no value; `nil` if nothing does.
    func objection(to entry: LoggedEvent, _ statement: Attribution) throws -> CertifiedVerdict? {
        func judgement(at size: TreeSize) throws -> Judgement {
            try whole(try SignatureRule.judge(entry, at: size, in: known.histories), statement)
        }
        let now = try judgement(at: known.size)
        guard now.verdict.isAdverse else { return nil }
        // What was known then is what the entries before it said.
        let then = try judgement(at: TreeSize(entry.index.value))
        return CertifiedVerdict(then: try reasoned(then, statement), now: try reasoned(now, statement))
    }

    /// On whoever stated a track's clock, as known now.
    func verdict(onClockOf track: PlacedTrack) throws -> ReasonedVerdict { try reasoned(track.judgement, track.statement) }

    private func whole<Judged>(_ judged: Judged?, _ statement: Attribution) throws -> Judged {
        guard let judged else { throw StoreError.notWhole(statement.index) }
        return judged
    }

    private func reasoned(_ pair: JudgementPair, _ statement: Attribution) throws -> CertifiedVerdict {
        CertifiedVerdict(then: try reasoned(pair.then, statement), now: try reasoned(pair.now, statement))
    }

    private func reasoned(_ judgement: Judgement, _ statement: Attribution) throws -> ReasonedVerdict {
        let because = try judgement.because.map(known.reader.event(at:))
        return ReasonedVerdict(
            verdict: judgement.verdict, sentence: try sentence(judgement, because, statement),
            because: because.map { EntryCitation($0) }, credential: judgement.credential)
    }

    private func sentence(_ judgement: Judgement, _ because: [LoggedEvent], _ statement: Attribution) throws -> Phrase {
        let words = Phrase(words: judgement.verdict.words)
        return "\(words): \(try reason(judgement, because, statement))"
    }

    private func reason(_ judgement: Judgement, _ because: [LoggedEvent], _ statement: Attribution) throws -> Phrase {
        switch judgement.verdict {
        case .certified: return try credential(judgement)
        case .certifiedByCustodian:
            return "\(try credential(judgement)); \(try custody(of: statement))"
        case .notRequired:
            guard try known.reader.event(at: statement.index).event.body.givesLabelValue else {
                return "no competence is asked of an event that gives no value"
            }
            guard let requirement = because.last else { return "no requirement was set for labels of this name" }
            return "the requirement of entry \(requirement.index) asks for no competence"
        case .uncertified: return "no credential had been issued to the signer before; \(try asked(statement))"
        case .outOfScope, .keyMismatch, .notYetValid, .expired: return try shortfall(judgement, statement)
        case .authorityUnrecognised: return try authority(judgement, because, statement)
        case .suspended: return try suspension(judgement, because)
        case .revoked: return "\(try credential(judgement)); revoked by \(ending(because.last))"
        case .keyRevoked: return "the signing key was declared \(keyEnd(because.last)) by \(ending(because.last))"
        case .keyCompromised: return compromise(because)
        case .unknownSigner: return "the signing key was not known as the signer's when the label was recorded"
        case .machine:
            return "made by a \(words: statement.source.kind.rawValue), whose entitlement is not judged"
        }
    }

    /// "credential c-17 of authority clinic-board (entry 12), valid 2026-01-01 to 2027-01-01".
    private func credential(_ judgement: Judgement) throws -> Phrase {
        guard let issue = try issue(judgement) else { return "a credential" }
        return """
            credential \(id: issue.terms.credential) of authority \(id: issue.authority) (entry \(issue.index)) for \
            \(code: issue.terms.competence), valid \(issue.terms.validFrom) to \(issue.terms.validUntil)\(unasked(issue.terms))
            """
    }

    /// A verdict must not read as if it had been asked of them.
    private func unasked(_ terms: CredentialTerms) -> Phrase {
        guard let phrase = terms.unaskedPhrase else { return "" }
        return phrase.plain.count <= Self.shortCount ? " (\(phrase))" : " (and with limits that are stated and not asked)"
    }

    /// Characters of what is said beside a verdict; more stands with the credential alone.
    private static let shortCount = 160

    private func custody(of statement: Attribution) throws -> Phrase {
        let standing = try known.fold(StandingHistory.self, of: statement.source.standingSubject)
        guard standing.keys[statement.keyID]?.rotatedFrom != nil else {
            return "the signing key is held by a connector, not by the person"
        }
        return
            "the person was enrolled with a key that a connector holds; who holds the signing key, which a rotation brought in, was not stated"
    }

    private func issue(_ judgement: Judgement) throws -> CredentialHistory.Issue? {
        try judgement.credential.flatMap { try known.fold(CredentialHistory.self, of: $0).issue }
    }

    /// What a credential lacks by its own terms.
    private func shortfall(_ judgement: Judgement, _ statement: Attribution) throws -> Phrase {
        let credential = try credential(judgement)
        switch judgement.verdict {
        case .outOfScope: return "\(credential), does not cover what is asked: \(try asked(statement))"
        case .keyMismatch:
            return "\(credential), is bound to another key than the one that signed, and to none it descends from"
        case .notYetValid: return "\(credential), was not valid yet when the label was recorded, \(statement.recorded)"
        default: return "\(credential), had expired when the label was recorded, \(statement.recorded)"
        }
    }

    private func asked(_ statement: Attribution) throws -> Phrase {
        let policy = try known.fold(PolicyHistory.self, of: .policy(statement.dataset))
        guard let (row, setBy) = RequirementRule.row(for: statement, in: policy), let competence = row.competence
        else { return "no competence is asked for" }
        return "the requirement of entry \(setBy) asks for \(code: competence)"
    }

    private func authority(_ judgement: Judgement, _ because: [LoggedEvent], _ statement: Attribution) throws -> Phrase {
        let credential = try credential(judgement)
        switch because.last?.event.body {
        case .authorityWithdrawn(let data):
            return "\(credential); the authority \(id: data.authority) was withdrawn by \(ending(because.last))"
        case .authorityKeyRevoked(let data):
            guard let rotation = because.dropLast().last, case .authorityKeyAdded(let added) = rotation.event.body else {
                return
                    "\(credential); the key \(code: data.kid) that issued it was declared compromised by \(ending(because.last))"
            }
            let isOwn = try issue(judgement)?.issuingKey == added.introduction.key.thumbprint
            return """
                \(credential); the key that issued it \(origin(rotation, isOwn: isOwn)) by the key \(code: data.kid), which was \
                declared compromised by \(ending(because.last))
                """
        case .authorityRecognised(let data):
            let competences = data.competences.map { "\(code: $0)" as Phrase }.joined(separator: ", ")
            return """
                \(credential); \(try asked(statement)), and the authority was not recognised for that when it issued the \
                credential (entry \(because.last?.index ?? statement.index) recognises it for \(competences))
                """
        case .credentialPresented where because.last?.source.kind == .annotator:
            return "\(credential); its holder presented it, and nobody else answers for it"
        default: return "\(credential); the authority was not recognised by the operator"
        }
    }

    private func suspension(_ judgement: Judgement, _ because: [LoggedEvent]) throws -> Phrase {
        guard judgement.credential != nil else { return "the signer was suspended by \(ending(because.last))" }
        let suspended: Phrase = "\(try credential(judgement)); suspended by \(ending(because.last))"
        guard let reinstated = because.last(where: { if case .credentialReinstated = $0.event.body { true } else { false } }),
            let compromised = because.dropLast().last
        else { return suspended }
        return """
            \(suspended); the reinstatement of entry \(reinstated.index) does not count, for the key behind it was declared \
            compromised by \(ending(compromised))
            """
    }

    private func compromise(_ because: [LoggedEvent]) -> Phrase {
        guard because.count == 3 else { return "the signing key was declared compromised by \(ending(because.last))" }
        return """
            the signing key \(origin(because[1], isOwn: because[0].index == because[1].index)) by a key that was declared \
            compromised by \(ending(because.last))
            """
    }

    /// How a key came to be that a void rotation brought in, or one that it descends from.
    private func origin(_ rotation: LoggedEvent, isOwn: Bool) -> Phrase {
        let verb: Phrase = isOwn ? "was brought in" : "descends from one that was brought in"
        return "\(verb) (entry \(rotation.index))"
    }

    private func keyEnd(_ entry: LoggedEvent?) -> Phrase {
        switch entry?.event.body {
        case .annotatorKeyRevoked(let data): Phrase(words: data.reason.rawValue)
        case .ledgerKeyRetired(let data): Phrase(words: data.reason.rawValue)
        default: "revoked"
        }
    }

    /// "entry 40, effective 2026-05-01".
    private func ending(_ entry: LoggedEvent?) -> Phrase {
        guard let entry else { return "an entry" }
        return "entry \(entry.index), effective \(entry.event.body.statedEffect ?? entry.recorded)"
    }
}

extension EventBody {
    /// From when an ending holds, if it says so; else it holds from its recording.
    fileprivate var statedEffect: Timestamp? {
        switch self {
        case .credentialRevoked(let data): data.action.effective
        case .credentialSuspended(let data): data.action.effective
        case .authorityWithdrawn(let data): data.effective
        case .authorityKeyRevoked(let data): data.effective
        case .annotatorKeyRevoked(let data): data.effective
        case .ledgerKeyRetired(let data): data.effective
        default: nil
        }
    }
}

extension Verdict {
    /// "key revoked".
    package var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}
