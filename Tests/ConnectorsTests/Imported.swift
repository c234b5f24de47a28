import Foundation
import LedgerTesting
import Primitives
import Provenance

@testable import Connectors

/// All that an import gave, sorted by kind.
struct Imported {
    var steps: [ImportStep] = []

    var actors: [ForeignActor] { steps.compactMap { if case .enrol(let actor) = $0 { actor } else { nil } } }
    var events: [ForeignEvent] { steps.compactMap { if case .draft(let event) = $0 { event } else { nil } } }
    var notes: [ImportRemark] { steps.compactMap { if case .note(let remark) = $0 { remark } else { nil } } }
    var problems: [ImportRemark] { steps.compactMap { if case .problem(let remark) = $0 { remark } else { nil } } }
    var items: [ForeignEvent] { events.filter { $0.type == "touchmark.item.registered" } }
    var labels: [ForeignEvent] { events.filter { $0.data["label"] != nil } }

    init(_ source: some ForeignImport) throws {
        var source = source
        while let step = try source.next() { steps.append(step) }
    }

    /// What breaks the order or the shapes that a session relies on; empty if nothing does.
    var faults: [String] {
        var faults: [String] = []
        var enrolled: [ForeignActor.ID: ForeignActor] = [:]
        var registered: Set<Subject> = []
        var ids: Set<EventID> = []
        for step in steps {
            switch step {
            case .enrol(let actor):
                if enrolled.updateValue(actor, forKey: actor.id) == actor { faults.append("an actor is enrolled twice") }
            case .draft(let event):
                if !ids.insert(event.id).inserted { faults.append("\(event.place): id used twice") }
                if case .foreign(let id) = event.author, enrolled[id] == nil { faults.append("\(event.place): not enrolled") }
                if let fault = Decoder.fault(of: event) { faults.append(fault) }
                for citation in event.citations where citation.member == "on" && !registered.contains(citation.subject) {
                    faults.append("\(event.place): its item is not registered")
                }
                if event.type == "touchmark.item.registered" {
                    registered.insert(.item(event.data["dataset"]?.string ?? "", event.data["item"]?.string ?? ""))
                }
            case .heard, .note, .problem: break
            }
        }
        return faults
    }
}

/// What the ledger's own decoder says of an event, once it has a signer and its references.
enum Decoder {
    static func fault(of event: ForeignEvent) -> String? {
        var data = event.data
        for citation in event.citations {
            data[citation.member] = ["id": .string(event.id.description), "digest": .string(Digest.zero.contentDigest)]
        }
        if let value = data["value"] { data["value"] = value.withoutSeal }
        let source: Actor =
            switch event.author {
            case .connector: Actor(.connector, "c")
            case .operator: Actor(.operator, "root")
            case .foreign(let id): Actor(id.kind == .model ? .model : .annotator, "x")
            }
        let ids = ["dataset", "item", "label"].compactMap { data[$0]?.string }
        let payload: JSONValue = [
            "specversion": "1.0", "id": .string(event.id.description), "source": .string(source.description),
            "type": .string(event.type), "subject": .string(Subject(ids.count == 3 ? .label : .item, ids).description),
            "time": .string((event.time ?? Timestamp(microseconds: 0)).description), "ledger": "example.org/l",
            "data": JSONValue.object(data).withoutSeal,
        ]
        do {
            let isAllowed = try Event(payload: payload.canonicalBytes).allowedSigners.contains(source.kind)
            return isAllowed ? nil : "\(event.place): may not be signed by \(source.kind)"
        } catch { return "\(event.place): \(error)" }
    }
}

/// Files that the tests read.
enum Files {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let data = SharedData.url("data")
    static let isDataThere = SharedData.has("data/rte.csv")

    static func mapping(_ name: String) throws -> TableMapping {
        let url = root.appendingPathComponent("Fixtures/Mappings/\(name)")
        return try TableMapping(yaml: try String(contentsOf: url, encoding: .utf8), file: name)
    }
}

let secret = ImportSecret(bytes: Array(0..<32))!

func source(_ text: String, _ name: String = "table.csv") -> ByteSource {
    ByteSource(bytes: Array(text.utf8), name: name)
}
