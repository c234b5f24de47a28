import Primitives
import Provenance

/// The labels of a dataset as they stand at a size, packed: a million of them fit in a few hundred MB.
struct LabelRegister: Sendable {
    private(set) var labels: [SurveyedLabel] = []
    /// By item and label.
    private var places: [UInt64: UInt32] = [:]
    private(set) var labelIDs = Interner<String>()
    /// Questions: names of labels.
    private(set) var names = Interner<String>()
    private(set) var actors = Interner<Actor>()
    private(set) var guidelines = Interner<EventReference>()
    private(set) var segments = Interner<Digest>()
    private var values = Interner<Digest>()
    /// What labels answer; a ranking by several criteria has several.
    private(set) var answers: [SurveyedAnswer] = []
    /// Answers whose labels adjudications took over, by their places.
    private(set) var takenOver: [Int: SurveyedLabel] = [:]
    /// Classes, orders and relations, in clear.
    private(set) var nominals = Interner<String>()

    func place(item: UInt32, label: String) -> Int? {
        labelIDs.known(label).flatMap { places[UInt64(item) << 32 | UInt64($0)] }.map { Int($0) }
    }

    mutating func makePlace(item: UInt32, label: String, name: String) -> Int {
        let id = labelIDs.number(of: label)
        let key = UInt64(item) << 32 | UInt64(id)
        if let known = places[key] { return Int(known) }
        places[key] = UInt32(labels.count)
        labels.append(SurveyedLabel(item: item, label: id, name: names.number(of: name)))
        return labels.count - 1
    }

    mutating func update(_ place: Int, _ body: (inout SurveyedLabel) -> Void) { body(&labels[place]) }

    /// An adjudication that takes over the label of an answer leaves that answer standing, until another event of the label.
    mutating func keepAnswer(at place: Int, before kind: LabelHistory.HeadKind) {
        if kind != .adjudicated {
            takenOver[place] = nil
        } else if labels[place].isAnswer {
            takenOver[place] = labels[place]
        }
    }

    /// The answer that a label is, or was before an adjudication took it over.
    func answer(at place: Int) -> SurveyedLabel? { labels[place].isAnswer ? labels[place] : takenOver[place] }

    mutating func number(of actor: Actor) -> UInt32 { actors.number(of: actor) }
    /// Plus one: 0 is for no guideline.
    mutating func number(of guideline: EventReference?) -> UInt32 { guideline.map { guidelines.number(of: $0) + 1 } ?? 0 }

    /// Plus one: 0 is for a value that is sealed or not there.
    mutating func number(ofValue digest: Digest) -> UInt32 { values.number(of: digest) + 1 }
    func digest(ofValue number: UInt32) -> Digest? { number == 0 ? nil : values[number - 1] }

    /// Plus one: 0 is for the whole item.
    mutating func number(of parts: [Segment]) -> UInt32 {
        parts.comparedDigest.map { segments.number(of: $0) + 1 } ?? 0
    }
    func digest(ofParts number: UInt32) -> Digest? { number == 0 ? nil : segments[number - 1] }

    /// Puts down what a label answers and gives the range in `answers`.
    mutating func add(_ given: [(part: String?, answer: Answer)]) -> (first: UInt32, count: UInt32) {
        let first = UInt32(answers.count)
        for (part, answer) in given {
            let partName = part.map { names.number(of: $0) + 1 } ?? 0
            switch answer {
            case .nominal(let text):
                answers.append(.init(part: partName, kind: .nominal, code: nominals.number(of: text), number: 0))
            case .number(let number): answers.append(.init(part: partName, kind: .number, code: 0, number: number))
            case .outline: answers.append(.init(part: partName, kind: .outline, code: 0, number: 0))
            case .relation(let text):
                answers.append(.init(part: partName, kind: .relation, code: nominals.number(of: text), number: 0))
            case .sealed: answers.append(.init(part: partName, kind: .sealed, code: 0, number: 0))
            case .unclear: answers.append(.init(part: partName, kind: .unclear, code: 0, number: 0))
            }
        }
        return (first, UInt32(answers.count) - first)
    }

    func id(of label: SurveyedLabel) -> String { labelIDs[label.label] }
    func name(of label: SurveyedLabel) -> String { names[label.name] }
    func answers(of label: SurveyedLabel) -> ArraySlice<SurveyedAnswer> {
        answers[Int(label.firstAnswer)..<Int(label.firstAnswer) + Int(label.answerCount)]
    }
}

/// One label as it stands.
struct SurveyedLabel: Sendable {
    let item: UInt32
    let label: UInt32
    let name: UInt32
    /// The event that gave it its value or took it away.
    var head: UInt64 = 0
    var recorded: Int64 = 0
    /// Whether it claims another time than that, by more than the ledger tolerates: it was not recorded when the work was done.
    var isOffClock = false
    var source: UInt32 = 0
    /// Who gave it its last value: the source, unless that took the value away.
    var giver: UInt32 = 0
    var guideline: UInt32 = 0
    var segments: UInt32 = 0
    /// The whole value, for whether two labels say the same.
    var value: UInt32 = 0
    var basis: QuestionState.Basis = .own
    /// What a model proposed for it, among the suggestions, plus one; 0 for nothing.
    var proposal: UInt32 = 0
    /// Whether it is what was proposed, as of `SuggestionRegister.isUnchanged`.
    var isUnchanged: Bool?
    var firstAnswer: UInt32 = 0
    var answerCount: UInt32 = 0
    var kind: LabelHistory.HeadKind = .asserted
    var then: Verdict = .machine
    var now: Verdict = .machine
    var anchor: HumanAnchor = .none
    /// The verdict now on whoever anchors it: its signer, or the person who accepted a model's value by a review.
    var anchorNow: Verdict = .machine
    var isDisputed = false
    /// False if the key or the standing of whoever gave the value is bad, as known now.
    var isSignerGood = true
    /// Whether the value is a relation to other labels.
    var isRelation = false
    /// Values that it had, this one included.
    var versions: UInt16 = 0

    var isCurrent: Bool { versions > 0 && kind != .withdrawn }
    var isAnswer: Bool { versions > 0 && kind.isAnswer }
}

struct SurveyedAnswer: Sendable {
    enum Kind: UInt8, Sendable { case nominal, number, outline, relation, sealed, unclear }

    /// A criterion among the names, plus one; 0 for the question itself.
    let part: UInt32
    let kind: Kind
    let code: UInt32
    let number: Double
}
