package import Primitives

extension JSONValue {
    /// The value of a label in the form in which values are compared: two that say the same have one form.
    ///
    /// The order within a tie of a ranking says nothing, nor does that of its criteria: they stand in the order of their RFC 8785
    /// forms, and a tie of one is that one. `choices` and `labels` that are texts are sets: each stands once, in that order
    /// too. Any other member is as it was given.
    package var comparedLabelValue: JSONValue {
        guard var value = object, let kind = value["kind"]?.string else { return self }
        if kind == "ranking" {
            guard let rankings = value["rankings"]?.array else { return self }
            value["rankings"] = .array(rankings.map(\.withOrderedTies).inOrderOfForm)
        } else {
            for member in ["choices", "labels"] {
                if let set = value[member]?.asSetOfTexts { value[member] = set }
            }
        }
        return .object(value)
    }

    /// `nil` of what is no array of texts.
    private var asSetOfTexts: JSONValue? {
        guard let array, array.allSatisfy({ $0.string != nil }) else { return nil }
        // By their bytes: equal strings may be spelled in two ways.
        return .array(
            array.inOrderOfForm.reduce(into: []) { set, text in
                if set.last?.canonicalText.isSpelled(as: text.canonicalText) != true { set.append(text) }
            })
    }

    /// Of a ranking by one criterion.
    private var withOrderedTies: JSONValue {
        guard var ranking = object, let order = ranking["order"]?.array else { return self }
        ranking["order"] = .array(
            order.map { place in
                guard let tied = place.array else { return place }
                return tied.count == 1 ? tied[0] : .array(tied.inOrderOfForm)
            })
        return .object(ranking)
    }
}

extension [Segment] {
    /// The parts of an item in the form in which they are compared: the order in which they are written says nothing.
    package var comparedForm: String {
        let parts = map { segment -> JSONValue in
            [
                "track": .string(segment.track), "start": segment.span.map { .integer($0.start) } ?? .null,
                "end": segment.span.map { .integer($0.end) } ?? .null, "region": segment.region ?? .null,
            ]
        }
        return JSONValue.array(parts.inOrderOfForm).canonicalText
    }

    /// A digest that is the same for the same parts and for no others; `nil` for the whole item.
    package var comparedDigest: Digest? { isEmpty ? nil : Digest(hashing: comparedForm) }
}

extension Collection<JSONValue> {
    fileprivate var inOrderOfForm: [JSONValue] {
        map { ($0, $0.canonicalText) }.sorted { $0.1.utf8.lexicographicallyPrecedes($1.1.utf8) }.map(\.0)
    }
}
