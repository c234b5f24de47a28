import Connectors
import Ledger
import Primitives
import Provenance

extension LabelStudioIntake {
    /// Why a label is taken back, as everybody may read it. What Label Studio does not say is said not to be known.
    enum Withdrawal {
        case annotationDeleted, taskDeleted, notExported
        case removed(by: Actor?)

        func sentence(_ connector: Actor) -> String {
            switch self {
            case .annotationDeleted:
                "Label Studio deleted the annotation and does not say who did so. \(connector) passes this on."
            case .taskDeleted: "Label Studio deleted the task and does not say who did so. \(connector) passes this on."
            case .notExported:
                "The annotation is no longer in Label Studio, as an export shows. Who deleted it is not known. \(connector) passes this on."
            case .removed(let actor):
                "The annotation in Label Studio does not hold it any more; "
                    + (actor.map { "\($0) saved it last" } ?? "who saved it last is not known") + ". \(connector) passes this on."
            }
        }
    }

    /// A deletion names nothing but numbers. Each is looked up among what this connector was told itself.
    func withdraw(annotations numbers: [Int64], _ report: inout IntakeReport) throws {
        for number in numbers {
            let record = try deleted(.annotation(number))
            guard let labels = record.labels else {
                report.ignore(
                    "annotation \(number)", .unknown,
                    "Nothing was heard of it before. Should it be heard of late, it is not taken in.")
                continue
            }
            try withdraw(labels.item, labels.prefix, .annotationDeleted, &report)
        }
    }

    /// With a task its annotations and predictions go. The item stays: that it was registered remains true.
    func withdraw(tasks numbers: [Int64], _ report: inout IntakeReport) throws {
        for number in numbers {
            _ = try deleted(.task(number))
            let item = String(number)
            let isThere = try store.read { try !$0.history(of: .item(dataset, item), below: $0.size()).isEmpty }
            guard isThere else {
                report.ignore("task \(number)", .unknown, "It was never registered.")
                continue
            }
            report.ignore("task \(number)", .meaningless, "Its item stays registered; the labels on it are withdrawn.")
            try withdraw(item, "", .taskDeleted, &report)
        }
    }

    /// Remembers a deletion, and since when it is known.
    private func deleted(_ key: AnnotationRecord.Key) throws -> AnnotationRecord {
        var record = try register[key] ?? AnnotationRecord(key)
        record.deleted = record.deleted ?? clock.now()
        try register.remember(record)
        return record
    }

    /// Withdraws the labels of an item whose ids begin with `prefix`, as far as they were made for Label Studio.
    func withdraw(_ item: String, _ prefix: String, _ why: Withdrawal, _ report: inout IntakeReport) throws {
        for label in try store.read({ try $0.labels(of: dataset, item: item, beginningWith: prefix) }) {
            let subject = Subject.label(dataset, item, label.place.label)
            if label.isWithdrawn {
                report.present.append(.init(index: label.index, type: LabelWithdrawn.type, subject: subject))
            } else if isOwn(label) {
                try sign(label, why, by: withdrawer(of: label), time: nil)
            } else {
                report.ignore(
                    "label \(label.place.label)", .revisedElsewhere,
                    "\(label.source) does not work in Label Studio; the label stays.")
            }
        }
    }

    /// Withdraws what stands of an annotation that is known to be gone: a plain import of an older export may have brought it.
    func withdraw(standing labels: [LabelOnRecord], _ why: Withdrawal) throws {
        for label in labels where !label.isWithdrawn && isOwn(label) {
            try sign(label, why, by: withdrawer(of: label), time: nil)
        }
    }

    private func withdrawer(of label: LabelOnRecord) -> ForeignEvent.Author {
        label.source == desk.station.connector ? .connector : .operator
    }

    /// A label that the saved state of its annotation does not hold any more.
    func withdraw(_ label: LabelOnRecord, removedBy annotation: LabelStudioAnnotation, _ report: inout IntakeReport) throws {
        guard isOwn(label) else {
            return report.ignore(
                "label \(label.place.label)", .revisedElsewhere, "\(label.source) does not work in Label Studio; the label stays."
            )
        }
        // Whoever saved it is named in the reason, also where that is all she ever did. A stranger is nobody who can be named.
        var saver: Actor?
        if let foreign = annotation.saver {
            if case .otherAddress = try desk.enrol(foreign) {} else { saver = desk.source(of: .foreign(foreign.id)) }
        }
        let author: ForeignEvent.Author =
            if label.source == desk.station.connector { .connector } else if let known = annotation.saver, saver == label.source {
                .foreign(known.id)
            } else { .operator }
        try sign(label, .removed(by: saver), by: author, time: annotation.identity.updated)
    }

    private func sign(_ label: LabelOnRecord, _ why: Withdrawal, by author: ForeignEvent.Author, time: Timestamp?) throws {
        try desk.sign(
            importScope.withdrawal(
                of: label.place, head: label.head, by: author, why.sentence(desk.station.connector), time: time ?? clock.now(),
                at: ImportPlace(file: "Label Studio", record: "label \(label.place.label)")))
    }
}
