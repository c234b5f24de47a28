import Primitives

/// One result of an annotation or prediction: a value, and where on the tracks it holds.
struct LabelStudioResult {
    let type: String
    let from: String
    let to: String
    let body: JSONObject
    /// True if it holds on one of the images of a list (`item_index`).
    let isOnOneOfSeveral: Bool
    /// True if its image was turned while it was drawn (`image_rotation`).
    let isOnTurnedImage: Bool
    /// What its region covers, if it is of characters and anything says so.
    let quotedText: String?
    /// Of the recording in seconds, as the browser measured it that made the result.
    let originalLength: JSONValue?
    let place: ImportPlace
    let configuration: LabelStudioConfiguration?

    /// - Parameter quotedText: what other results on the same region quote, for one that quotes nothing.
    init(_ result: JSONValue, quoting quotedText: String?, place: ImportPlace, configuration: LabelStudioConfiguration?) {
        type = result["type"]?.string ?? ""
        from = result["from_name"]?.string ?? ""
        to = result["to_name"]?.string ?? ""
        body = result["value"]?.object ?? [:]
        isOnOneOfSeveral = result["item_index"].map { $0 != .null } ?? false
        isOnTurnedImage = result["image_rotation"]?.double.map { $0 != 0 } ?? false
        self.quotedText = Self.quotedText(of: result) ?? quotedText
        originalLength = result["original_length"]
        self.place = place
        self.configuration = configuration
    }

    /// What a result says that its region covers. In a textarea's the answer stands in its place.
    static func quotedText(of result: JSONValue) -> String? {
        result["type"]?.string == "textarea" ? nil : result["value"]?["text"]?.string
    }

    /// - Throws: `unsupportedResult` for types that have no place in the vocabulary yet, `malformedRecord`.
    func value() throws(ImportRemark) -> JSONValue {
        switch type {
        case "labels", "timelinelabels": return LabelValue.span(try texts(type))
        case "choices": return LabelValue.choice(try texts(type))
        case "rating":
            let outOf = configuration?.maximumRatings[from]
            let points = try number("rating")
            if let outOf, let given = points.double, !(1...max(1, Double(outOf))).contains(given) {
                throw ImportRemark(.unknownValue, place, "the rating is none of the \(outOf) points that the configuration gives")
            }
            return LabelValue.rating(points, outOf: outOf)
        case "number": return LabelValue.number(try number("number"))
        case "textarea":
            // One answer, though Label Studio lets it be given in several pieces.
            if let text = body["text"]?.string { return LabelValue.text(text) }
            return LabelValue.text(try texts("text").joined(separator: "\n"))
        case "pairwise":
            guard let selected = body["selected"]?.string, let other = ["left": "right", "right": "left"][selected] else {
                throw malformed("selected")
            }
            return LabelValue.ranking([selected, other])
        case "ranker": return LabelValue.ranking(try rankerOrder())
        case "rectanglelabels", "polygonlabels":
            return LabelValue.outlined(type == "rectanglelabels" ? "box" : "polygon", try texts(type))
        case "rectangle": return LabelValue.outlined("box", [])
        case "polygon": return LabelValue.outlined("polygon", [])
        default: throw unsupported("results of type \"\(type)\"")
        }
    }

    func unsupported(_ what: String) -> ImportRemark {
        ImportRemark(.unsupportedResult, place, "\(what) cannot be imported; the annotation's others are")
    }

    private func malformed(_ member: String) -> ImportRemark {
        ImportRemark(.malformedRecord, place, "the result of type \"\(type)\" has no usable \"\(member)\"")
    }

    private func texts(_ member: String) throws(ImportRemark) -> [String] {
        guard let values = body[member]?.array, !values.isEmpty else { throw malformed(member) }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { throw malformed(member) }
        return texts
    }

    private func number(_ member: String) throws(ImportRemark) -> JSONValue {
        guard let value = body[member], value.double != nil else { throw malformed(member) }
        return value
    }

    private func rankerOrder() throws(ImportRemark) -> [String] {
        if body["ranker"]?.array != nil { return try texts("ranker") }
        guard let buckets = body["ranker"]?.object?.members, buckets.count == 1, let ids = buckets[0].value.array else {
            throw ImportRemark(.unsupportedResult, place, "a ranker with several buckets has no one order and cannot be imported")
        }
        let texts = ids.compactMap(\.string)
        guard !texts.isEmpty, texts.count == ids.count else { throw malformed("ranker") }
        return texts
    }
}
