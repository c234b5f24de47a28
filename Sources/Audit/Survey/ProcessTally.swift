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

    private static let listed = 1000

    init() {}

    /// Asks the rules about each question whose requirement asks for a process.
    init(_ survey: DatasetSurvey, _ reader: any LedgerReader) throws {
        let histories = try LedgerHistories(reader)
        var rows: [UInt32: Requirement] = [:]
        for (number, name) in survey.labels.names.values.enumerated() {
            let row = try Process.requirement(for: name, of: survey.dataset, at: survey.size, in: histories)
            if let row, row.asksForProcess { rows[UInt32(number)] = row }
        }
        guard !rows.isEmpty else { return }
        for (key, question) in QuestionGroups(survey, names: Set(rows.keys)).sorted {
            guard let row = rows[key.name] else { continue }
            let name = survey.labels.names[key.name]
            for finding in try Process.findings(on: question.state(survey), asking: row, at: survey.size, in: histories) {
                counts[Key(name: name, part: finding.part, state: finding.state), default: 0] += 1
                if finding.state != .met, unmet.count < Self.listed { unmet.append((key.item, name, finding)) }
            }
        }
    }
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
            head: .place(label.head), attribution: attribution, value: labels.digest(ofValue: label.value), basis: label.basis)
    }

    /// A decision that was revised or withdrawn decides nothing any more.
    fileprivate func stands(_ adjudication: SurveyedAdjudication) -> Bool {
        labels.labels[adjudication.label].head == adjudication.attribution.index.value
    }

    fileprivate func decision(_ adjudication: SurveyedAdjudication) -> QuestionState.Decision {
        .init(
            head: .place(adjudication.attribution.index.value), attribution: adjudication.attribution,
            value: labels.digest(ofValue: adjudication.value), rule: adjudication.rule,
            among: Set(adjudication.among.map { .place($0.head) }), disputants: Set(adjudication.among.map(\.by)))
    }
}

extension EventReference {
    /// Stands for the event at a place of the log, where references only have to tell events apart.
    fileprivate static func place(_ index: UInt64) -> EventReference {
        EventReference(id: EventID(high: 0, low: index), digest: .zero)
    }
}
