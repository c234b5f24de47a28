import Primitives

/// What OpenAPI 3.1 says of a route. Each route has one, so that what is served and what is described cannot part.
package struct Operation: Sendable {
    let id: String
    let summary: String
    /// As OpenAPI writes them; a route that reads the rest of its path itself may have several.
    let paths: [String]
    var parameters: [Parameter] = []
    /// Media type to schema.
    var body: [(type: String, schema: JSONValue)] = []
    var answers: [Answer] = []

    struct Parameter: Sendable {
        let name: String
        let place: String
        let schema: JSONValue
        let description: String

        var json: JSONValue {
            var object: JSONObject = [
                "name": .string(name), "in": .string(place), "schema": schema, "description": .string(description),
            ]
            if place == "path" { object["required"] = true }
            return .object(object)
        }
    }

    struct Answer: Sendable {
        let status: Int
        let description: String
        /// Media type to schema.
        let content: [(type: String, schema: JSONValue)]

        var json: JSONValue { ["description": .string(description), "content": Operation.content(content)] }
    }

    var queryNames: [String] { parameters.filter { $0.place == "query" }.map(\.name) }

    static func content(_ content: [(type: String, schema: JSONValue)]) -> JSONValue {
        .object(JSONObject(content.map { .init(name: $0.type, value: ["schema": $0.schema]) }))
    }
}

extension Operation.Parameter {
    static func path(_ name: String, _ schema: JSONValue = .text, _ description: String) -> Self {
        Self(name: name, place: "path", schema: schema, description: description)
    }

    static func query(_ name: String, _ schema: JSONValue = .text, _ description: String) -> Self {
        Self(name: name, place: "query", schema: schema, description: description)
    }

    static func header(_ name: String, _ schema: JSONValue = .text, _ description: String) -> Self {
        Self(name: name, place: "header", schema: schema, description: description)
    }

    static let limit = query("limit", .number(from: 1), "Entries of the page: 100 if left out, at most what the service allows.")
}

extension Operation.Answer {
    static func object(_ description: String, _ schema: JSONValue, status: Int = 200) -> Self {
        Self(status: status, description: description, content: [("application/json", schema)])
    }
}

extension JSONValue {
    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let bytes: JSONValue = ["type": "string", "format": "binary"]
    static let anyObject: JSONValue = ["type": "object"]
    static let index = number(from: 0)

    /// Indices and sizes stay below 2^53, so that any JSON reader has them exactly.
    static func number(from least: Int64) -> JSONValue {
        ["type": "integer", "minimum": .integer(least), "maximum": 9_007_199_254_740_991]
    }

    static func array(of schema: JSONValue) -> JSONValue { ["type": "array", "items": schema] }
    static func choice(_ values: [String]) -> JSONValue { ["type": "string", "enum": .array(values.map { .string($0) })] }
    static func schema(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }
    static func orNull(_ schema: JSONValue) -> JSONValue { ["anyOf": [schema, ["type": "null"]]] }

    /// An object with these members, all of them required.
    static func object(of members: [(name: String, schema: JSONValue)]) -> JSONValue {
        [
            "type": "object", "required": .array(members.map { .string($0.name) }),
            "properties": .object(JSONObject(members.map { .init(name: $0.name, value: $0.schema) })),
        ]
    }
}
