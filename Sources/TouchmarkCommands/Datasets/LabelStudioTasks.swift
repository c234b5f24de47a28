import Foundation
import Ledger
import Primitives
import Provenance

/// Current labels as Label Studio's export JSON: one task an item, one annotation for each of its annotators.
///
/// Label Studio counts time in seconds and frames, so microseconds are given as decimal fractions of seconds; kinds of value
/// that it does not know keep their JSON under `value`.
struct LabelStudioTasks {
    private var item: String?
    private var bySource: [(source: Actor, results: [JSONValue])] = []
    private var count: Int64 = 0

    mutating func add(_ label: CurrentLabel, _ reader: any LedgerReader) throws {
        let version = label.version
        if item != version.item { flush() }
        item = version.item
        guard let entry = try reader.entry(at: version.index)?.logged() else { return }
        let segments = Self.segments(entry.event.body)
        let track = segments.first?.track ?? "item"
        let value = (try? JSONValue(parsing: version.value)) ?? .null
        var result = Self.result(value)
        result["id"] = .string(version.label)
        result["from_name"] = .string(version.name)
        result["to_name"] = .string(track)
        let place = bySource.firstIndex { $0.source == version.source }
        if let place {
            bySource[place].results.append(.object(result))
        } else {
            bySource.append((version.source, [.object(result)]))
        }
    }

    mutating func finish() {
        flush()
        Output.line(count == 0 ? "[]" : "]")
    }

    private mutating func flush() {
        guard let item else { return }
        let annotations = bySource.map { annotator -> JSONValue in
            ["completed_by": .string(annotator.source.description), "result": .array(annotator.results)]
        }
        let task: JSONValue = ["data": ["item": .string(item)], "annotations": .array(annotations)]
        Output.line((count == 0 ? "[" : ",") + task.canonicalText)
        count += 1
        bySource = []
        self.item = nil
    }

    private static func segments(_ body: EventBody) -> [Segment] {
        switch body {
        case .labelSuggested(let data): data.segments
        case .labelAsserted(let data): data.segments
        case .labelRevised(let data): data.segments
        default: []
        }
    }

    /// `type` and `value` in Label Studio's words.
    private static func result(_ value: JSONValue) -> JSONObject {
        switch value["kind"]?.string {
        case "choice":
            let chosen = value["choices"]?.array ?? value["choice"].map { [$0] } ?? []
            return ["type": "choices", "value": ["choices": .array(chosen)]]
        case "number": return ["type": "number", "value": ["number": value["number"] ?? .null]]
        case "text": return ["type": "textarea", "value": ["text": .array(value["text"].map { [$0] } ?? [])]]
        default: return ["type": .string(value["kind"]?.string ?? "unknown"), "value": value]
        }
    }
}
