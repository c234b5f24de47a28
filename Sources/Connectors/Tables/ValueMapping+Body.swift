import Primitives

extension ValueMapping {
    /// What a label says, as its event holds it.
    enum Body {
        case value(JSONValue)
        case preference(responses: JSONValue, rankings: JSONValue)

        /// The type of the event that says it.
        func type(by actor: ForeignActor) -> String {
            switch self {
            case .preference: "touchmark.preference.ranked"
            case .value: actor.id.kind == .model ? "touchmark.label.suggested" : "touchmark.label.asserted"
            }
        }
    }

    /// - Parameter notes: of a number that is kept rounded.
    /// - Throws: what `Template.render` throws; `unknownValue`, `wrongType`.
    func body(
        for record: TableRecord, _ bindings: [String: String], _ notes: inout [ImportRemark]
    ) throws(ImportRemark) -> Body {
        let place = record.place
        switch self {
        case .choice(let template, let values):
            let text = try Self.translate(try template.render(record, bindings), values, at: place)
            return .value(LabelValue.choice([text]))
        case .span(let template, let values):
            let text = try Self.translate(try template.render(record, bindings), values, at: place)
            return .value(LabelValue.span([text]))
        case .text(let template): return .value(LabelValue.text(try template.render(record, bindings)))
        case .number(let template, let minimum, let maximum):
            let text = try template.render(record, bindings)
            let number = try Self.number(
                text, "value", minimum: minimum.map(Double.init), maximum: maximum.map(Double.init), at: place)
            if number.isRounded(from: text) {
                notes.append(ImportRemark(.rounded, place, "the value has more digits than a number keeps, and was rounded"))
            }
            return .value(LabelValue.number(number))
        case .rating(let template, let outOf):
            let number = try Self.number(
                try template.render(record, bindings), "rating", minimum: 1, maximum: Double(outOf), at: place)
            guard number.integer != nil else { throw ImportRemark(.wrongType, place, "the rating is no whole number") }
            return .value(LabelValue.rating(number, outOf: outOf))
        case .preference(let preference): return try preference.body(for: record, bindings)
        }
    }

    private static func translate(
        _ text: String, _ values: [String: String]?, at place: ImportPlace
    ) throws(ImportRemark) -> String {
        guard let values else { return text }
        guard let value = values[text] else {
            throw ImportRemark(
                .unknownValue, place, "the answer is none of those in values (\(values.keys.sorted().joined(separator: ", ")))")
        }
        return value
    }

    static func number(
        _ text: String, _ what: String, minimum: Double?, maximum: Double?, at place: ImportPlace
    ) throws(ImportRemark) -> JSONValue {
        // By JSON's grammar, which has no hexadecimal, no infinity and no leading plus.
        guard let value = try? JSONValue(parsing: text), let number = value.double else {
            let isLarge = (try? JSONValue(foreign: Array(text.utf8)))?.string != nil && !text.hasPrefix("\"")
            throw ImportRemark(
                .wrongType, place,
                isLarge
                    ? "the \(what) is past ±(2^53 − 1), up to which numbers are exact; take it as a choice or a text"
                    : "the \(what) is no number")
        }
        guard number >= minimum ?? number, number <= maximum ?? number else {
            throw ImportRemark(.unknownValue, place, "the \(what) is outside the range that the mapping gives")
        }
        return value
    }
}

extension PreferenceMapping {
    fileprivate func body(for record: TableRecord, _ bindings: [String: String]) throws(ImportRemark) -> ValueMapping.Body {
        guard let order = orders[try choice.render(record, bindings)] else {
            throw ImportRemark(
                .unknownValue, record.place,
                "the answer is none of those in orders (\(orders.keys.sorted().joined(separator: ", ")))")
        }
        var all: [JSONValue] = []
        for response in responses {
            let digest = TrackContent.text(try response.content.render(record, bindings)).digest
            all.append([
                "id": .string(response.id), "digest": .string(digest.contentDigest),
                "model": .string(try response.model.render(record, bindings)),
            ])
        }
        let ranks = order.map { rank in
            rank.count == 1 ? JSONValue.string(rank[0]) : .array(rank.map(JSONValue.string))
        }
        return .preference(
            responses: .array(all), rankings: [["criterion": .string(criterion), "order": .array(ranks)]])
    }
}
