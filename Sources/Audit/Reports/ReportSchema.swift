package import Primitives

extension AuditReport {
    /// The JSON Schema (draft 2020-12) of a report's JSON form.
    package static var schema: JSONValue {
        let statuses = ReportSection.Status.allCases.map { JSONValue.string($0.rawValue) }
        let text: JSONValue = ["type": "string"]
        let whole: JSONValue = ["type": "integer", "minimum": 0]
        let share: JSONValue = object(
            ["count": whole, "of": whole, "share": ["type": ["number", "null"], "minimum": 0, "maximum": 1]])
        let fact: JSONValue = object(
            [
                "id": text, "name": text,
                "value": ["description": "A number, a text, a share, what was stated, or null if missing."],
                "status": ["enum": .array(statuses)], "entries": list(whole), "entryCount": whole,
            ], optional: ["reason": ["type": "string", "description": "Why the value is missing."]])
        let absence: JSONValue = object(["column": text, "reason": text, "rows": list(whole)])
        let table: JSONValue = object(
            [
                "id": text, "caption": text, "rowCount": whole, "columns": list(object(["id": text, "heading": text])),
                "rows": list(["type": "array"]),
            ], optional: ["missing": list(absence)])
        let section: JSONValue = object([
            "number": ["type": "integer", "minimum": 1, "maximum": 24], "title": text, "law": text,
            "status": ["enum": .array(statuses)], "facts": list(fact), "tables": list(table),
            "figures": list(object(["caption": text, "description": list(text)])), "notes": list(text),
        ])
        guard
            var schema = object([
                "kind": ["const": "touchmark-report"], "version": ["const": .integer(formatVersion)], "report": text,
                "dataset": text,
                "ledger": text, "size": whole, "generatedAt": ["type": "string", "format": "date-time"],
                "sections": ["type": "array", "items": section, "minItems": 24, "maxItems": 24],
            ]).object
        else { return .null }
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "Touchmark audit report"
        schema["$defs"] = ["share": share]
        return .object(schema)
    }

    private static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    /// An object with these members, all of them required but those that are optional. Later versions may add members.
    private static func object(_ members: JSONObject, optional: JSONObject = [:]) -> JSONValue {
        let all = JSONObject(members.members + optional.members)
        return ["type": "object", "required": .array(members.members.map { .string($0.name) }), "properties": .object(all)]
    }
}
