package import Connectors
package import Ledger
import Primitives
import Provenance
package import Signatures

/// Takes in what a Label Studio server says, one thing after the other, and makes the ledger say the same.
///
/// What comes is a state, not a change: webhooks get lost and overtake each other. So each state of an annotation is held against
/// what the ledger says of its labels now, and what differs is asserted, revised or withdrawn. Whether a state is older than what
/// is known is told by Label Studio's own times.
package actor LabelStudioIntake {
    /// More than this many callers at once are asked to come back.
    private static let waitingLimit = 256

    private(set) var settings: LabelStudioSettings
    let clock: any LedgerClock
    var desk: CustodyDesk
    let register: AnnotationRegister
    let importSecret: ImportSecret
    private(set) var importScope: ImportScope
    /// Those who are enrolled when they say something new.
    var met: [ForeignActor.ID: ForeignActor] = [:]
    /// Of whom it was said that she goes by another name: once is enough.
    var renamed: Set<ForeignActor.ID> = []
    private let memory: ConfigurationMemory
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - keys: the ledger's directory of keys.
    ///   - operatorKey: enrols people, and withdraws what a deletion names nobody for.
    ///   - takesChangedAddresses: people who are known by their ids stay the same if their e-mail addresses are others.
    /// - Throws: `IntakeError`.
    package init(
        _ name: String, _ settings: LabelStudioSettings, keys: String, ledger: Ledger, operatorKey: PrivateKey,
        clock: any LedgerClock, takesChangedAddresses: Bool = false
    ) throws {
        var station = try ConnectorStation(name, keys: keys, in: ledger.store)
        station.takesChangedAddresses = takesChangedAddresses
        self.settings = settings
        self.clock = clock
        importSecret = try station.secret()
        importScope = try Self.scope(settings, importSecret)
        register = try AnnotationRegister(station)
        memory = ConfigurationMemory(station)
        desk = try CustodyDesk(ledger, station: station, operatorKey: operatorKey, clock: clock)
    }

    var store: any LedgerStore { desk.ledger.store }
    var dataset: String { settings.dataset }

    // MARK: - Webhooks

    /// Takes in a webhook. When this returns, what was appended is durable.
    ///
    /// - Parameter settings: those of now, if they may have changed.
    /// - Throws: `IntakeError`, `ImportError`, `LedgerError`, `StoreError`: then it is not known to be in the ledger whole, and
    ///   delivered again it does no harm.
    package func take(_ webhook: LabelStudioWebhook, _ settings: LabelStudioSettings? = nil) async throws -> IntakeReport {
        try await inTurn {
            if let settings, settings != self.settings {
                self.importScope = try Self.scope(settings, self.importSecret)
                self.settings = settings
            }
            return try await self.taken(webhook)
        }
    }

    private static func scope(_ settings: LabelStudioSettings, _ secret: ImportSecret) throws -> ImportScope {
        try LabelStudioImporter(from: "settings", options: settings.options(configuration: nil), secret: secret).scope
    }

    private func taken(_ webhook: LabelStudioWebhook) async throws -> IntakeReport {
        try checkDataset()
        if let project = webhook.project, let xml = webhook.configuration {
            try memory.remember(xml, of: project, updated: webhook.projectUpdated ?? "")
        }
        switch webhook.content {
        case .nothing(let why):
            var report = IntakeReport()
            report.ignore(webhook.action, .meaningless, why)
            return report
        case .annotationsDeleted(let numbers):
            return try await settled { try self.withdraw(annotations: numbers, &$0) }
        case .tasksDeleted(let numbers):
            return try await settled { try self.withdraw(tasks: numbers, &$0) }
        case .tasks(let tasks), .annotations(let tasks):
            var reader = try reader(of: "webhook", webhook.configuration)
            let readings = tasks.map { reader.read($0) }
            return try await settled { report in
                for reading in readings { try self.draft(reading, exported: nil, &report) }
            }
        }
    }

    /// - Throws: `IntakeError.invalid` if nobody said what the dataset is for.
    func checkDataset() throws {
        let isDefined = try store.read { reader in
            try LedgerHistories(reader).fold(PolicyHistory.self, of: .policy(dataset))?.definition != nil
        }
        guard isDefined else {
            throw IntakeError(
                .invalid,
                "The dataset \(dataset) is not defined. Say first what it is for: "
                    + "\(ShellCommand.defining(dataset))")
        }
    }

    /// - Parameter configuration: taken if the settings have none.
    func reader(of name: String, _ configuration: String?) throws -> LabelStudioImporter {
        try LabelStudioImporter(from: name, options: try settings.options(configuration: configuration), secret: importSecret)
    }

    /// The configuration of a project as a webhook last told it.
    func rememberedConfiguration(of project: Int64) throws -> String? { try memory.configuration(of: project)?.xml }

    // MARK: - Appending

    /// Lets `draft` sign what is missing, and appends it. If a label's head moved in between, it is looked at once more.
    func settled(_ draft: (inout IntakeReport) throws -> Void) async throws -> IntakeReport {
        for isLastTry in [false, true] {
            var report = IntakeReport()
            desk.forget()
            do {
                try draft(&report)
                // What a number stands for is remembered before anything can be said of it.
                try register.synchronise()
            } catch {
                desk.forget()
                throw error
            }
            let batch = desk.takePending()
            for (sent, outcome) in try await desk.append(batch) { report.count(sent, outcome) }
            let hasMoved = report.refused.contains { $0.refusal.rule == "head-moved" || $0.refusal.rule == "label-exists" }
            if isLastTry || !hasMoved { return report }
        }
        return IntakeReport()
    }

    // MARK: - One after the other

    /// Calls `body` when all that came before is done.
    ///
    /// - Throws: `IntakeError.busy` at once, if too many wait; what `body` throws.
    func inTurn<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        if isBusy {
            guard waiting.count < Self.waitingLimit else {
                throw IntakeError(.busy, "Too many wait for this connector. Try again in a second.")
            }
            await withCheckedContinuation { waiting.append($0) }
        }
        isBusy = true
        defer {
            // The turn is handed on, so that nobody slips in between.
            if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
        }
        return try await body()
    }
}

extension IntakeReport {
    fileprivate mutating func count(_ sent: CustodyDesk.Sent, _ outcome: SequencedOutcome) {
        switch outcome {
        case .new(let index, _, _):
            appended.append(Place(index: index, type: sent.event.type, subject: sent.event.subject))
        case .known(let index): present.append(Place(index: index, type: sent.event.type, subject: sent.event.subject))
        case .refused(let refusal): refused.append(Refused(what: sent.place, refusal: refusal))
        }
    }
}
