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

/// The labels, reviews and decisions of each question.
private struct QuestionGroups {
    struct Key: Hashable {
        let item: UInt32
        let name: UInt32
    }

    struct Group {
        var labels: [Int] = []
        var reviews: [Int] = []
        var decisions: [Int] = []

        func state(_ survey: DatasetSurvey) -> QuestionState {
            QuestionState(
                answers: labels.map { survey.answer($0) },
                reviews: reviews.map { place in
                    let review = survey.reviews[place]
                    return .init(reviewed: .place(review.head), outcome: review.outcome, attribution: review.attribution)
                },
                decisions: decisions.map { place in
                    let decision = survey.adjudications[place]
                    return .init(
                        head: .place(decision.attribution.index.value), attribution: decision.attribution,
                        value: survey.labels.digest(ofValue: decision.value), rule: decision.rule,
                        among: Set(decision.among.map { .place($0.head) }), disputants: Set(decision.among.map(\.by)))
                })
        }
    }

    private var groups: [Key: Group] = [:]

    var sorted: [(key: Key, value: Group)] { groups.sorted { ($0.key.name, $0.key.item) < ($1.key.name, $1.key.item) } }

    init(_ survey: DatasetSurvey, names: Set<UInt32>) {
        func key(_ place: Int) -> Key { Key(item: survey.labels.labels[place].item, name: survey.labels.labels[place].name) }
        for (place, label) in survey.labels.labels.enumerated() where names.contains(label.name) {
            if label.isCurrent, label.kind != .suggested, label.kind != .adjudicated {
                groups[key(place), default: Group()].labels.append(place)
            }
        }
        for (place, review) in survey.reviews.enumerated() where names.contains(survey.labels.labels[review.label].name) {
            groups[key(review.label), default: Group()].reviews.append(place)
        }
        for (place, decision) in survey.adjudications.enumerated() {
            let label = survey.labels.labels[decision.label]
            // A decision that was revised or withdrawn decides nothing any more.
            guard names.contains(label.name), label.head == decision.attribution.index.value else { continue }
            groups[key(decision.label), default: Group()].decisions.append(place)
        }
    }
}

extension DatasetSurvey {
    fileprivate func answer(_ place: Int) -> QuestionState.Answer {
        let label = labels.labels[place]
        let source = labels.actors[label.source]
        // The rules read of an answer's signer who it is; the key matters for the verdict, which is given already.
        let attribution = Attribution(
            index: EntryIndex(label.head), recorded: Timestamp(microseconds: label.recorded), source: source,
            keyID: KeyThumbprint(digest: .zero), dataset: dataset, name: labels.name(of: label))
        return .init(
            head: .place(label.head), attribution: attribution, value: labels.digest(ofValue: label.value), basis: label.basis)
    }
}

extension EventReference {
    /// Stands for the event at a place of the log, where references only have to tell events apart.
    fileprivate static func place(_ index: UInt64) -> EventReference {
        EventReference(id: EventID(high: 0, low: index), digest: .zero)
    }
}
