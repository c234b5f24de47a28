import Primitives
import Provenance

/// The answers to one question of a dataset, as ratings of the same thing by several people.
///
/// A unit is an item and the part of it that the label is on: two labels of one question are about the same thing if they are on
/// the same segments. Only people's answers count, and not adjudications, which are made with the others in sight; an answer
/// whose label an adjudication took over stays.
struct QuestionRatings {
    /// The label's name; with a criterion, where a ranking has several.
    let question: String
    /// The label's name alone: what requirements name.
    let name: String
    let ratings: Ratings
    /// Items by the unit's code.
    let items: [UInt32]
    /// What the value codes say.
    let values: [String]
    /// For each unit the id of the first label on it; `nil` where that is on the whole item.
    let parts: [UInt32?]
    /// Labels whose answers cannot be compared: outlines, sealed texts and rankings of responses that cannot be told.
    let incomparable: Int
    /// Of answers of whatever kind.
    let answered: AnsweredUnits
    /// True if some answers are numbers and some are not.
    let isMixed: Bool

    func text(ofValue code: Int32) -> String { values[Int(code)] }

    /// Codes of the values: numbers by size, then texts by their bytes.
    var sortedValues: [Int32] {
        let numbers = Dictionary(zip(ratings.values, ratings.numbers), uniquingKeysWith: { first, _ in first })
        return ratings.values.sorted { a, b in
            switch (numbers[a] ?? nil, numbers[b] ?? nil) {
            case (let x?, let y?): x < y
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): text(ofValue: a) < text(ofValue: b)
            }
        }
    }

    func item(ofUnit code: Int32) -> UInt32 { items[Int(code)] }
    func part(ofUnit code: Int32) -> UInt32? { parts[Int(code)] }
}

/// The units that somebody answered, whether the answers can be compared or not.
struct AnsweredUnits {
    private var firstCoders: [UInt64: UInt32] = [:]
    private var shared: Set<UInt64> = []

    var count: Int { firstCoders.count }
    /// Of these, answered by two people or more.
    var sharedCount: Int { shared.count }

    mutating func add(_ unit: UInt64, by coder: UInt32) {
        if firstCoders[unit, default: coder] != coder { shared.insert(unit) }
        firstCoders[unit] = firstCoders[unit] ?? coder
    }
}

extension DatasetSurvey {
    /// Each question by name. Coders are numbers of `labels.actors`.
    ///
    /// - Throws: `TooManyRatings` past 50 million.
    func questionRatings() throws -> [QuestionRatings] {
        var builders: [UInt64: RatingsBuilder] = [:]
        for label in peoplesAnswers where !label.isRelation {
            for answer in labels.answers(of: label) {
                let key = UInt64(label.name) << 32 | UInt64(answer.part)
                try builders[key, default: RatingsBuilder(name: label.name, part: answer.part)].add(label, answer, labels)
            }
        }
        return builders.values.map { $0.collected(labels) }.sorted { $0.question < $1.question }
    }
}

private struct RatingsBuilder {
    let name: UInt32
    let part: UInt32
    private var collector = RatingsCollector()
    private var units = Interner<UInt64>()
    private var values = Interner<String>()
    private var numbers: [Double?] = []
    private var parts: [UInt32?] = []
    private var incomparable = 0
    private var answered = AnsweredUnits()

    init(name: UInt32, part: UInt32) {
        self.name = name
        self.part = part
    }

    mutating func add(_ label: SurveyedLabel, _ answer: SurveyedAnswer, _ labels: LabelRegister) throws {
        let key = UInt64(label.item) << 32 | UInt64(label.segments)
        answered.add(key, by: label.source)
        let text: String
        switch answer.kind {
        case .nominal: text = labels.nominals[answer.code]
        case .number: text = JSONValue(answer.number)?.canonicalText ?? answer.number.description
        case .outline, .relation, .sealed, .unclear:
            incomparable += 1
            return
        }
        let value = values.number(of: text)
        if Int(value) == numbers.count { numbers.append(answer.kind == .number ? answer.number : nil) }
        // The word "4" and the number 4 are one answer, which is then no number.
        if answer.kind != .number { numbers[Int(value)] = nil }
        let unit = units.number(of: key)
        if Int(unit) == parts.count { parts.append(label.segments == 0 ? nil : label.label) }
        try collector.add(
            Rating(unit: Int32(bitPattern: unit), coder: Int32(bitPattern: label.source), value: Int32(bitPattern: value)))
    }

    func collected(_ labels: LabelRegister) -> QuestionRatings {
        let title = labels.names[name]
        return QuestionRatings(
            question: part == 0 ? title : "\(title) / \(labels.names[part - 1])", name: title,
            ratings: collector.collected { numbers[Int($0)] }, items: units.values.map { UInt32($0 >> 32) },
            values: values.values, parts: parts, incomparable: incomparable, answered: answered,
            isMixed: numbers.contains { $0 == nil } && numbers.contains { $0 != nil })
    }
}
