import Primitives
import Provenance

/// Label Studio's export, `JSON` format, one task at a time: an item per task, a label per result of an annotation, a
/// suggestion per result of a prediction.
package struct LabelStudioImporter: ForeignImport {
    static let importer = "label-studio"

    let options: LabelStudioOptions
    let scope: ImportScope
    let file: String
    let frameTimebase: Timebase?
    let sampleTimebase: Timebase?
    private var tasks: JSONArrayReader
    private var pending = StepQueue()
    var seen = SeenIDs()
    /// What has been noted once for the whole file.
    var noted: Set<String> = []

    /// - Throws: `badConfiguration` if an option is of the wrong form; `unreadable`.
    package init(export: ByteSource, options: LabelStudioOptions, secret: ImportSecret) throws(ImportError) {
        file = export.name
        let place = ImportPlace(file: export.name)
        let dataset: String
        do throws(ImportRemark) { dataset = try ForeignIdentifier.read(options.dataset, "dataset", at: place) } catch {
            throw ImportError(.badConfiguration, place, error.sentence)
        }
        var options = options
        options.dataset = dataset
        self.options = options
        scope = ImportScope(importer: Self.importer, dataset: dataset, secret: secret)
        frameTimebase = options.frameRate.flatMap { Timebase(frameRate: $0) }
        guard options.frameRate == nil || frameTimebase != nil else {
            throw ImportError(.badConfiguration, place, "the frame rate must be frames a second: 25, 29.97 or 30000/1001")
        }
        sampleTimebase = options.sampleRate.flatMap { Timebase(numerator: 1, denominator: $0) }
        guard options.sampleRate == nil || sampleTimebase != nil else {
            throw ImportError(.badConfiguration, place, "the sample rate must be a positive whole number of hertz")
        }
        tasks = try JSONArrayReader(export)
    }

    package mutating func next() throws(ImportError) -> ImportStep? {
        while true {
            if let step = pending.next() { return step }
            guard let element = try tasks.next() else { return nil }
            pending.append(steps(of: element))
        }
    }

    private mutating func steps(of element: JSONArrayReader.Element) -> [ImportStep] {
        let place = ImportPlace(file: file, line: element.line)
        guard let bytes = element.bytes else {
            return [
                .problem(
                    ImportRemark(
                        .cellTooLarge, place, "the task is larger than \(JSONArrayReader.maximumElementByteCount >> 20) MiB"))
            ]
        }
        let task: JSONValue
        do throws(JSONError) { task = try JSONValue(parsing: bytes) } catch {
            return [.problem(ImportRemark(.malformedRecord, place, "the task is not strict JSON: \(error.message)"))]
        }
        do throws(ImportRemark) { return try steps(ofTask: task, at: place) } catch { return [.problem(error)] }
    }

    private mutating func steps(ofTask task: JSONValue, at start: ImportPlace) throws(ImportRemark) -> [ImportStep] {
        guard let number = task["id"]?.integer, let data = task["data"]?.object else {
            throw ImportRemark(.malformedRecord, start, "this is no task of an export: it has no id or no data")
        }
        let place = ImportPlace(file: file, record: "task \(number)")
        let item = String(number)
        try ForeignIdentifier.check(.item(options.dataset, item), at: place)
        var steps: [ImportStep] = []
        let tracks = try tracks(of: task, data, at: place, &steps)
        let registration = registration(of: item, tracks, at: place)
        guard seen.items.updateValue(registration.id, forKey: item) == nil else {
            throw ImportRemark(.duplicateItem, place, "an earlier task has the same id")
        }
        steps.append(.draft(registration))
        var judged = LabelStudioTask(item: item, tracks: tracks, place: place)
        for prediction in task["predictions"]?.array ?? [] { steps += suggestions(in: prediction, of: &judged) }
        for annotation in task["annotations"]?.array ?? [] { steps += assertions(in: annotation, of: &judged) }
        if let drafts = task["drafts"]?.array, !drafts.isEmpty {
            steps.append(
                .note(ImportRemark(.unfinishedDraft, place, "\(drafts.count) drafts were never submitted and are no labels")))
        }
        return steps
    }

    private func registration(of item: String, _ tracks: [LabelStudioTrack], at place: ImportPlace) -> ForeignEvent {
        let data: JSONObject = [
            "dataset": .string(options.dataset), "item": .string(item), "tracks": .array(tracks.map(\.json)),
            "origin": options.origin.json,
        ]
        return scope.event(by: .connector, "touchmark.item.registered", data, at: place)
    }

    /// A note that is made once a file, however many tasks it holds for.
    mutating func noteOnce(_ key: String, _ remark: ImportRemark, _ steps: inout [ImportStep]) {
        if noted.insert(remark.code.rawValue + " " + key).inserted { steps.append(.note(remark)) }
    }
}

/// A task whose item is registered, while its labels are read.
struct LabelStudioTask {
    /// What a prediction's result said, to tell whether an annotation accepted it.
    struct Suggestion {
        let label: String
        let value: JSONValue
        let segments: [JSONValue]
    }

    let item: String
    let tracks: [LabelStudioTrack]
    let place: ImportPlace
    /// By prediction, then region and question.
    var suggestions: [Int64: [[String]: Suggestion]] = [:]

    func place(_ record: String) -> ImportPlace {
        ImportPlace(file: place.file, record: [place.record, record].compactMap { $0 }.joined(separator: ", "))
    }
}
