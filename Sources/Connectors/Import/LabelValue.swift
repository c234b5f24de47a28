package import Primitives

/// Values as label events hold them: an object with `kind` and its members (vocabulary.md, Labels).
enum LabelValue {
    /// `choice` if there is one, `choices` if there are several.
    static func choice(_ choices: [String]) -> JSONValue {
        if choices.count == 1 { return ["kind": "choice", "choice": .string(choices[0])] }
        return ["kind": "choice", "choices": .array(choices.map(JSONValue.string))]
    }

    /// The names given to the label's segments.
    static func span(_ labels: [String]) -> JSONValue {
        ["kind": "span", "labels": .array(labels.map(JSONValue.string))]
    }

    static func number(_ number: JSONValue) -> JSONValue {
        ["kind": "number", "number": number]
    }

    /// A number with its scale; `outOf` is `nil` where the most that can be given is not known.
    static func rating(_ number: JSONValue, outOf: Int64?) -> JSONValue {
        guard let outOf else { return ["kind": "number", "number": number] }
        return ["kind": "number", "number": number, "scale": ["minimum": 1, "maximum": .integer(outOf)]]
    }

    /// Free text, which is sealed: it may be personal.
    static func text(_ text: String) -> JSONValue {
        ["kind": "text", "_seal": ["text": .string(text)]]
    }

    /// Best first.
    static func ranking(_ order: [String]) -> JSONValue {
        ["kind": "ranking", "order": .array(order.map(JSONValue.string))]
    }

    /// What a region's outline is called.
    static func outlined(_ kind: String, _ labels: [String]) -> JSONValue {
        ["kind": .string(kind), "labels": .array(labels.map(JSONValue.string))]
    }
}

extension JSONValue {
    /// This object with the members of its `_seal` in the open: for a value that is sealed as a whole.
    package var withoutSeal: JSONValue {
        guard var object, let sealed = object["_seal"]?.object else { return self }
        object["_seal"] = nil
        for member in sealed.members { object[member.name] = member.value }
        return .object(object)
    }
}
