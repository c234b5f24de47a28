package import Ledger
package import Primitives
package import Provenance

/// A current label with the event that gave it its value and the item that it is on.
package struct ExportedLabel {
    package let label: CurrentLabel
    /// As known at the export's size.
    package let isDisputed: Bool
    package let event: LoggedEvent
    package let item: ItemRegistered
    /// What the ids of a ranking stand for, where its value does not say it: `[{"id", "digest"}]`. `nil` for other labels, and in
    /// releases from before lines said it.
    package let responses: JSONValue?

    package var version: LabelVersion { label.version }

    /// Empty for labels of the whole item; `nil` for relations, rankings and adjudications, which have none.
    package var segments: [Segment]? { event.event.body.labelSegments }

    package var segmentsJSON: JSONValue? { segments.map { .array($0.map(\.json)) } }

    /// The object of the canonical export (Docs/Exports.md): what follows from entries alone, without what was sealed.
    package var json: JSONValue {
        // Put together at once: each member that is set later costs an ordering of all of them.
        var members = label.json(isDisputed: isDisputed, value: event.event.body.labelValue).object?.members ?? []
        members.append(.init(name: "type", value: .string(event.event.type)))
        members.append(.init(name: "event", value: event.reference.json))
        if let segmentsJSON { members.append(.init(name: "segments", value: segmentsJSON)) }
        if let responses { members.append(.init(name: "responses", value: responses)) }
        if let split = item.split { members.append(.init(name: "split", value: .string(split))) }
        return .object(JSONObject(members))
    }
}

extension Segment {
    /// As the event says it.
    package var json: JSONValue {
        var object: JSONObject = ["track": .string(track)]
        if let span {
            object["start"] = .integer(span.start)
            object["end"] = .integer(span.end)
        }
        object["region"] = region
        return .object(object)
    }
}
