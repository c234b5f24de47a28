import Primitives
import Provenance

/// What the bodies look like (JSON Schema 2020-12, as OpenAPI 3.1 takes it).
enum Schemas {
    static let all: JSONObject = [
        "Problem": problem, "Reference": reference, "Receipt": receipt, "BriefReceipt": brief, "Entry": entry,
        "EntryPage": .object(of: [("events", .array(of: .schema("Entry"))), ("next", .orNull(.index))]),
        "References": references, "DatasetPage": datasetPage, "Dataset": dataset, "Label": label, "LabelPage": labelPage,
        "Annotator": annotator, "Key": key, "Order": order, "Export": export, "Readiness": readiness,
    ]

    private static let problem: JSONValue = {
        guard
            case .object(var object) = JSONValue.object(of: [
                ("type", .text), ("title", .text), ("status", ["type": "integer", "minimum": 400, "maximum": 599]),
                ("detail", .text),
            ])
        else { return .anyObject }
        var properties = object["properties"]?.object ?? [:]
        properties["rule"] = ["type": "string", "description": "The rule that refused."]
        properties["head"] = .schema("Reference")
        properties["retryAfter"] = ["type": "integer", "minimum": 0, "description": "Seconds until another try makes sense."]
        object["properties"] = .object(properties)
        return .object(object)
    }()

    private static let hash: JSONValue = ["type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"]
    private static let uuid: JSONValue = [
        "type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    ]
    private static let digest: JSONValue = ["type": "string", "pattern": "^sha256:[0-9a-f]{64}$"]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]

    private static let reference: JSONValue = .object(of: [("id", uuid), ("digest", digest)])

    private static let briefMembers: [(name: String, schema: JSONValue)] = [
        ("index", .index), ("id", uuid), ("recorded", .index), ("leaf", hash), ("checkpoint", .text),
    ]
    private static let brief: JSONValue = .object(of: briefMembers)
    private static let receipt: JSONValue = .object(of: briefMembers + [("inclusion", .array(of: hash))])

    private static let entry: JSONValue = .object(of: [
        ("index", .index), ("entry", .text), ("disclosures", .array(of: .text)),
    ])

    private static let guideline: JSONValue = .object(of: [
        ("guideline", .text), ("version", .text), ("ref", .schema("Reference")),
    ])

    private static let references: JSONValue = .object(of: [
        ("subject", .text), ("size", .index), ("item", .orNull(.schema("Reference"))), ("label", .orNull(.schema("Reference"))),
        ("guidelines", .array(of: guideline)),
    ])

    private static let datasetPage: JSONValue = .object(of: [
        ("datasets", .array(of: .object(of: [("dataset", .text), ("title", .text), ("index", .index)]))),
        ("next", .orNull(.text)),
    ])

    private static let dataset: JSONValue = .object(of: [
        ("dataset", .text), ("size", .index), ("definition", .anyObject), ("requirements", .orNull(.array(of: .anyObject))),
        ("enforcement", .orNull(.choice(Enforcement.allCases.map(\.rawValue)))), ("guidelines", .array(of: guideline)),
    ])

    static let verdict: JSONValue = .choice(Verdict.allCases.map(\.rawValue))

    private static let label: JSONValue = .object(of: [
        ("dataset", .text), ("item", .text), ("label", .text), ("name", .text), ("index", .index), ("recorded", time),
        ("source", .text), ("verdict", .orNull(verdict)), ("disputed", .flag), ("value", .orNull(.anyObject)),
    ])

    private static let labelPage: JSONValue = .object(of: [
        ("dataset", .text), ("asOf", .index), ("labels", .array(of: .schema("Label"))), ("next", .orNull(.text)),
    ])

    private static let annotator: JSONValue = .object(of: [
        ("actor", .text), ("enrolled", .index), ("custody", .text), ("size", .index), ("keys", .array(of: .anyObject)),
        ("suspensions", .array(of: .anyObject)), ("credentials", .array(of: .anyObject)),
        ("work", .object(of: [("events", .index), ("first", .orNull(.index)), ("last", .orNull(.index))])),
    ])

    private static let key: JSONValue = .object(of: [("kid", .text), ("actor", .text), ("index", .index)])

    private static let sealedName: JSONValue = [
        "type": "string", "enum": .array((Sealing.names.sorted() + ["all"]).map { .string($0) }),
    ]

    private static let order: JSONValue = [
        "type": "object", "required": ["subject"], "additionalProperties": false,
        "not": ["required": ["withhold", "disclose"]],
        "properties": [
            "subject": [
                "type": "string",
                "description": "label:d/i/l, item:d/i, dataset:d, annotator:a, model:m, connector:c; ledger: for all of it.",
            ],
            "withhold": [
                "oneOf": [["type": "boolean"], ["type": "array", "items": sealedName, "minItems": 1]],
                "description": "Leave out what was sealed: all of it, or members of these names.",
            ],
            "disclose": [
                "type": "array", "items": sealedName, "minItems": 1,
                "description": "Leave out what was sealed, but for members of these names. Not together with withhold.",
            ],
            "seal": [
                "type": "boolean", "default": true,
                "description": "Seal first what came since the last seal. false where an auditor's word on that one is wanted.",
            ],
        ],
    ]

    private static let export: JSONValue = .object(of: [
        ("export", uuid), ("subject", .text), ("size", .index), ("sealedSize", .orNull(.index)), ("disclosures", .flag),
    ])

    private static let readiness: JSONValue = .object(of: [
        ("ready", .flag), ("checks", ["type": "object", "additionalProperties": .text]),
    ])
}
