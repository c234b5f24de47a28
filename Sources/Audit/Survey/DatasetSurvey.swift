import Ledger
import Primitives
import Provenance

/// A dataset as the log below a size makes it: what every section of a report reads. It is folded in one pass over the entries
/// that touch the dataset; the verdicts in it are the judge's.
struct DatasetSurvey: Sendable {
    let dataset: String
    let size: TreeSize
    /// What was said of the dataset as a whole, in order: definition, requirements, guidelines, operations, assessments, releases,
    /// recalls, reports, erasures. Gold is apart.
    var statements: [LoggedEvent] = []
    /// True if there were more statements than are kept.
    var isStatementsLimited = false
    var items = ItemRegister()
    var labels = LabelRegister()
    var people: [Actor: WorkRecord] = [:]
    /// Entries that touch the dataset, by type.
    var eventCounts: [String: Int] = [:]
    var tools: [String: Int] = [:]
    var firstRecorded: Timestamp?
    var lastRecorded: Timestamp?
    /// Label events by the day on which they were recorded, in days since the epoch.
    var days: [Int64: DayCount] = [:]
    var reviews: [SurveyedReview] = []
    /// Values of people that have a basis which is not their own, also those that were revised or withdrawn since.
    var looks: [SurveyedLook] = []
    var suggestions = SuggestionRegister()
    var gold: [QuestionKey: PlacedGold] = [:]
    /// Heads that state a relation, also as a revision of one, by index.
    var relations: Set<UInt64> = []
    var adjudications: [SurveyedAdjudication] = []
    var acts = ActTally()
    /// Entries whose claimed time is further from the recorded one than the ledger's policy tolerates; the first of them by index.
    var clockAnomalies = IndexList()

    init(dataset: String, size: TreeSize) {
        self.dataset = dataset
        self.size = size
    }

    /// Labels that stand and are not withdrawn.
    var currentLabels: LazyFilterSequence<[SurveyedLabel]> { labels.labels.lazy.filter(\.isCurrent) }

    /// People's answers to the questions: what agreement, gold and the process are about.
    var peoplesAnswers: some Sequence<SurveyedLabel> {
        labels.labels.indices.lazy.compactMap { labels.answer(at: $0) }.filter { labels.actors[$0.source].kind == .annotator }
    }

    /// Who accepted a head last, of those whose word counts, by its index.
    var reviewers: [UInt64: Actor] {
        let acceptances = reviews.lazy.filter { $0.counts && $0.outcome == .accepted }
        return Dictionary(acceptances.map { ($0.head, $0.attribution.source) }) { $1 }
    }

    /// The last statement that `body` recognises.
    func last<Value>(_ body: (EventBody) -> Value?) -> (entry: LoggedEvent, data: Value)? {
        for entry in statements.reversed() { if let data = body(entry.event.body) { return (entry, data) } }
        return nil
    }

    func all<Value>(_ body: (EventBody) -> Value?) -> [(entry: LoggedEvent, data: Value)] {
        statements.compactMap { entry in body(entry.event.body).map { (entry, $0) } }
    }
}

/// How many there are, and the first of them.
struct IndexList: Hashable, Sendable {
    private(set) var count = 0
    private(set) var first: [EntryIndex] = []

    private static let kept = 200

    init() {}

    init(_ indices: [EntryIndex]) { for index in indices { add(index) } }

    mutating func add(_ index: EntryIndex) {
        count += 1
        if first.count < Self.kept { first.append(index) }
    }
}

struct DayCount: Sendable {
    var people = 0
    var machines = 0
}

/// What somebody did in a dataset.
struct WorkRecord: Sendable {
    var events: [String: Int] = [:]
    var first: Timestamp
    var last: Timestamp
    /// Claimed, in milliseconds, over the events that claim one. Wide enough for as many of the longest as a log has entries.
    private(set) var durationMs: UInt128 = 0
    private(set) var timedEvents = 0
    private var lastTimed: Timed?

    /// The time that an event claims, and what it was spent on.
    struct Timed: Hashable, Sendable {
        let item: String
        let session: String?
        let durationMs: UInt64

        /// `nil` for an event that claims none.
        init?(_ entry: LoggedEvent, _ context: LabelContext) {
            guard let durationMs = context.durationMs, let address = entry.event.body.labelAddress else { return nil }
            (item, session, self.durationMs) = (address.item, context.session, durationMs)
        }
    }

    /// Label events by day: the busiest is a measure of workload.
    var days: [Int64: Int] = [:]
    /// Values given, by their verdicts.
    var then: [Verdict: Int] = [:]
    var now: [Verdict: Int] = [:]
    /// Labels that stand.
    var current = 0

    init(first: Timestamp, last: Timestamp) { (self.first, self.last) = (first, last) }

    /// Labels of one annotation each bear its whole time: said again of the same session and item, it is the same time.
    mutating func take(_ timed: Timed) {
        if timed.session == nil || timed != lastTimed { durationMs += UInt128(timed.durationMs) }
        timedEvents += 1
        lastTimed = timed
    }
}

/// Events that give no label a value, and those of them that are signed by a key that is not good, or by somebody suspended, as
/// known now.
struct ActTally: Sendable {
    struct Key: Hashable, Sendable {
        let type: String
        let verdict: Verdict
    }

    private(set) var count = 0
    private(set) var adverse: [Key: IndexList] = [:]
    var adverseCount: Int { adverse.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ type: String, _ index: EntryIndex, _ verdict: Verdict) {
        count += 1
        if verdict.isAdverse { adverse[Key(type: type, verdict: verdict), default: IndexList()].add(index) }
    }
}

struct SurveyedReview: Sendable {
    /// The place of the label in the register.
    let label: Int
    let attribution: Attribution
    /// The event that was the label's head, which a review is always of.
    let head: UInt64
    let outcome: ReviewRecorded.Outcome
    /// False of an acceptance whose signer was not entitled to speak, as known now.
    let counts: Bool
    /// That the key was the signer's, and good, and she not suspended, as known now. No credential is asked of whoever reviews.
    let isSignerGood: Bool
}

struct SurveyedLook: Sendable {
    /// The place of the label in the register.
    let label: UInt32
    /// Among the actors.
    let source: UInt32
    let index: UInt64
}

struct SurveyedAdjudication: Sendable {
    /// The place of its own label.
    let label: Int
    let attribution: Attribution
    let rule: AdjudicationDecided.Rule
    /// What it decided between.
    let among: [QuestionState.Candidate]
    let value: UInt32
}

struct QuestionKey: Hashable, Sendable {
    let item: UInt32
    let name: String
}

struct PlacedGold: Sendable {
    /// The entry since which the answer stands.
    let index: EntryIndex
    /// What it answers, by criterion where it is a ranking; `nil` if it is sealed and not shown to whoever asked.
    let answers: [String?: Answer]?
    /// How often gold was placed for the question.
    private(set) var placements = 1

    init(index: EntryIndex, answers: [String?: Answer]?) { (self.index, self.answers) = (index, answers) }

    /// What stands after another placement. The same answer again says nothing new.
    func replaced(by later: PlacedGold) -> PlacedGold {
        var standing = answers != nil && answers == later.answers ? self : later
        standing.placements = placements + 1
        return standing
    }
}

/// What models suggested, and what became of it: of each value that they gave, in whatever kind of event.
struct SuggestionRegister: Sendable {
    struct Key: Hashable, Sendable {
        let model: Actor
        let name: String
        /// The class that was suggested; `nil` for values that are no classes.
        let answer: String?
    }

    /// Accepted and overridden are people's answers and decisions that stand and started from it.
    struct Outcome: Sendable {
        var made = 0
        var accepted = 0
        var overridden = 0
    }

    /// A value and the parts that it is on, by their numbers in the label register.
    struct Proposed {
        /// 0 for a value that is sealed.
        let value: UInt32
        /// `nil` where the event names none: who decides or ranks moves nothing.
        let segments: UInt32?
    }

    private(set) var outcomes: [Key: Outcome] = [:]
    private var keys = Interner<Key>()
    private var proposals: [(key: UInt32, said: Proposed)] = []
    /// Those that a label can accept.
    private var byEvent: [EventID: UInt32] = [:]

    /// - Parameters:
    ///   - id: `nil` if it is no suggestion by its type, which nobody can accept by name.
    /// - Returns: its number, plus one.
    mutating func add(_ key: Key, _ id: EventID?, _ said: Proposed) -> UInt32 {
        outcomes[key, default: Outcome()].made += 1
        proposals.append((keys.number(of: key), said))
        let number = UInt32(proposals.count)
        if let id { byEvent[id] = number }
        return number
    }

    func number(of id: EventID) -> UInt32? { byEvent[id] }

    /// Whether a value is the one that was proposed, and on the same parts; `nil` if none was, or if what is sealed hides it.
    func isUnchanged(_ proposal: UInt32, _ said: Proposed) -> Bool? {
        guard proposal > 0 else { return nil }
        let proposed = proposals[Int(proposal) - 1].said
        if let segments = said.segments, let others = proposed.segments, segments != others { return false }
        return proposed.value > 0 && said.value > 0 ? proposed.value == said.value : nil
    }

    /// Counts what an answer made of the proposal that it started from.
    mutating func settle(_ answer: SurveyedLabel) {
        guard let isUnchanged = answer.isUnchanged else { return }
        let key = keys[proposals[Int(answer.proposal) - 1].key]
        if isUnchanged { outcomes[key]?.accepted += 1 } else { outcomes[key]?.overridden += 1 }
    }
}
