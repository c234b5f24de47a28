import Primitives
import Provenance

/// What a label answers to a question, as far as answers can be compared with each other.
enum Answer: Hashable, Sendable {
    /// A class, a text or an order: two are the same or they are not.
    case nominal(String)
    case number(Double)
    /// Boxes, polygons, masks and other outlines: the ledger has no measure of how much two of them overlap.
    case outline(kind: String)
    /// Between labels, in words. It is checked in time, and compared with no other.
    case relation(String)
    /// A text that was sealed.
    case sealed
    /// A ranking that names no responses, by an id that stands for several in the rankings of the question.
    case unclear

    /// True for what two people can be seen to say alike.
    var isComparable: Bool {
        switch self {
        case .nominal, .number: true
        case .outline, .relation, .sealed, .unclear: false
        }
    }

    /// A longer text is known by its digest.
    private static let longestText = 120

    /// - Parameters:
    ///   - value: as `EventBody.labelValue` gives it; a ranking as `RankingReading` tells it.
    ///   - isTextSealed: true if a text that is the answer is sealed. A sealed remark beside another answer hides nothing of it.
    static func answers(_ value: JSONValue, isTextSealed: Bool) -> [(part: String?, answer: Answer)] {
        guard let object = value.comparedLabelValue.object, let kind = object["kind"]?.string else { return [] }
        if kind == "ranking", let rankings = object["rankings"]?.array {
            return rankings.compactMap { ranking in
                guard let criterion = ranking["criterion"]?.string, let order = ranking["order"] else { return nil }
                return (criterion, .nominal(short(order.canonicalText)))
            }
        }
        return [(nil, answer(kind, object, isTextSealed: isTextSealed))]
    }

    static func answers(_ ranked: RankingReading.Ranked) -> [(part: String?, answer: Answer)] {
        ranked.value.map { answers($0, isTextSealed: false) } ?? [(nil, .unclear)]
    }

    /// By their parts; of a part that is answered twice, the first.
    static func byPart(_ answers: some Sequence<(part: String?, answer: Answer)>) -> [String?: Answer] {
        Dictionary(answers.map { ($0.part, $0.answer) }) { first, _ in first }
    }

    private static func answer(_ kind: String, _ object: JSONObject, isTextSealed: Bool) -> Answer {
        switch kind {
        case "number": return object["number"]?.double.map { .number($0) } ?? nominal(object)
        case "text" where isTextSealed: return .sealed
        case "box", "polygon", "mask", "cuboid", "keypoints", "brush", "ellipse": return .outline(kind: kind)
        case "relation": return relation(object)
        default: return nominal(object)
        }
    }

    /// The one member beside `kind`, or all of them in canonical text.
    private static func nominal(_ object: JSONObject) -> Answer {
        let members = object.members.filter { $0.name != "kind" }
        guard members.count == 1, let only = members.first else {
            return .nominal(short(JSONValue.object(JSONObject(members)).canonicalText))
        }
        return .nominal(short(only.value.string ?? only.value.canonicalText))
    }

    /// "a causes b"; whatever else it says in canonical text.
    private static func relation(_ object: JSONObject) -> Answer {
        guard let relation = object["relation"]?.string, let from = object["from"]?.string, let to = object["to"]?.string else {
            return .relation(short(JSONValue.object(object).canonicalText))
        }
        return .relation(short("\(from) \(relation) \(to)"))
    }

    private static func short(_ text: String) -> String {
        text.utf8.count <= longestText ? text : Digest(hashing: text).contentDigest
    }
}
