import Ledger
import Primitives
import Provenance
import Signatures

/// How many questions of a dataset were worked on as it requires: what the process rules find, counted.
struct ProcessTally {
    struct Key: Hashable {
        let name: String
        let part: ProcessFinding.Part
        let state: ProcessState
    }

    private(set) var counts: [Key: Int] = [:]
    /// Items whose question is not met, the first of them.
    private(set) var unmet: [(item: UInt32, name: String, finding: ProcessFinding)] = []
    /// How many there are.
    private(set) var unmetCount = 0

    init() {}

    /// Asks the rules about each question whose requirement asks for a process, and about those on which nobody has said anything
    /// where a row that names them asks for annotations of each item.
    init(_ survey: DatasetSurvey, _ reader: any LedgerReader) throws {
        let histories = try LedgerHistories(reader)
        var rows: [UInt32: Requirement] = [:]
        for (number, name) in survey.labels.names.values.enumerated() {
            let row = try Process.requirement(for: name, of: survey.dataset, at: survey.size, in: histories)
            if let row, row.asksForProcess { rows[UInt32(number)] = row }
        }
        let asked = try histories.fold(PolicyHistory.self, of: .policy(survey.dataset))?.annotationsAsked(at: survey.size) ?? []
        guard !rows.isEmpty || !asked.isEmpty else { return }
        let groups = QuestionGroups(survey, names: Set(rows.keys))
        for (key, question) in groups.sorted {
            guard let row = rows[key.name] else { continue }
            let name = survey.labels.names[key.name]
            for finding in try Process.findings(on: question.state(survey), asking: row, at: survey.size, in: histories) {
                count(finding, on: key.item, name)
            }
        }
        for (name, row) in asked {
            // Where nobody has said anything, nothing is met.
            let findings = try Process.findings(on: .empty, asking: row, at: survey.size, in: histories)
                .filter { $0.state != .met }
            for item in groups.untouched(name, in: survey) { for finding in findings { count(finding, on: item, name) } }
        }
    }

    private mutating func count(_ finding: ProcessFinding, on item: UInt32, _ name: String) {
        counts[Key(name: name, part: finding.part, state: finding.state), default: 0] += 1
        guard finding.state != .met else { return }
        unmetCount += 1
        if unmet.count < ReportTable.keptRows { unmet.append((item, name, finding)) }
    }
}

extension PolicyHistory {
    /// The questions that rows of the requirements in force at a size name and want annotations of, in order of their names.
    func annotationsAsked(at size: TreeSize) -> [(name: String, row: Requirement)] {
        let rows = requirements(at: size.nextIndex)?.set.requirements ?? []
        return rows.filter { ($0.annotationsPerItem ?? 0) > 0 }.flatMap { row in
            row.labels.filter { $0 != "*" }.map { ($0, row) }
        }.sorted { $0.0 < $1.0 }
    }
}

extension QuestionState {
    fileprivate static let empty = QuestionState(answers: [], reviews: [], decisions: [], firstLooks: [:])
}

extension Requirement {
    fileprivate var asksForProcess: Bool {
        annotationsPerItem != nil || reviews != nil || adjudication != nil || blind == true
    }
}

/// The answers, reviews and decisions of each question.
private struct QuestionGroups {
    struct Key: Hashable {
        let item: UInt32
        let name: UInt32
    }

    /// The places of what touches the question.
    struct Group {
        var answers: [Int] = []
        var reviews: [Int] = []
        /// Also those that were revised or withdrawn since.
        var adjudications: [Int] = []
        var looks: [Int] = []

        func state(_ survey: DatasetSurvey) -> QuestionState {
            let reviews = reviews.map { survey.reviews[$0] }
            let adjudications = adjudications.map { survey.adjudications[$0] }
            let looks =
                reviews.map { ($0.attribution.source, $0.attribution.index) }
                + adjudications.map { ($0.attribution.source, $0.attribution.index) }
                + looks.map { (survey.labels.actors[survey.looks[$0].source], EntryIndex(survey.looks[$0].index)) }
            return QuestionState(
                answers: answers.compactMap { survey.labels.answer(at: $0) }.map { survey.answer($0) },
                reviews: reviews.map {
                    .init(reviewed: .place($0.head), outcome: $0.outcome, attribution: $0.attribution)
                },
                decisions: adjudications.filter { survey.stands($0) }.map { survey.decision($0) },
                firstLooks: Dictionary(looks, uniquingKeysWith: min))
        }
    }

    private var groups: [Key: Group] = [:]

    var sorted: [(key: Key, value: Group)] { groups.sorted { ($0.key.name, $0.key.item) < ($1.key.name, $1.key.item) } }

    /// Items on which no label of a question is or was.
    func untouched(_ name: String, in survey: DatasetSurvey) -> [UInt32] {
        let items = survey.items.items.indices.map { UInt32($0) }
        guard let number = survey.labels.names.known(name) else { return items }
        return items.filter { groups[Key(item: $0, name: number)] == nil }
    }

    init(_ survey: DatasetSurvey, names: Set<UInt32>) {
        func key(_ place: Int) -> Key? {
            let label = survey.labels.labels[place]
            return names.contains(label.name) ? Key(item: label.item, name: label.name) : nil
        }
        // A question on which only a machine has spoken waits for people: it is one as well.
        for place in survey.labels.labels.indices {
            guard let key = key(place) else { continue }
            if survey.labels.answer(at: place) != nil {
                groups[key, default: Group()].answers.append(place)
            } else {
                groups[key] = groups[key] ?? Group()
            }
        }
        for (place, review) in survey.reviews.enumerated() {
            if let key = key(review.label) { groups[key, default: Group()].reviews.append(place) }
        }
        for (place, decision) in survey.adjudications.enumerated() {
            if let key = key(decision.label) { groups[key, default: Group()].adjudications.append(place) }
        }
        for (place, look) in survey.looks.enumerated() {
            if let key = key(Int(look.label)) { groups[key, default: Group()].looks.append(place) }
        }
    }
}

extension DatasetSurvey {
    fileprivate func answer(_ label: SurveyedLabel) -> QuestionState.Answer {
        let source = labels.actors[label.source]
        // The rules read of an answer's signer who it is; the key matters for the verdict, which is given already.
        let attribution = Attribution(
            index: EntryIndex(label.head), recorded: Timestamp(microseconds: label.recorded), source: source,
            keyID: KeyThumbprint(digest: .zero), dataset: dataset, name: labels.name(of: label))
        return .init(
            head: .place(label.head), attribution: attribution, value: labels.digest(ofValue: label.value),
            parts: labels.digest(ofParts: label.segments), basis: label.basis)
    }

    /// A decision that was revised or withdrawn decides nothing any more.
    fileprivate func stands(_ adjudication: SurveyedAdjudication) -> Bool {
        labels.labels[adjudication.label].head == adjudication.attribution.index.value
    }

    fileprivate func decision(_ adjudication: SurveyedAdjudication) -> QuestionState.Decision {
        .init(
            head: .place(adjudication.attribution.index.value), attribution: adjudication.attribution,
            value: labels.digest(ofValue: adjudication.value), rule: adjudication.rule,
            among: adjudication.among)
    }
}

extension EventReference {
    /// Stands for the event at a place of the log, where references only have to tell events apart.
    static func place(_ index: UInt64) -> EventReference {
        EventReference(id: EventID(high: 0, low: index), digest: .zero)
    }
}
