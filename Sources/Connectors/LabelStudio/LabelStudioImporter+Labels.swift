import Foundation
import Primitives
import Provenance

extension LabelStudioImporter {
    // MARK: - Predictions

    /// The suggestions of one prediction, after its model's enrolment.
    mutating func suggestions(in prediction: JSONValue, of task: LabelStudioTask) -> [ImportStep] {
        guard let results = prediction["result"]?.array else {
            let which = (prediction.integer ?? prediction["id"]?.integer).map { "prediction \($0)" } ?? "a prediction"
            return [
                .note(
                    ImportRemark(
                        .predictionWithoutBody, task.place(which),
                        "the export names the prediction but does not hold it; only what was imported of it before can be cited"))
            ]
        }
        guard let number = prediction["id"]?.integer else {
            let sentence = "the prediction has no id, by which its suggestions are known; export it with its id"
            return [.problem(ImportRemark(.malformedRecord, task.place("a prediction"), sentence))]
        }
        let place = task.place("prediction \(number)")
        guard let version = prediction["model_version"]?.string, !version.isEmpty else {
            return [.problem(ImportRemark(.unknownAnnotator, place, "the prediction does not name its model_version"))]
        }
        let actor = ForeignActor(model: .init(name: prediction["model"]?.string ?? version, version: version))
        let time: Timestamp?
        do throws(ImportRemark) {
            time = try ForeignTime.labelStudio.readIfGiven(prediction["created_at"]?.string, at: place)
        } catch { return [.problem(error)] }
        let byModel = Judgment(
            uid: Self.uid(ofPrediction: number), author: .foreign(actor.id), time: time, place: place,
            score: prediction["score"])
        var steps = drafts(of: results, byModel, enrolling: actor, task)
        let remarkCount = results.count { Self.remark(on: $0) != nil }
        if remarkCount > 0 {
            let sentence = "notes on \(remarkCount) of its regions are left out: a suggestion has no rationale"
            steps.append(.note(ImportRemark(.noteLeftOut, place, sentence)))
        }
        return steps
    }

    /// What the ids of a prediction's labels begin with.
    private static func uid(ofPrediction number: Int64) -> String { "prediction-\(number)" }

    // MARK: - Annotations

    /// What one annotation says now: its labels, after its annotator's enrolment.
    ///
    /// - Throws: `malformedRecord` if it is no annotation.
    mutating func state(
        of annotation: JSONValue, on task: LabelStudioTask
    ) throws(ImportRemark) -> LabelStudioAnnotation {
        guard let number = annotation["id"]?.integer, let results = annotation["result"]?.array else {
            throw ImportRemark(.malformedRecord, task.place, "an annotation has no id or no result")
        }
        let place = task.place("annotation \(number)")
        let uid = annotation["unique_id"]?.string ?? "annotation-\(number)"
        let timeText = annotation["updated_at"]?.string ?? annotation["created_at"]?.string
        let time: Timestamp?
        do throws(ImportRemark) { time = try ForeignTime.labelStudio.readIfGiven(timeText, at: place) } catch {
            let identity = identity(of: number, uid, task, updated: nil)
            return LabelStudioAnnotation(identity: identity, saver: nil, mentioned: nil, steps: [.problem(error)])
        }
        let identity = identity(of: number, uid, task, updated: time)
        let saver = Self.user(annotation["updated_by"]) ?? Self.user(annotation["completed_by"])
        func without(_ remark: ImportRemark) -> LabelStudioAnnotation {
            LabelStudioAnnotation(identity: identity, saver: saver, mentioned: [], steps: [.note(remark)])
        }
        if annotation["was_cancelled"]?.bool == true {
            return without(ImportRemark(.skippedTask, place, "the annotator skipped the task; there is no label"))
        }
        if results.isEmpty {
            return without(ImportRemark(.emptyAnnotation, place, "the annotation was submitted without a result"))
        }
        var steps: [ImportStep] = []
        guard let (author, actor) = author(of: annotation, at: place, &steps) else {
            return LabelStudioAnnotation(identity: identity, saver: nil, mentioned: nil, steps: steps)
        }
        steps += Self.remarks(on: annotation, at: place).map(ImportStep.note)
        var judgment = Judgment(uid: uid, author: author, time: time, place: place, score: nil)
        if let seconds = annotation["lead_time"]?.double.flatMap({ ExactDecimal($0) }) {
            judgment.durationMs = seconds.multiplied(by: 1000, over: 1).map(\.whole).flatMap { $0 >= 0 ? $0 : nil }
        }
        judgment.prediction = annotation["parent_prediction"]?.integer
        steps += drafts(of: results, judgment, enrolling: actor, task)
        return LabelStudioAnnotation(
            identity: identity, saver: saver, mentioned: Self.labels(in: results, of: uid), steps: steps)
    }

    /// What an annotation says beside its labels, and no event does.
    private static func remarks(on annotation: JSONValue, at place: ImportPlace) -> [ImportRemark] {
        var remarks: [ImportRemark] = []
        if annotation["ground_truth"]?.bool == true {
            remarks.append(
                ImportRemark(.groundTruth, place, "marked as ground truth; gold is placed by an operator, so it is only said"))
        }
        if let original = annotation["parent_annotation"]?.integer {
            remarks.append(
                ImportRemark(
                    .copiedAnnotation, place,
                    "begun as a copy of annotation \(original), which no event says: its labels count as answers of their own"))
        }
        if let reviews = annotation["reviews"]?.array, !reviews.isEmpty {
            let rejectionCount = reviews.count { $0["accepted"]?.bool == false }
            remarks.append(
                ImportRemark(
                    .reviewsLeftOut, place,
                    "reviews of the enterprise edition are not carried over: \(reviews.count), of which \(rejectionCount) reject it; "
                        + "record them as review.recorded"))
        }
        return remarks
    }

    private func identity(
        of number: Int64, _ uid: String, _ task: LabelStudioTask, updated: Timestamp?
    ) -> ForeignAnnotation {
        ForeignAnnotation(
            number: number, labels: LabelStudioLabels(item: task.item, uid: uid), task: task.number, project: task.project,
            updated: updated)
    }

    /// The ids of labels that results make, or would make if they could be imported.
    private static func labels(in results: [JSONValue], of uid: String) -> Set<String> {
        Set(
            results.compactMap { result in
                guard let region = result["id"]?.string, let from = result["from_name"]?.string else { return nil }
                return label(uid, region, from).precomposedStringWithCanonicalMapping
            })
    }

    private static func label(_ uid: String, _ region: String, _ from: String) -> String { "\(uid).\(region).\(from)" }

    /// Who is taken to have said what the annotation says now, and whom to enrol.
    private func author(
        of annotation: JSONValue, at place: ImportPlace, _ steps: inout [ImportStep]
    ) -> (ForeignEvent.Author, ForeignActor?)? {
        guard let owner = Self.user(annotation["completed_by"]) else {
            steps.append(.problem(ImportRemark(.unknownAnnotator, place, "the annotation does not say who completed it")))
            return nil
        }
        let editor = Self.user(annotation["updated_by"]) ?? owner
        guard editor.id != owner.id else { return (.foreign(owner.id), owner) }
        let sentence =
            "made by one user and last saved by another; only the last state is exported, and it is put to "
        switch options.editing {
        case .lastEditor:
            steps.append(.note(ImportRemark(.editedByAnother, place, sentence + "whoever saved it")))
            return (.foreign(editor.id), editor)
        case .owner:
            steps.append(.note(ImportRemark(.editedByAnother, place, sentence + "whoever made it")))
            return (.foreign(owner.id), owner)
        case .connector:
            steps.append(.note(ImportRemark(.editedByAnother, place, sentence + "neither, but to the connector")))
            return (.connector, nil)
        }
    }

    /// A user as the export writes one: a number, an address, or an object with more.
    private static func user(_ value: JSONValue?) -> ForeignActor? {
        guard let value else { return nil }
        if let number = value.integer { return ForeignActor(annotator: String(number)) }
        if let text = value.string, !text.isEmpty { return ForeignActor(annotator: text, email: text.contains("@") ? text : nil) }
        guard let number = value["id"]?.integer else { return nil }
        let name = [value["first_name"]?.string, value["last_name"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
        return ForeignActor(
            annotator: String(number), name: name.isEmpty ? nil : name.joined(separator: " "), email: value["email"]?.string)
    }

    // MARK: - Results

    /// An annotation or a prediction: what its results have in common.
    struct Judgment {
        let uid: String
        let author: ForeignEvent.Author
        let time: Timestamp?
        let place: ImportPlace
        let score: JSONValue?
        var durationMs: Int64?
        var prediction: Int64?

        var isByModel: Bool { if case .foreign(let id) = author { id.kind == .model } else { false } }
    }

    /// One result, read.
    struct ResultDraft {
        let region: String
        let name: String
        let label: String
        let value: JSONValue
        let segments: [JSONValue]
        /// As the ledger may have them for the same result.
        let otherwise: [JSONValue]?
    }

    /// What is quoted of each region by any of the results on it.
    private static func quotations(in results: [JSONValue]) -> [[String]: String] {
        var quotations: [[String]: String] = [:]
        for result in results {
            guard let region = region(of: result), let text = LabelStudioResult.quotedText(of: result) else { continue }
            quotations[region] = quotations[region] ?? text
        }
        return quotations
    }

    private static func region(of result: JSONValue) -> [String]? {
        guard let id = result["id"]?.string, let to = result["to_name"]?.string else { return nil }
        return [id, to]
    }

    private mutating func drafts(
        of results: [JSONValue], _ judgment: Judgment, enrolling actor: ForeignActor?, _ task: LabelStudioTask
    ) -> [ImportStep] {
        var steps: [ImportStep] = []
        let quotations = Self.quotations(in: results)
        for (position, result) in results.enumerated() {
            do throws(ImportRemark) {
                let quoted = Self.region(of: result).flatMap { quotations[$0] }
                let draft = try read(result, position, quoting: quoted, judgment, task, &steps)
                steps.append(.draft(event(for: draft, result, judgment, task)))
            } catch { steps.append(.problem(error)) }
        }
        let hasDraft = steps.contains { if case .draft = $0 { true } else { false } }
        if hasDraft, let actor, seen.meets(actor) { steps.insert(.enrol(actor), at: 0) }
        return steps
    }

    private mutating func read(
        _ result: JSONValue, _ position: Int, quoting quoted: String?, _ judgment: Judgment, _ task: LabelStudioTask,
        _ steps: inout [ImportStep]
    ) throws(ImportRemark) -> ResultDraft {
        let region = result["id"]?.string
        let place = ImportPlace(
            file: file, record: "\(judgment.place.record ?? ""), result \(region ?? String(position + 1))")
        guard let region, let from = result["from_name"]?.string else {
            let type = result["type"]?.string ?? "unknown"
            throw ImportRemark(
                .unsupportedResult, place, "a result of type \"\(type)\" without id or from_name cannot be a label")
        }
        let reading = LabelStudioResult(result, quoting: quoted, place: place, configuration: options.configuration)
        let value = try reading.value()
        let placement = try reading.placement(on: task.tracks)
        let label = try ForeignIdentifier.read(Self.label(judgment.uid, region, from), "label", at: place)
        let name = try ForeignIdentifier.read(from, "question's name", at: place)
        try ForeignIdentifier.check(.label(options.dataset, task.item, label), at: place)
        try ForeignIdentifier.check(.question(options.dataset, task.item, name), at: place)
        let key = scope.eventID(
            author: .connector, type: "label", data: ["item": .string(task.item), "label": .string(label)], time: nil)
        guard seen.labels.insert(key).inserted else {
            throw ImportRemark(.duplicateLabel, place, "an earlier result has the same id and from_name")
        }
        steps += placement.notes.map(ImportStep.note)
        return ResultDraft(
            region: region, name: name, label: label, value: value, segments: placement.segments, otherwise: placement.otherwise)
    }

    private func event(
        for draft: ResultDraft, _ result: JSONValue, _ judgment: Judgment, _ task: LabelStudioTask
    ) -> ForeignEvent {
        var data: JSONObject = [
            "dataset": .string(options.dataset), "item": .string(task.item), "label": .string(draft.label),
            "name": .string(draft.name), "value": draft.value, "segments": .array(draft.segments),
        ]
        var begunFrom: Subject?
        if judgment.isByModel {
            // Scores are whatever the model's author made of them; only what can be a share is a confidence.
            if let score = result["score"] ?? judgment.score, let share = score.double, (0...1).contains(share) {
                data["confidence"] = score
            }
        } else {
            data["session"] = .string(judgment.uid)
            if let duration = judgment.durationMs { data["durationMs"] = .integer(duration) }
            if let version = options.toolVersion { data["tool"] = ["name": "Label Studio", "version": .string(version)] }
            if let remark = Self.remark(on: result) { data["_seal"] = ["rationale": .string(remark)] }
            begunFrom = judgment.prediction.map { number in
                // Regions keep their ids where an annotation begins from a prediction.
                let label = Self.label(Self.uid(ofPrediction: number), draft.region, draft.name)
                return .label(options.dataset, task.item, label.precomposedStringWithCanonicalMapping)
            }
        }
        let type = judgment.isByModel ? "touchmark.label.suggested" : "touchmark.label.asserted"
        var event = scope.event(
            by: judgment.author, type, data, time: judgment.time,
            citing: [.init(member: "on", subject: .item(options.dataset, task.item))], otherwise: draft.otherwise,
            at: task.place("label \(draft.label)"))
        event.begunFrom = begunFrom
        return event
    }

    /// A region's note: a text, or a list of several.
    private static func remark(on result: JSONValue) -> String? {
        let note = result["meta"]?["text"]
        let texts = note?.array?.compactMap(\.string) ?? [note?.string ?? ""].filter { !$0.isEmpty }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}
