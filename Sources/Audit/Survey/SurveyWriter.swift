import Ledger
import Primitives
import Provenance

extension DatasetSurvey {
    /// Surveys a dataset.
    ///
    /// - Parameters:
    ///   - size: What is to be known: the entries below it. All there are if `nil`.
    ///   - showsDisclosures: True if whoever asks may see what was sealed.
    ///   - progress: called with the number of entries done and of all.
    /// - Throws: `LedgerError.missing` if the dataset is not defined below the size, `.invalid` for a size past the log's;
    ///   `StoreError`.
    static func make(
        of dataset: String, at size: TreeSize? = nil, from store: any LedgerStore, showsDisclosures: Bool,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> DatasetSurvey {
        let size = try store.read { try $0.size(asOf: size) }
        var (indices, writer) = try store.read { reader in
            let definition = try LedgerHistories(reader).fold(PolicyHistory.self, of: .policy(dataset))?.definition
            guard let definition, size.contains(definition) else {
                throw LedgerError(.missing, "There is no dataset \(dataset) among the first \(size) entries of this ledger.")
            }
            return (
                try reader.history(of: .dataset(dataset), below: size),
                SurveyWriter(
                    survey: DatasetSurvey(dataset: dataset, size: size), judge: try SurveyJudge(reader, at: size),
                    showsDisclosures: showsDisclosures)
            )
        }
        var done = 0
        try store.events(at: indices).forEachRun { run in
            try store.read { reader in try writer.take(run, reader) }
            done += run.count
            progress(done, indices.count)
        }
        return writer.finish()
    }
}

/// Folds entries into a survey.
struct SurveyWriter {
    private(set) var survey: DatasetSurvey
    private let judge: SurveyJudge
    private let showsDisclosures: Bool
    private var rankings = RankingReading()

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// Statements about a dataset as a whole that are kept.
    private static let statementLimit = 50_000

    init(survey: DatasetSurvey, judge: SurveyJudge, showsDisclosures: Bool) {
        self.survey = survey
        self.judge = judge
        self.showsDisclosures = showsDisclosures
    }

    mutating func take(_ run: [LoggedEvent], _ reader: any LedgerReader) throws {
        try judge.go(on: reader)
        for entry in run { try take(entry, reader) }
    }

    func finish() -> DatasetSurvey {
        var survey = survey
        for label in survey.labels.labels where label.isCurrent {
            survey.people[survey.labels.actors[label.source]]?.current += 1
        }
        for answer in survey.peoplesAnswers { survey.suggestions.settle(answer) }
        for decision in survey.labels.labels where decision.kind == .adjudicated { survey.suggestions.settle(decision) }
        return survey
    }

    private mutating func take(_ entry: LoggedEvent, _ reader: any LedgerReader) throws {
        let type = String(entry.event.type.dropFirst("touchmark.".utf8.count))
        survey.eventCounts[type, default: 0] += 1
        survey.firstRecorded = survey.firstRecorded ?? entry.recorded
        survey.lastRecorded = entry.recorded
        if try judge.isBeyondTolerance(entry) { survey.clockAnomalies.add(entry.index) }
        if !entry.event.body.givesLabelValue { survey.acts.add(type, entry.index, try judge.verdict(onActBy: entry)) }
        if entry.event.body.labelAddress != nil {
            try takeLabelEvent(entry, type, reader)
        } else {
            try takeStatement(entry, reader)
        }
    }

    private mutating func takeStatement(_ entry: LoggedEvent, _ reader: any LedgerReader) throws {
        switch entry.event.body {
        case .itemRegistered(let data): survey.items.register(data, by: entry)
        case .itemSynchronised: survey.items.synchronise()
        case .itemQuarantined(let data): survey.items.setQuarantine(of: data.item, Quarantine(after: [entry]))
        case .itemReadmitted(let data): survey.items.setQuarantine(of: data.item, Quarantine(after: [entry]))
        case .goldPlaced(let data): try placeGold(data, entry, reader)
        default:
            guard survey.statements.count < Self.statementLimit else {
                survey.isStatementsLimited = true
                return
            }
            survey.statements.append(entry)
        }
    }

    private mutating func placeGold(_ data: GoldPlaced, _ entry: LoggedEvent, _ reader: any LedgerReader) throws {
        guard let item = survey.items.number(of: data.item) else { return }
        let key = QuestionKey(item: item, name: data.name)
        let placed = PlacedGold(index: entry.index, answers: try goldAnswers(data, entry, reader))
        survey.gold[key] = survey.gold[key]?.replaced(by: placed) ?? placed
    }

    private func goldAnswers(
        _ data: GoldPlaced, _ entry: LoggedEvent, _ reader: any LedgerReader
    ) throws -> [String?: Answer]? {
        guard let value = try goldValue(data, entry, reader) else { return nil }
        guard value.isRanking else { return Answer.byPart(Answer.answers(value, isTextSealed: false)) }
        let question = Subject.question(data.dataset, data.item, data.name)
        return Answer.byPart(Answer.answers(try RankingReading.gold(value, for: question, at: survey.size, reader)))
    }

    /// `nil` if it is sealed, and not to be seen.
    private func goldValue(_ data: GoldPlaced, _ entry: LoggedEvent, _ reader: any LedgerReader) throws -> JSONValue? {
        if case .clear(let value) = data.value {
            guard value.isTextAnswerSealed else { return .object(value.json) }
            let shown = try SealedParts(of: entry, in: reader, showsDisclosures: showsDisclosures).value(value)
            guard shown.sealedText?.text != nil else { return nil }
            return shown.json
        }
        guard showsDisclosures else { return nil }
        return try SealedParts.disclosed("value", of: entry, in: reader)
    }
}

// Events of labels.
extension SurveyWriter {
    private mutating func takeLabelEvent(_ entry: LoggedEvent, _ type: String, _ reader: any LedgerReader) throws {
        guard let address = entry.event.body.labelAddress, let statement = Attribution(entry),
            let item = survey.items.number(of: address.item)
        else { return }
        let place = survey.labels.makePlace(item: item, label: address.label, name: address.name)
        let judged = try judge.verdicts(on: statement)
        count(entry, type, judged)
        if case .reviewRecorded(let data) = entry.event.body {
            try review(place, data, statement, now: judged.now)
        } else if let kind = LabelHistory.HeadKind(entry.event.body) {
            let said = try said(by: entry, at: place, address, reader)
            try setHead(place, kind, entry, statement, judged, said)
        }
    }

    private mutating func count(_ entry: LoggedEvent, _ type: String, _ judged: (then: Verdict, now: Verdict)) {
        let day = Self.day(of: entry.recorded)
        let isMachine = entry.source.kind == .model || entry.source.kind == .connector
        survey.days[day, default: DayCount()].people += isMachine ? 0 : 1
        survey.days[day, default: DayCount()].machines += isMachine ? 1 : 0
        let context = entry.event.body.labelContext
        if let tool = context?.tool { survey.tools[tool.version.map { "\(tool.name) \($0)" } ?? tool.name, default: 0] += 1 }
        Self.count(
            in: &survey.people[entry.source, default: WorkRecord(first: entry.recorded, last: entry.recorded)], entry, type, day,
            context.flatMap { WorkRecord.Timed(entry, $0) }, entry.event.body.givesLabelValue ? judged : nil)
    }

    private static func count(
        in record: inout WorkRecord, _ entry: LoggedEvent, _ type: String, _ day: Int64, _ timed: WorkRecord.Timed?,
        _ judged: (then: Verdict, now: Verdict)?
    ) {
        record.events[type, default: 0] += 1
        record.last = entry.recorded
        record.days[day, default: 0] += 1
        if let timed { record.take(timed) }
        if let judged {
            record.then[judged.then, default: 0] += 1
            record.now[judged.now, default: 0] += 1
        }
    }

    static func day(of time: Timestamp) -> Int64 {
        let (days, rest) = time.microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return rest < 0 ? days - 1 : days
    }

    private mutating func review(_ place: Int, _ data: ReviewRecorded, _ statement: Attribution, now: Verdict) throws {
        let isSignerGood = try judge.isSettled(by: statement)
        let counts = data.outcome.disputes || isSignerGood
        let actors = survey.labels.actors
        survey.labels.update(place) { label in
            // An acceptance by somebody who was not entitled to speak leaves all as it was.
            guard counts else { return }
            label.isDisputed = data.outcome.disputes
            let signer = actors[label.source].kind
            guard signer == .model else { return }
            label.anchor = HumanAnchor(
                head: label.kind, signer: signer, proposalIsUnchanged: nil, review: data.outcome)
            label.anchorNow = label.anchor == .none ? label.now : now
        }
        survey.reviews.append(
            SurveyedReview(
                label: place, attribution: statement, head: survey.labels.labels[place].head, outcome: data.outcome,
                counts: counts, isSignerGood: isSignerGood))
    }

    /// What an event says of its label, as it is compared: its digest is as of `EventBody.labelValueDigest`.
    private typealias Said = (digest: Digest?, answers: [(part: String?, answer: Answer)])

    private mutating func said(
        by entry: LoggedEvent, at place: Int, _ address: LabelAddress, _ reader: any LedgerReader
    ) throws -> Said {
        let body = entry.event.body
        guard let value = body.labelValue else { return (nil, []) }
        guard value.isRanking else {
            return (body.labelValueDigest(ResponseNames()), Answer.answers(value, isTextSealed: body.isTextAnswerSealed))
        }
        let question = QuestionKey(item: survey.labels.labels[place].item, name: address.name)
        let ranked = try rankings.read(value, of: entry, at: address, on: question, reader)
        return (ranked.digest, Answer.answers(ranked))
    }

    private mutating func setHead(
        _ place: Int, _ kind: LabelHistory.HeadKind, _ entry: LoggedEvent, _ statement: Attribution,
        _ judged: (then: Verdict, now: Verdict), _ said: Said
    ) throws {
        let before = survey.labels.labels[place]
        survey.relations.remove(before.head)
        let body = entry.event.body
        let isRelation = RelationClaim(body) != nil
        if isRelation { survey.relations.insert(entry.index.value) }
        let value = said.digest.map { survey.labels.number(ofValue: $0) } ?? 0
        let named = body.labelSegments.map { survey.labels.number(of: $0) }
        let proposed = SuggestionRegister.Proposed(value: value, segments: named)
        let proposal = proposal(kind, entry, proposed, said.answers.first?.answer, before)
        if case .adjudicationDecided(let data) = body {
            survey.adjudications.append(
                .init(label: place, attribution: statement, rule: data.rule, among: candidates(data, before.name), value: value))
        }
        let answers = survey.labels.add(said.answers)
        let source = survey.labels.number(of: entry.source)
        let guideline = survey.labels.number(of: body.citedGuideline)
        let (giver, basis) = kind == .withdrawn ? (before.giver, before.basis) : (source, look(place, entry, source, before))
        // An event that names no part speaks of the part that the label was on.
        let segments = named ?? before.segments
        let isSignerGood = try !judged.now.isAdverse || judge.isSettled(by: statement)
        let isUnchanged = survey.suggestions.isUnchanged(proposal, proposed)
        let isOffClock = try judge.isBeyondTolerance(entry)
        survey.labels.keepAnswer(at: place, before: kind)
        survey.labels.update(place) { label in
            (label.head, label.recorded, label.source) = (entry.index.value, entry.recorded.microseconds, source)
            (label.isOffClock, label.kind, label.then, label.now) = (isOffClock, kind, judged.then, judged.now)
            (label.guideline, label.segments) = (guideline, segments)
            (label.firstAnswer, label.answerCount) = answers
            label.anchor = HumanAnchor(head: kind, signer: entry.source.kind, proposalIsUnchanged: isUnchanged, review: nil)
            label.anchorNow = judged.now
            (label.value, label.giver, label.basis) = (value, giver, basis)
            (label.proposal, label.isUnchanged) = (proposal, isUnchanged)
            (label.isRelation, label.isDisputed, label.isSignerGood) = (isRelation, false, isSignerGood)
            label.versions = label.versions == .max ? .max : label.versions + 1
        }
    }

    /// The labels that a decision was between, as they were.
    private func candidates(_ data: AdjudicationDecided, _ question: UInt32) -> [QuestionState.Candidate] {
        guard let item = survey.items.number(of: data.address.item) else { return [] }
        return data.among.compactMap { candidate in
            survey.labels.place(item: item, label: candidate.label).map { survey.labels.labels[$0] }.map { label in
                let value = (kind: label.kind, author: survey.labels.actors[label.source])
                return .init(head: .place(label.head), of: label.name == question ? value : nil)
            }
        }
    }

    /// The basis of the value that an event gives; puts down where it shows that a person had seen what others said.
    private mutating func look(
        _ place: Int, _ entry: LoggedEvent, _ source: UInt32, _ before: SurveyedLabel
    ) -> QuestionState.Basis {
        let previous = before.versions > 0 ? (author: survey.labels.actors[before.giver], basis: before.basis) : nil
        let basis = QuestionState.Basis(entry.event.body, by: entry.source, after: previous)
        if basis != .own, entry.source.kind == .annotator {
            survey.looks.append(.init(label: UInt32(place), source: source, index: entry.index.value))
        }
        return basis
    }

    /// The proposal that the value is held against, among the suggestions, plus one; 0 for none.
    private mutating func proposal(
        _ kind: LabelHistory.HeadKind, _ entry: LoggedEvent, _ said: SuggestionRegister.Proposed, _ answer: Answer?,
        _ before: SurveyedLabel
    ) -> UInt32 {
        switch ProposalSource(entry.event.body, by: entry.source) {
        case .itself:
            survey.suggestions.add(
                .init(model: entry.source, name: survey.labels.name(of: before), answer: answer?.className),
                kind == .suggested ? entry.event.id : nil, said)
        case .accepted(let suggestion): survey.suggestions.number(of: suggestion.id) ?? before.proposal
        case .previous: before.proposal
        case .decided(let among):
            ProposalSource.decided(between: among.compactMap { proposed($0, before) }) {
                survey.suggestions.isUnchanged($0, said) == true
            } ?? 0
        }
    }

    private func proposed(
        _ candidate: AdjudicationDecided.Candidate, _ own: SurveyedLabel
    ) -> ProposalSource.Candidate<UInt32>? {
        survey.labels.place(item: own.item, label: candidate.label).map { survey.labels.labels[$0] }.map { label in
            let isModels = survey.labels.actors[label.source].kind == .model
            return .init(isOwn: label.label == own.label, proposal: isModels ? label.proposal : nil)
        }
    }
}

extension Answer {
    /// The class, for tables of classes.
    var className: String? {
        switch self {
        case .nominal(let text): text
        case .number(let number): JSONValue(number)?.canonicalText
        case .outline, .relation, .sealed, .unclear: nil
        }
    }
}
