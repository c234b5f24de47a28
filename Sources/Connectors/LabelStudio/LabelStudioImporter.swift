package import Primitives
import Provenance

/// Label Studio's export, `JSON` format, one task at a time: an item per task, a label per result of an annotation, a
/// suggestion per result of a prediction.
package struct LabelStudioImporter: ForeignImport {
    static let importer = "label-studio"

    let options: LabelStudioOptions
    package let scope: ImportScope
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

    /// For tasks that come one at a time, and not from a file.
    ///
    /// - Parameter name: what messages call the place that they come from.
    package init(from name: String, options: LabelStudioOptions, secret: ImportSecret) throws(ImportError) {
        try self.init(export: ByteSource(bytes: Array("[]".utf8), name: name), options: options, secret: secret)
    }

    package mutating func next() throws(ImportError) -> ImportStep? {
        while true {
            if let step = pending.next() { return step }
            guard let reading = try nextTask() else { return nil }
            pending.append(reading.steps)
        }
    }

    /// The next task as a whole; `nil` at the end. Not to be mixed with `next`.
    package mutating func nextTask() throws(ImportError) -> LabelStudioReading? {
        guard let element = try tasks.next() else { return nil }
        let place = ImportPlace(file: file, line: element.line)
        guard let bytes = element.bytes else {
            return .problem(
                ImportRemark(
                    .cellTooLarge, place, "the task is larger than \(JSONArrayReader.maximumElementByteCount >> 20) MiB"))
        }
        let task: JSONValue
        do throws(JSONError) { task = try JSONValue(foreign: bytes) } catch {
            return .problem(ImportRemark(.malformedRecord, place, "the task is not strict JSON: \(error.message)"))
        }
        return read(task, at: place)
    }

    /// Reads a task with the annotations that it holds.
    package mutating func read(_ task: JSONValue) -> LabelStudioReading { read(task, at: ImportPlace(file: file)) }

    private mutating func read(_ task: JSONValue, at place: ImportPlace) -> LabelStudioReading {
        do throws(ImportRemark) { return try reading(of: task, at: place) } catch { return .problem(error) }
    }

    private mutating func reading(of task: JSONValue, at start: ImportPlace) throws(ImportRemark) -> LabelStudioReading {
        guard let number = task["id"]?.integer, let data = task["data"]?.object else {
            throw ImportRemark(
                .malformedRecord, start,
                "this is no task of an export: it has no id or no data; of a project's formats, export JSON and not JSON_MIN")
        }
        let place = ImportPlace(file: file, record: "task \(number)")
        let item = String(number)
        try ForeignIdentifier.check(.item(options.dataset, item), at: place)
        var reading = LabelStudioReading()
        reading.task = number
        reading.project = task["project"]?.integer
        // A task whose time cannot be read dates nothing; it is imported all the same.
        reading.updated = try? ForeignTime.labelStudio.readIfGiven(task["updated_at"]?.string, at: place)
        let tracks = try tracks(of: task, data, at: place, &reading.opening)
        let registration = registration(of: item, tracks, at: place)
        guard seen.items.updateValue(registration.id, forKey: item) == nil else {
            throw ImportRemark(.duplicateItem, place, "an earlier task has the same id")
        }
        reading.opening.append(.draft(registration))
        let judged = LabelStudioTask(number: number, item: item, tracks: tracks, place: place, project: reading.project)
        for prediction in task["predictions"]?.array ?? [] { reading.opening += suggestions(in: prediction, of: judged) }
        for annotation in task["annotations"]?.array ?? [] {
            do throws(ImportRemark) { reading.annotations.append(try state(of: annotation, on: judged)) } catch {
                reading.closing.append(.problem(error))
            }
        }
        if let drafts = task["drafts"]?.array, !drafts.isEmpty {
            reading.closing.append(
                .note(ImportRemark(.unfinishedDraft, place, "\(drafts.count) drafts were never submitted and are no labels")))
        }
        return reading
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
    let number: Int64
    let item: String
    let tracks: [LabelStudioTrack]
    let place: ImportPlace
    let project: Int64?

    func place(_ record: String) -> ImportPlace {
        ImportPlace(file: place.file, record: [place.record, record].compactMap { $0 }.joined(separator: ", "))
    }
}

extension LabelStudioReading {
    fileprivate static func problem(_ remark: ImportRemark) -> LabelStudioReading {
        var reading = LabelStudioReading()
        reading.closing = [.problem(remark)]
        return reading
    }
}
