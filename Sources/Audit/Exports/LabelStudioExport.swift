import Ledger
import Primitives
import Provenance

/// Label Studio's export JSON: one task an item, one annotation for each of its annotators, one result for each segment.
///
/// Label Studio counts time in seconds of the media, so ticks become seconds with six decimals; the ticks stand beside them in
/// `meta`, and `meta.rounded` says where a microsecond did not hold them. Kinds of value that it does not know keep their JSON
/// under `value`.
package struct LabelStudioExport: LabelwiseExport {
    private var item: String?
    private var bySource: [(source: Actor, results: [JSONValue])] = []
    private var taskCount = 0
    private var roundedCount = 0
    private var untimedCount = 0

    package init() {}

    package mutating func add(_ label: ExportedLabel) -> String {
        var text = ""
        if let item, !item.utf8.elementsEqual(label.version.item.utf8) { text = task(item) }
        item = label.version.item
        let results = results(of: label)
        if let place = bySource.firstIndex(where: { $0.source == label.version.source }) {
            bySource[place].results += results
        } else {
            bySource.append((label.version.source, results))
        }
        return text
    }

    package mutating func end() -> String { (item.map { task($0) } ?? "") + (taskCount == 0 ? "[]\n" : "]\n") }

    package var remarks: [String] {
        var remarks: [String] = []
        if roundedCount > 0 {
            remarks.append(
                "\(roundedCount.counted("segment does", "segments do")) not begin and end on whole microseconds; the seconds are rounded to six "
                    + "decimals.")
        }
        if untimedCount > 0 {
            remarks.append(
                "\(untimedCount.counted("segment is on a track", "segments are on tracks")) without a timebase, with ticks and no seconds."
            )
        }
        return remarks
    }

    private mutating func task(_ item: String) -> String {
        let annotations = bySource.map { annotator -> JSONValue in
            ["completed_by": .string(annotator.source.description), "result": .array(annotator.results)]
        }
        let task: JSONValue = ["data": ["item": .string(item)], "annotations": .array(annotations)]
        defer {
            taskCount += 1
            bySource = []
        }
        return (taskCount == 0 ? "[" : ",") + task.canonicalText + "\n"
    }

    private mutating func results(of label: ExportedLabel) -> [JSONValue] {
        var result = Self.result(label.event.event.body.labelValue ?? .null)
        result["id"] = .string(label.version.label)
        result["from_name"] = .string(label.version.name)
        result["to_name"] = "item"
        if let responses = label.responses, var value = result["value"]?.object {
            value["responses"] = responses
            result["value"] = .object(value)
        }
        guard let segments = label.segments, !segments.isEmpty else { return [.object(result)] }
        return segments.enumerated().map { number, segment in
            var placed = result
            if number > 0 { placed["id"] = .string("\(label.version.label)#\(number + 1)") }
            placed["to_name"] = .string(segment.track)
            place(segment, label.item.tracks, in: &placed)
            return .object(placed)
        }
    }

    /// Puts the segment's time and region into a result.
    private mutating func place(_ segment: Segment, _ tracks: [Track], in result: inout JSONObject) {
        var value = result["value"]?.object ?? [:]
        var meta: JSONObject = [:]
        value["region"] = segment.region
        if let span = segment.span {
            meta["ticks"] = [.integer(span.start), .integer(span.end)]
            let timebase = tracks.first { $0.id == segment.track }?.timebase
            if let timebase, let start = Self.seconds(span.start, timebase), let end = Self.seconds(span.end, timebase) {
                value["start"] = start.value
                value["end"] = end.value
                meta["timebase"] = [.integer(timebase.numerator), .integer(timebase.denominator)]
                meta["rounded"] = .bool(start.isRounded || end.isRounded)
                if start.isRounded || end.isRounded { roundedCount += 1 }
            } else {
                untimedCount += 1
            }
            result["meta"] = .object(meta)
        }
        result["value"] = .object(value)
    }

    /// `nil` where the number is too large to be exact.
    private static func seconds(_ tick: Int64, _ timebase: Track.Timebase) -> (value: JSONValue, isRounded: Bool)? {
        guard let period = Rational(Int128(timebase.numerator) * 1_000_000, over: Int128(timebase.denominator)),
            let microseconds = period.times(Rational(whole: tick)), let rounded = Int64(exactly: microseconds.rounded),
            rounded.magnitude < 1 << 53, let seconds = JSONValue(Double(rounded) / 1_000_000)
        else { return nil }
        return (seconds, !microseconds.isWhole)
    }

    /// `type` and `value` in Label Studio's words.
    private static func result(_ value: JSONValue) -> JSONObject {
        switch value["kind"]?.string {
        case "choice":
            let chosen = value["choices"]?.array ?? (value["choice"] ?? value["label"]).map { [$0] } ?? []
            return ["type": "choices", "value": ["choices": .array(chosen)]]
        case "number": return ["type": "number", "value": ["number": value["number"] ?? .null]]
        case "text": return ["type": "textarea", "value": ["text": .array(value["text"].map { [$0] } ?? [])]]
        default: return ["type": .string(value["kind"]?.string ?? "unknown"), "value": value]
        }
    }
}
