import Connectors
import Ledger
import Primitives
import Provenance

extension LabelStudioIntake {
    /// Signs what is missing for the ledger to say what a task and its annotations say.
    ///
    /// - Parameter exported: when the export was made that says it; `nil` for a webhook.
    func draft(_ reading: LabelStudioReading, exported: ExportTime?, _ report: inout IntakeReport) throws {
        var taking = TakenTask(reading)
        taking.conflicts = try store.read {
            try TrackConflicts(of: taking.item, in: dataset, readAs: taking.tracks, by: desk.station.connector, $0)
        }
        if taking.conflicts?.isUncertain == true {
            report.notes.append(
                ImportRemark(
                    .uncertainContent, ImportPlace(file: "Label Studio", record: "task \(taking.item)"), TrackConflicts.remark))
        }
        meet(reading.opening)
        for step in reading.opening { try draft(step, nil, taking, &report) }
        for annotation in reading.annotations {
            // Also in one that is passed over: whom a reading names is named once, until something else is said of her.
            meet(annotation.steps)
            try draft(annotation, taking, exported: exported, &report)
        }
        for step in reading.closing { try draft(step, nil, taking, &report) }
    }

    private func meet(_ steps: [ImportStep]) {
        for case .enrol(let actor) in steps { met[actor.id] = actor }
    }

    // MARK: - One annotation

    private func draft(
        _ annotation: LabelStudioAnnotation, _ taking: TakenTask, exported: ExportTime?, _ report: inout IntakeReport
    ) throws {
        let identity = annotation.identity
        var record = try register[.annotation(identity.number)] ?? AnnotationRecord(.annotation(identity.number))
        let current = try store.read {
            try $0.labels(of: dataset, item: identity.labels.item, beginningWith: identity.labels.prefix)
        }
        guard try isNews(annotation, record, current, exported: exported, &report) else { return }
        guard let mentioned = annotation.mentioned else {
            for step in annotation.steps { try draft(step, nil, taking, &report) }
            return
        }
        let byLabel = Dictionary(current.map { ($0.place.label, $0) }) { first, _ in first }
        for step in annotation.steps { try draft(step, byLabel, taking, &report) }
        for label in current where !mentioned.contains(label.place.label) && !label.isWithdrawn {
            try withdraw(label, removedBy: annotation, &report)
        }
        record.labels = identity.labels
        record.project = identity.project ?? record.project
        record.updated = [record.updated, identity.updated].compactMap { $0 }.max()
        record.deleted = nil
        record.missing = nil
        try register.remember(record)
        // What came after a deletion of the task shows that it is there, too.
        if var task = try register[.task(identity.task)], task.deleted != nil {
            task.deleted = nil
            try register.remember(task)
        }
    }

    /// False if what is known is later than this state, or if it cannot be told which labels are the annotation's; the report
    /// says so.
    private func isNews(
        _ annotation: LabelStudioAnnotation, _ record: AnnotationRecord, _ current: [LabelOnRecord], exported: ExportTime?,
        _ report: inout IntakeReport
    ) throws -> Bool {
        let identity = annotation.identity
        let what = "annotation \(identity.number)"
        if let known = record.labels, known.uid != identity.labels.uid {
            report.problems.append(
                ImportRemark(
                    .conflictingRecord, ImportPlace(file: "Label Studio", record: what),
                    "it is known by another unique_id; take the project's JSON export, which has it"))
            return false
        }
        // An export that was made later and holds it shows that it is there.
        let isUndated = exported != nil && exported?.made == nil
        let hint = isUndated ? " If this export was made later, say when (--exported-at)." : ""
        if let deleted = try [record.deleted, register[.task(identity.task)]?.deleted].compactMap({ $0 }).max() {
            // A deletion is heard of by the ledger's clock, and changes in an export are dated by Label Studio's.
            guard let made = exported?.made, deleted < made else {
                report.ignore(what, .deleted, "Label Studio said that it was deleted.\(hint)")
                try withdraw(standing: current, record.deleted == nil ? .taskDeleted : .annotationDeleted)
                return false
            }
        }
        if let missing = record.missing {
            guard let moment = exported?.moment, missing < moment else {
                report.ignore(what, .deleted, "An export that may be as new as this did not hold it.\(hint)")
                try withdraw(standing: current, .notExported)
                return false
            }
        }
        let own = current.filter { label in
            // The connector dates what it withdraws by the ledger's clock.
            desk.station.keepsKey(of: label.source) && !(label.isWithdrawn && label.source == desk.station.connector)
        }
        let known = [record.updated] + own.map(\.time)
        if let updated = identity.updated, let latest = known.compactMap({ $0 }).max(), updated < latest {
            report.ignore(what, .older, "It was saved before what is known of it, \(latest).")
            return false
        }
        return true
    }

    // MARK: - One step

    /// - Parameter current: the labels of the step's annotation; `nil` for a step of none.
    private func draft(
        _ step: ImportStep, _ current: [String: LabelOnRecord]?, _ taking: TakenTask, _ report: inout IntakeReport
    ) throws {
        switch step {
        case .enrol, .heard: break
        case .note(let remark): report.notes.append(remark)
        case .problem(let remark): report.problems.append(remark)
        case .draft(let event):
            if let current {
                try draft(event, current[event.data["label"]?.string ?? ""], taking, &report)
            } else {
                try draftOnce(event, taking, &report)
            }
        }
    }

    /// What is said once and never changed: the registration of an item, a suggestion.
    private func draftOnce(_ event: ForeignEvent, _ taking: TakenTask, _ report: inout IntakeReport) throws {
        let subject = event.data["label"]?.string.map { Subject.label(dataset, taking.item, $0) } ?? .item(dataset, taking.item)
        let first = try store.read { try $0.beginning(of: subject, below: $0.size()) }
        if let first {
            report.present.append(.init(index: first, type: event.type, subject: subject))
        } else if let fault = taking.conflicts?.fault(of: event) {
            report.problems.append(fault)
        } else {
            try sign(event, &report)
        }
    }

    /// A label, held against what the ledger says of it.
    private func draft(
        _ event: ForeignEvent, _ current: LabelOnRecord?, _ taking: TakenTask, _ report: inout IntakeReport
    ) throws {
        if let fault = taking.conflicts?.fault(of: event) { return report.problems.append(fault) }
        guard let current else { return try sign(event, &report) }
        let what = "label \(current.place.label)"
        guard !current.isWithdrawn || isOwn(current) else {
            return report.ignore(
                what, .withdrawnByOperator, "It was withdrawn here. Whoever did so has to say that it holds again.")
        }
        if !current.isWithdrawn, current.openness == .whole, current.says(the: event) {
            let subject = Subject.label(dataset, current.place.item, current.place.label)
            return report.present.append(.init(index: current.index, type: event.type, subject: subject))
        }
        if let (reason, sentence) = try store.read({ try $0.reasonToLeave(current, in: dataset) }) {
            return report.ignore(what, reason, sentence)
        }
        guard isOwn(current) else {
            return report.ignore(
                what, .revisedElsewhere, "It was revised here by \(current.source), who does not work in Label Studio.")
        }
        try sign(importScope.revision(of: event, head: current.head), &report)
    }

    private func sign(_ event: ForeignEvent, _ report: inout IntakeReport) throws {
        if case .foreign(let id) = event.author, let actor = met[id], let doubt = try desk.enrol(actor) {
            let remark = ImportRemark(.conflictingAnnotator, event.place, doubt.sentence)
            guard case .otherName = doubt else { return report.problems.append(remark) }
            if renamed.insert(id).inserted { report.notes.append(remark) }
        }
        let citing = try desk.citingBeginning(of: event)
        if citing.begunFrom != nil {
            report.notes.append(ImportRemark(.unknownSuggestion, event.place, CustodyDesk.withoutSuggestion))
        }
        try desk.sign(citing)
    }

    /// True if a label's head was made for Label Studio: by somebody whose key is in custody here, or as a withdrawal that a
    /// deletion asked for.
    func isOwn(_ label: LabelOnRecord) -> Bool {
        if desk.station.keepsKey(of: label.source) { return true }
        return label.isWithdrawn
            && importScope.hasMade(withdrawal: label.head.id, label.data, by: .operator, at: label.time)
    }
}

/// A task while it is taken in.
struct TakenTask {
    let item: String
    /// Those of its registration, as this reading would make it.
    let tracks: [JSONValue]
    /// With those that the item was registered with; `nil` if it was not there before.
    var conflicts: TrackConflicts?

    init(_ reading: LabelStudioReading) {
        item = reading.task.map(String.init) ?? ""
        let registration = reading.opening.lazy.compactMap { step in
            if case .draft(let event) = step, event.type == ItemRegistered.type { event } else { nil }
        }.first
        tracks = registration?.data["tracks"]?.array ?? []
    }
}
