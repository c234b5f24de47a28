import Primitives

/// Which columns the canonical export has, as fields of a Croissant record set.
///
/// Members of a label's value are fields where they are of one plain kind in every label. Segments, and members that are
/// arrays or objects, have no type in Croissant: they stand in the file only.
struct CroissantColumns {
    /// More members than these are not described.
    private static let memberLimit = 64

    private enum Plain: String {
        case text = "sc:Text"
        case number = "sc:Float"
        case truth = "sc:Boolean"

        init?(_ value: JSONValue) {
            switch value {
            case .string: self = .text
            case .integer, .number: self = .number
            case .bool: self = .truth
            default: return nil
            }
        }
    }

    private var isSplit = false
    /// `nil` for members that are not of one plain kind.
    private var members: [String: Plain?] = [:]
    private(set) var isEmpty = true

    mutating func take(_ label: JSONValue) {
        isEmpty = false
        if label["split"] != nil { isSplit = true }
        for member in label["value"]?.object?.members ?? [] {
            let kind = Plain(member.value)
            if let known = members[member.name] {
                if known != kind { members[member.name] = .some(nil) }
            } else if members.count < Self.memberLimit, Self.isPlain(member.name) {
                members[member.name] = .some(kind)
            }
        }
    }

    /// A name that a JSON path holds without quotes.
    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    func recordSet(in file: String) -> JSONValue {
        let fields = Fields(file: file)
        var all = [
            fields.column("dataset", "sc:Text", "The dataset's id."), fields.column("item", "sc:Text", "The item's id."),
            fields.column("label", "sc:Text", "The label's id within the item."),
            fields.column("name", "sc:Text", "The question that the label answers."),
            fields.column("index", "sc:Integer", "Where the event stands in the log."),
            fields.column("recorded", "sc:DateTime", "When the ledger took the event in."),
            fields.column("source", "sc:Text", "Whoever gave the label its value, by a pseudonym."),
            fields.column("verdict", "sc:Text", "Whether they were entitled to it, as known when it was recorded."),
            fields.column("disputed", "sc:Boolean", "Whether a review rejected or corrected it."),
            fields.column("type", "sc:Text", "The type of the event that gave the value."),
            fields.nested(
                "event", "That event: its id, and the content digest of what was signed.",
                [("id", "sc:Text"), ("digest", "sc:Text")]),
            fields.value(members.compactMap { name, kind in kind.map { (name, $0.rawValue) } }.sorted { $0.0 < $1.0 }),
        ]
        if isSplit { all.append(fields.column("split", "sc:Text", "The split of the item.")) }
        return [
            "@type": "cr:RecordSet", "@id": "labels", "name": "labels", "description": "A record for each current label.",
            "key": [["@id": "labels/item"], ["@id": "labels/label"]], "field": .array(all.map { .object($0) }),
        ]
    }

    private struct Fields {
        let file: String

        func column(_ name: String, _ type: String, _ description: String) -> JSONObject {
            [
                "@type": "cr:Field", "@id": .string("labels/" + name), "name": .string(name),
                "description": .string(description), "dataType": .string(type), "source": source(name),
            ]
        }

        func nested(_ name: String, _ description: String, _ members: [(name: String, type: String)]) -> JSONObject {
            let fields = members.map { member -> JSONValue in
                [
                    "@type": "cr:Field", "@id": .string("labels/\(name)/\(member.name)"), "name": .string(member.name),
                    "description": .string("The member \(member.name)."), "dataType": .string(member.type),
                    "source": source(name, path: member.name),
                ]
            }
            return [
                "@type": "cr:Field", "@id": .string("labels/" + name), "name": .string(name),
                "description": .string(description), "subField": .array(fields),
            ]
        }

        /// The value, attributed label by label (Croissant 1.1, "Data-level Provenance").
        func value(_ members: [(name: String, type: String)]) -> JSONObject {
            var field = nested("value", "What the label says; what was sealed is not in it.", members)
            field["annotation"] = [
                "@type": "cr:Field", "@id": "labels/value/source", "name": "source",
                "description": "Whoever gave the label this value.", "dataType": ["sc:Text", "prov:Agent"],
                "equivalentProperty": "prov:wasAttributedTo", "source": source("source"),
            ]
            return field
        }

        private func source(_ column: String, path: String? = nil) -> JSONValue {
            var source: JSONObject = ["fileObject": ["@id": .string(file)], "extract": ["column": .string(column)]]
            source["transform"] = path.map { ["jsonPath": .string($0)] }
            return .object(source)
        }
    }
}
