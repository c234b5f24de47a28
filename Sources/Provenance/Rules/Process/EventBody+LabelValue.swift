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
    /// A digest that is the same for the same value and for no other; `nil` if the event gives none, or a text that is sealed.
    /// A sealed remark beside a value of another kind takes no part.
    public var labelValueDigest: Digest? {
        let value: LabelValue? =
            switch self {
            case .labelSuggested(let data): data.value
            case .labelAsserted(let data): data.value
            case .labelRevised(let data): data.value
            case .adjudicationDecided(let data): data.value
            default: nil
            }
        if let value, value.kind == "text", value.isTextSealed { return nil }
        return labelValue.map { Digest(hashing: $0.canonicalText) }
    }
}
