public import Primitives

extension EventBody {
    /// What the event says of its label, as JSON: the value, the relation, or the rankings. `nil` if it gives no value.
    public var labelValue: JSONValue? {
        switch self {
        case .labelSuggested(let data): .object(data.value.json)
        case .labelAsserted(let data): .object(data.value.json)
        case .labelRevised(let data): .object(data.value.json)
        case .adjudicationDecided(let data): .object(data.value.json)
        case .relationAsserted(let data):
            ["kind": "relation", "relation": .string(data.relation.rawValue), "from": .string(data.from), "to": .string(data.to)]
        case .preferenceRanked(let data): Self.rankings(data)
        default: nil
        }
    }

    private static func rankings(_ data: PreferenceRanked) -> JSONValue {
        let rankings = data.rankings.map { ranking -> JSONValue in
            let order = ranking.order.map { place -> JSONValue in
                place.count == 1 ? .string(place[0]) : .array(place.map { .string($0) })
            }
            return ["criterion": .string(ranking.criterion), "order": .array(order)]
        }
        return ["kind": "ranking", "rankings": .array(rankings)]
    }
}

extension EventBody {
    /// True if the value is a text and the text is sealed. A sealed remark beside a value of another kind hides no answer.
    public var isTextAnswerSealed: Bool {
        switch self {
        case .labelSuggested(let data): data.value.isTextAnswerSealed
        case .labelAsserted(let data): data.value.isTextAnswerSealed
        case .labelRevised(let data): data.value.isTextAnswerSealed
        case .adjudicationDecided(let data): data.value.isTextAnswerSealed
        default: false
        }
    }

    /// A digest that is the same for the same value and for no other: of its `comparedLabelValue`. `nil` if the event gives none,
    /// or a text that is sealed. A sealed remark beside a value of another kind takes no part.
    public var labelValueDigest: Digest? {
        isTextAnswerSealed ? nil : labelValue.map { Digest(hashing: $0.comparedLabelValue.canonicalText) }
    }
}

// What events of labels name besides their value.
extension EventBody {
    /// The parts of the item that it names: empty for the whole item, `nil` if it names none.
    public var labelSegments: [Segment]? {
        switch self {
        case .labelSuggested(let data): data.segments
        case .labelAsserted(let data): data.segments
        case .labelRevised(let data): data.segments
        default: nil
        }
    }

    /// The guideline that its signer says was followed.
    public var citedGuideline: EventReference? {
        if case .labelSuggested(let data) = self { data.guideline } else { labelContext?.guideline }
    }

    /// The suggestion that a person accepts.
    public var acceptedSuggestion: EventReference? { labelContext?.accepts }

    /// The head that it takes the place of.
    public var revisedHead: EventReference? {
        if case .labelRevised(let data) = self { data.revises } else { nil }
    }

    /// With what and how a person came to the value.
    public var labelContext: LabelContext? {
        switch self {
        case .labelAsserted(let data): data.context
        case .labelRevised(let data): data.context
        default: nil
        }
    }
}
