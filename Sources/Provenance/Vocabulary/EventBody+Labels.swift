public import Primitives

extension EventBody {
    /// What the event says of its label, as JSON: the value, the relation, or the rankings. `nil` if it gives no value.
    public var labelValue: JSONValue? {
        switch self {
        case .relationAsserted(let data):
            ["kind": "relation", "relation": .string(data.relation.rawValue), "from": .string(data.from), "to": .string(data.to)]
        case .preferenceRanked(let data): Self.rankings(data)
        default: writtenValue.map { .object($0.json) }
        }
    }

    /// The value, of an event that states it as such.
    private var writtenValue: LabelValue? {
        switch self {
        case .labelSuggested(let data): data.value
        case .labelAsserted(let data): data.value
        case .labelRevised(let data): data.value
        case .adjudicationDecided(let data): data.value
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
    public var isTextAnswerSealed: Bool { writtenValue?.isTextAnswerSealed ?? false }

    /// A digest that is the same for the same value and for no other: of its `comparedLabelValue`, in which a ranking is by what
    /// was ranked. `nil` if the event gives none, or a text that is sealed, or a ranking of which that cannot be told. A sealed
    /// remark beside a value of another kind takes no part.
    ///
    /// - Parameter names: what the ids of a ranking stand for that names no responses itself.
    public func labelValueDigest(_ names: @autoclosure () -> ResponseNames) -> Digest? {
        guard !isTextAnswerSealed, let value = labelValue else { return nil }
        let compared = value.isRanking ? value.ranking(by: ResponseNames(self) ?? names()) : value
        return compared.map { Digest(hashing: $0.comparedLabelValue.canonicalText) }
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

    /// The registration of the item that its signer had before her.
    public var citedRegistration: EventReference? {
        switch self {
        case .labelSuggested(let data): data.on
        case .labelAsserted(let data): data.on
        case .labelRevised(let data): data.on
        case .relationAsserted(let data): data.on
        case .preferenceRanked(let data): data.on
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
