import Ledger
import Primitives
import Provenance
import Signatures

/// Tells a label's own events one by one.
struct StepWriter {
    let known: KnownEntries
    let verdicts: VerdictWriter
    let tracks: [PlacedTrack]

    func steps(_ entries: [LoggedEvent]) throws -> [CertificateStep] {
        var before: CertificateStep?
        return try entries.map { entry in
            let step = try step(entry, before: before)
            if step.isHead { before = step }
            return step
        }
    }

    private func step(_ entry: LoggedEvent, before: CertificateStep?) throws -> CertificateStep {
        let said = StepContents(entry.event.body)
        let parts = try known.sealedParts(of: entry)
        let isHead = LabelHistory.HeadKind(entry.event.body) != nil
        let value = said.value.map(parts.value) ?? said.plainValue.map { ShownValue(json: $0, sealedText: nil) }
        return CertificateStep(
            entry: EntryCitation(entry), actor: entry.source, kind: try kind(of: entry), key: entry.keyID,
            holding: try holding(of: entry), times: try times(of: entry),
            verdict: try Attribution(entry).flatMap { try verdict(on: entry, $0) }, value: value,
            responses: said.responses, previous: isHead ? before.map { .init(index: $0.entry.index, value: $0.value) } : nil,
            segments: said.segments?.map { PlacedSegment($0, on: tracks) },
            guideline: try said.context.guideline.flatMap { try guideline($0, citedBy: entry) },
            accepted: try accepted(said, value),
            statement: said.statement.flatMap { member, text in
                parts.text(text, named: member).map { .init(member: member, text: $0) }
            },
            tool: said.context.tool, session: said.context.session, durationMs: said.context.durationMs,
            confidence: said.context.confidence, reviewOutcome: said.outcome, adjudication: said.adjudication,
            references: try said.references.map { member, reference in
                CitedEvent(member: member, reference: reference, index: try known.entry(reference)?.index)
            }, isHead: isHead)
    }

    private func verdict(on entry: LoggedEvent, _ statement: Attribution) throws -> CertifiedVerdict? {
        entry.event.body.givesLabelValue ? try verdicts.verdict(on: statement) : try verdicts.objection(to: entry, statement)
    }

    private func kind(of entry: LoggedEvent) throws -> SignerKind {
        switch entry.source.kind {
        case .model: return .model
        case .connector: return .connector
        case .annotator: break
        default: return .officer
        }
        let standing = try known.fold(StandingHistory.self, of: entry.source.standingSubject)
        return standing.isOfCrowd ? .crowd : .person
    }

    private func holding(of entry: LoggedEvent) throws -> KeyHolding? {
        guard entry.source.kind.isEnrolled else { return nil }
        let standing = try known.fold(StandingHistory.self, of: entry.source.standingSubject)
        guard let key = standing.keys[entry.keyID] else { return nil }
        return key.rotatedFrom == nil ? standing.enrolment.map { .stated($0.custody) } : .unstated
    }

    private func times(of entry: LoggedEvent) throws -> StepTimes {
        let ledger = try known.fold(LedgerHistory.self, of: .ledger)
        return StepTimes(
            claimed: entry.event.time, recorded: entry.recorded,
            toleranceSeconds: ledger.policy(at: entry.index)?.clockToleranceSeconds,
            isBeyondTolerance: ledger.isBeyondTolerance(entry))
    }

    private func guideline(_ reference: EventReference, citedBy entry: LoggedEvent) throws -> CitedGuideline? {
        guard case .guidelinePublished(let data)? = try known.entry(reference)?.event.body,
            let version = try known.fold(GuidelineHistory.self, of: .guideline(data.guideline)).versions[reference]
        else { return nil }
        return CitedGuideline(
            index: version.index, guideline: version.guideline, version: version.version, digest: version.digest,
            withdrawal: version.withdrawal, wasWithdrawn: version.isWithdrawn(at: entry.recorded))
    }

    private func accepted(_ said: StepContents, _ value: ShownValue?) throws -> AcceptedSuggestion? {
        guard let reference = said.context.accepts, let entry = try known.entry(reference),
            case .labelSuggested(let data) = entry.event.body
        else { return nil }
        let suggested = try known.sealedParts(of: entry).value(data.value)
        return AcceptedSuggestion(
            entry: EntryCitation(entry), label: data.address.labelSubject, model: entry.source, value: suggested,
            confidence: data.confidence,
            isUnchanged: said.segments?.comparedForm == data.segments.comparedForm ? Self.isSame(suggested, value) : false)
    }
}

extension StepWriter {
    /// `nil` if what one of them hides might make the difference.
    private static func isSame(_ suggested: ShownValue, _ asserted: ShownValue?) -> Bool? {
        guard let asserted else { return false }
        return suggested.isWhole && asserted.isWhole ? form(suggested.json) == form(asserted.json) : nil
    }

    /// Who takes over a ranking that does not name its responses speaks of the same by the same ids.
    private static func form(_ value: JSONValue) -> JSONValue? {
        let compared = value.isRanking ? value.ranking(by: ResponseNames(value) ?? ResponseNames()) : value
        return compared?.comparedLabelValue
    }
}

/// What the events of a label have in common, each from where its type keeps it.
private struct StepContents {
    struct Context {
        var guideline: EventReference?
        var accepts: EventReference?
        var tool: Tool?
        var session: String?
        var durationMs: UInt64?
        var confidence: Double?
    }

    var value: LabelValue?
    /// A relation or rankings, which have no text to seal.
    var plainValue: JSONValue?
    var responses: [PreferenceRanked.Response]?
    var segments: [Segment]?
    var context = Context()
    var statement: (member: String, text: Sealable<String>)?
    var outcome: ReviewRecorded.Outcome?
    var adjudication: CertificateStep.Adjudication?
    var references: [(member: String, reference: EventReference)] = []

    init(_ body: EventBody) {
        switch body {
        case .labelSuggested(let data):
            (value, segments) = (data.value, data.segments)
            (context.guideline, context.confidence) = (data.guideline, data.confidence)
            cite("on", data.on)
        case .labelAsserted(let data): set(data.value, data.segments, data.context, [("on", data.on)])
        case .labelRevised(let data):
            set(data.value, data.segments, data.context, [("on", data.on), ("revises", data.revises)])
        case .labelWithdrawn(let data):
            statement = ("reason", data.reason)
            cite("revises", data.revises)
        case .relationAsserted(let data):
            (plainValue, statement) = (body.labelValue, ("rationale", data.rationale))
            cite("on", data.on)
        case .preferenceRanked(let data):
            (plainValue, statement) = (body.labelValue, ("rationale", data.rationale))
            responses = data.responses
            cite("on", data.on)
        case .reviewRecorded(let data):
            (value, outcome, statement) = (data.value, data.outcome, ("comment", data.comment))
            cite("reviews", data.reviews)
        case .adjudicationDecided(let data):
            (value, statement) = (data.value, ("rationale", data.rationale))
            adjudication = .init(rule: data.rule, among: data.among)
            for candidate in data.among { cite("among", candidate.event) }
        default: break
        }
        cite("guideline", context.guideline)
        cite("accepts", context.accepts)
    }

    private mutating func set(
        _ value: LabelValue, _ segments: [Segment], _ context: LabelContext, _ references: [(String, EventReference)]
    ) {
        self.value = value
        self.segments = segments
        self.context = Context(
            guideline: context.guideline, accepts: context.accepts, tool: context.tool, session: context.session,
            durationMs: context.durationMs, confidence: context.confidence)
        statement = ("rationale", context.rationale)
        for (member, reference) in references { cite(member, reference) }
    }

    private mutating func cite(_ member: String, _ reference: EventReference?) {
        if let reference { references.append((member, reference)) }
    }
}
