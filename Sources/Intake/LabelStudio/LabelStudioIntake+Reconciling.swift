package import Connectors
import Ledger
package import Primitives
import Provenance

/// An export of a project, and what is known of it beside what it holds.
package struct LabelStudioExport: Sendable {
    /// Gives the export from its start; it is read twice.
    package let open: @Sendable () throws -> ByteSource
    /// When it was made. Without it, that of the latest change in it is taken: it was made no earlier.
    package var made: Timestamp?
    /// For an export that may hold no task.
    package var project: Int64?
    /// Taken if the connector's settings have none; else the one that a webhook brought last.
    package var configuration: String?

    package init(open: @escaping @Sendable () throws -> ByteSource) { self.open = open }
}

/// When an export was made, as far as it is known.
struct ExportTime {
    /// As its giver says.
    let made: Timestamp?
    /// When anything in it was last changed, by Label Studio's clock.
    let latest: Timestamp?

    /// A moment at which all of it was so.
    var moment: Timestamp? { made ?? latest }
}

extension LabelStudioIntake {
    /// Tasks that are taken in together.
    private static let runLength = 50

    /// Makes the ledger say what an export of a whole project says: what webhooks lost is asserted, revised or withdrawn.
    ///
    /// - Parameter each: hears what became of each run of tasks.
    /// - Throws: as `take`.
    package func reconcile(_ export: LabelStudioExport, _ each: @Sendable (IntakeReport) -> Void) async throws {
        try await inTurn { try await self.reconciled(export, each) }
    }

    private func reconciled(_ export: LabelStudioExport, _ each: @Sendable (IntakeReport) -> Void) async throws {
        try checkDataset()
        let survey = try survey(of: export)
        let exported = ExportTime(made: export.made, latest: survey.latest)
        var reader = try LabelStudioImporter(
            export: export.open(), options: try options(for: export, survey), secret: importSecret)
        var run: [LabelStudioReading] = []
        while true {
            let reading = try reader.nextTask()
            if let reading { run.append(reading) }
            if reading == nil || run.count == Self.runLength {
                let readings = run
                run = []
                each(
                    try await settled { report in
                        for reading in readings { try self.draft(reading, exported: exported, &report) }
                    })
            }
            if reading == nil { break }
        }
        each(try await settled { try self.withdrawMissing(exported, survey, &$0) })
    }

    private func options(for export: LabelStudioExport, _ survey: ExportSurvey) throws -> LabelStudioOptions {
        let remembered = survey.projects.count == 1 ? try survey.projects.first.flatMap(rememberedConfiguration) : nil
        return try settings.options(configuration: export.configuration ?? remembered)
    }

    /// What the export as a whole says, before anything of it is taken in.
    private func survey(of export: LabelStudioExport) throws -> ExportSurvey {
        var survey = ExportSurvey(project: export.project)
        var reader = try LabelStudioImporter(
            export: export.open(), options: LabelStudioOptions(dataset: dataset, origin: OriginMapping(kind: settings.origin)),
            secret: importSecret)
        while let reading = try reader.nextTask() { survey.add(reading) }
        return survey
    }

    /// Annotations that were heard of and that the export does not hold.
    private func withdrawMissing(_ exported: ExportTime, _ survey: ExportSurvey, _ report: inout IntakeReport) throws {
        for case .annotation(let number) in register.keys where !survey.annotations.contains(number) {
            guard var record = try register[.annotation(number)], let labels = record.labels, let project = record.project,
                survey.projects.contains(project)
            else { continue }
            let seen = exported.made ?? survey.changes[labels.item] ?? exported.latest
            let isGone = record.deleted != nil || record.missing != nil
            guard let seen, let moment = exported.moment, isGone || record.updated.map({ $0 <= seen }) ?? true else {
                report.ignore(
                    "annotation \(number)", .younger, "The export does not hold it, and may be older than it. Export again.")
                continue
            }
            record.missing = [record.missing, moment].compactMap { $0 }.max()
            try register.remember(record)
            try withdraw(labels.item, labels.prefix, .notExported, &report)
        }
    }
}

/// What an export says as a whole.
private struct ExportSurvey {
    private(set) var annotations: Set<Int64> = []
    private(set) var projects: Set<Int64>
    /// When anything on a task was last changed, by its item. A deletion of an annotation is such a change.
    private(set) var changes: [String: Timestamp] = [:]
    private(set) var latest: Timestamp?

    init(project: Int64?) { projects = Set([project].compactMap { $0 }) }

    mutating func add(_ reading: LabelStudioReading) {
        if let project = reading.project { projects.insert(project) }
        if let task = reading.task, let changed = reading.updated { changes[String(task)] = changed }
        for annotation in reading.annotations { annotations.insert(annotation.identity.number) }
        let times = [reading.updated] + reading.annotations.map(\.identity.updated) + [latest]
        latest = times.compactMap { $0 }.max()
    }
}
