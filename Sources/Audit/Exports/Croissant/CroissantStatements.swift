import Ledger
import Primitives
import Provenance

/// What was stated about a dataset, as properties of the responsible-AI vocabulary. Statements are quoted in the words of whoever
/// signed them; figures are counts of events. What nobody stated has no property.
struct CroissantStatements {
    /// Of each property; what is beyond is counted.
    private static let statementLimit = 200
    /// Longer texts are cut.
    private static let characterLimit = 20_000

    private let view: DatasetView
    private let judge: SurveyJudge
    private var chosen: ChosenEvents
    private var texts: [String: [String]] = [:]
    private var omitted: [String: Int] = [:]
    private var requirement: RequirementSet?
    private var guidelines = GuidelineVersions()
    private var tools: Set<String> = []
    private var people: Set<String> = []
    private var models: Set<String> = []
    private var reviews: [ReviewRecorded.Outcome: Int] = [:]
    /// Those by a key that is not good, or by somebody suspended, as known now.
    private var adverseReviews = 0
    private var adjudications = 0
    private var pseudonymousItems = 0

    init(_ view: DatasetView) throws {
        self.view = view
        judge = try SurveyJudge(view.reader, at: view.size)
        chosen = ChosenEvents(view.splits)
    }

    /// - Parameter event: in the order of the log.
    mutating func take(_ event: LoggedEvent) throws {
        guard chosen.holds(event.event.body) else { return }
        switch event.event.body {
        case .requirementSet(let data): requirement = data
        case .guidelinePublished(let data):
            guidelines.apply(event)
            state("dataAnnotationProtocol", Self.guideline(data))
        case .guidelineWithdrawn(let data):
            guidelines.apply(event)
            if let version = guidelines[data.of] { state("dataAnnotationProtocol", Self.withdrawal(version)) }
        case .operationRecorded(let data): take(data)
        case .assessmentRecorded(let data): take(data)
        case .itemRegistered(let data): if !data.dataSubjects.isEmpty { pseudonymousItems += 1 }
        case .labelAsserted, .labelRevised: takeTool(event.event.body.labelContext?.tool)
        case .reviewRecorded(let data): try take(data, event)
        case .adjudicationDecided: adjudications += 1
        default: break
        }
        guard event.event.body.labelAddress != nil else { return }
        if event.source.kind == .annotator { people.insert(event.source.id) }
        if event.source.kind == .model { models.insert(event.source.id) }
    }

    private mutating func take(_ data: ReviewRecorded, _ event: LoggedEvent) throws {
        reviews[data.outcome, default: 0] += 1
        if let statement = Attribution(event), try !judge.isSettled(by: statement) { adverseReviews += 1 }
    }

    private mutating func takeTool(_ tool: Tool?) {
        guard let tool, tools.count < Self.statementLimit else { return }
        tools.insert(tool.name + (tool.version.map { " " + $0 } ?? ""))
    }

    private mutating func take(_ data: OperationRecorded) {
        let name =
            switch data.kind {
            case .cleaning, .filtering: "dataPreprocessingProtocol"
            case .updating, .enrichment, .aggregation: "dataManipulationProtocol"
            }
        let tool = data.tool.name + (data.tool.version.map { " " + $0 } ?? "")
        state(
            name,
            "\(data.kind.rawValue) with \(tool), \(data.affected) affected, period \(Self.quoted(data.period)), digest "
                + data.digest.contentDigest + (data.description.map { ": " + $0 } ?? ""))
    }

    private mutating func take(_ data: AssessmentRecorded) {
        let name =
            switch data.kind {
            case .bias: "dataBiases"
            case .gaps, .suitability, .representativeness: "dataLimitations"
            case .impact: "dataSocialImpact"
            case .procedure: "dataAnnotationAnalysis"
            }
        var text = "\(data.kind.rawValue), by \(data.method): \(Self.quoted(data.findings))"
        if let groups = data.groups { text += "; groups \(Self.quoted(groups))" }
        if let measures = data.measures { text += "; measures \(Self.quoted(measures))" }
        state(name, text)
    }

    private static func guideline(_ data: GuidelinePublished) -> String {
        var text = "Guideline \(data.guideline), version \(data.version), \(data.digest.contentDigest)"
        if let uri = data.uri { text += ", \(uri)" }
        if let stated = data.text { text += ": \(stated)" }
        return text
    }

    private static func withdrawal(_ version: GuidelineVersion) -> String {
        let end = version.withdrawal.map { " with effect from \($0.effective): \($0.reason)" } ?? ""
        return "Guideline \(version.guideline), version \(version.version), was withdrawn" + end
    }

    private mutating func state(_ name: String, _ text: String) {
        guard texts[name, default: []].count < Self.statementLimit else {
            omitted[name, default: 0] += 1
            return
        }
        let isCut = text.count > Self.characterLimit
        texts[name, default: []].append(isCut ? text.prefix(Self.characterLimit) + "… (cut)" : text)
    }

    private static func quoted(_ value: JSONValue) -> String { value.string ?? value.canonicalText }

    /// Name of the property, and its value: a text, or an array of them.
    func properties() throws -> [(String, JSONValue)] {
        var all = self
        all.stateDefinition()
        all.stateRequirement()
        all.stateWork()
        try all.stateParticipants()
        for (name, count) in all.omitted { all.texts[name, default: []].append("\(count) more statements are in the ledger.") }
        return all.texts.sorted { $0.key < $1.key }.map { name, texts in
            (name, texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) }))
        }
    }

    private mutating func stateDefinition() {
        let defined = view.defined
        let collection = defined.collection
        for member in ["process", "selection"] {
            if let text = collection?[member] { state("dataCollection", "\(member): \(Self.quoted(text))") }
        }
        if let sources = collection?["sources"] { state("dataCollectionRawData", Self.quoted(sources)) }
        if let timeframe = collection?["timeframe"] { state("dataCollectionTimeframe", Self.quoted(timeframe)) }
        for (member, title) in [("legalBasis", "legal basis"), ("originalPurpose", "original purpose")] {
            if let text = collection?[member] { state("personalSensitiveInformation", "\(title): \(Self.quoted(text))") }
        }
        if pseudonymousItems > 0 {
            state("personalSensitiveInformation", "\(pseudonymousItems) items name the people they show by pseudonyms.")
        }
        if let use = defined.intendedUse { state("dataUseCases", Self.quoted(use)) }
        if let setting = defined.setting { state("dataUseCases", "setting: \(Self.quoted(setting))") }
        if let assumptions = defined.assumptions { state("dataLimitations", "assumptions: \(Self.quoted(assumptions))") }
        if let years = defined.retentionYears { state("dataReleaseMaintenancePlan", "Evidence is kept for \(years) years.") }
        if let controller = defined.controller { state("dataReleaseMaintenancePlan", "controller: \(Self.quoted(controller))") }
    }

    private mutating func stateRequirement() {
        for row in requirement?.requirements ?? [] {
            let labels = row.labels.joined(separator: ", ")
            if let count = row.annotationsPerItem { state("annotationsPerItem", "\(labels): \(count)") }
            var parts: [String] = []
            if let competence = row.competence { parts.append("competence \(competence)") }
            if let blind = row.blind { parts.append(blind ? "blind" : "not blind") }
            if let reviews = row.reviews { parts.append("\(reviews) reviews") }
            if let competence = row.reviewerCompetence { parts.append("reviewers' competence \(competence)") }
            if !parts.isEmpty { state("dataAnnotationProtocol", "Required for \(labels): \(parts.joined(separator: ", "))") }
            if let asked = row.askedAdjudication, let rule = row.adjudication {
                let way = asked == .anyRule ? "adjudicated, in whatever way" : "decided by: \(Self.quoted(rule))"
                state("dataAnnotationAnalysis", "Disagreements on \(labels) are \(way)")
            }
        }
    }

    private mutating func stateWork() {
        for tool in tools.sorted() { state("dataAnnotationPlatform", tool) }
        let outcomes = ReviewRecorded.Outcome.allCases.compactMap { outcome in
            reviews[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        if !outcomes.isEmpty {
            let adverse = "\(adverseReviews) of these by a key that is not good, or by somebody suspended, as known now"
            state(
                "dataAnnotationAnalysis",
                "Reviews: \(outcomes.joined(separator: ", "))" + (adverseReviews > 0 ? "; \(adverse)" : ""))
        }
        if adjudications > 0 { state("dataAnnotationAnalysis", "Adjudications: \(adjudications)") }
    }

    /// Who annotated: what their enrolment says of them in clear.
    private mutating func stateParticipants() throws {
        var languages: [String: Int] = [:]
        for person in people {
            guard let enrolled = try enrolment(of: Actor(.annotator, person)) else { continue }
            for language in Set(enrolled.languages) { languages[language, default: 0] += 1 }
        }
        for (language, count) in languages.sorted(by: { $0.key < $1.key }) {
            state("annotatorDemographics", "language \(language): \(count) of \(people.count) annotators")
        }
        for id in models.sorted() {
            guard let model = try enrolment(of: Actor(.model, id))?.model else { continue }
            state("machineAnnotationTools", "\(model.model) \(model.version), \(model.digest.contentDigest)")
        }
    }

    private func enrolment(of actor: Actor) throws -> AnnotatorEnrolled? {
        for index in try view.reader.history(of: actor.standingSubject, below: view.size) {
            if case .annotatorEnrolled(let data) = try view.reader.event(at: index).event.body { return data }
        }
        return nil
    }
}
