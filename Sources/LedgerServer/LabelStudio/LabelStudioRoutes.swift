import Connectors
import Hummingbird
import Intake
import Ledger
import Logging
import Primitives
import Provenance

/// `POST /v1/connectors/label-studio/{name}`: webhooks of a Label Studio server.
///
/// The answer comes when what was said is durable. Label Studio delivers nothing twice: what is refused is logged and counted, and
/// `touchmark import label-studio --reconcile` finds it. Payloads are not kept: they hold what people said.
struct LabelStudioRoutes: Sendable {
    let connectors: LabelStudioConnectors
    let gate: AppendGate
    let room: BodyRoom
    let metrics: ServerMetrics

    /// A longer payload is refused. Label Studio cuts what it sends into pieces of 5,000 tasks.
    private static let longestBody = 32 << 20

    var routes: [Route] {
        [
            Route(.post, "/v1/connectors/label-studio/:name", .connector, .labelStudio) { request, context in
                // Thousands of annotations are read, compared and signed without a pause.
                try await WorkerThreads.receiving.run { try await receive(request, context) }
            }
        ]
    }

    private func receive(_ request: Request, _ context: LedgerContext) async throws -> Response {
        try requireTool(request, context)
        let name = try context.segment("name")
        let (intake, settings) = try opened(name, context)
        var log = context.logger
        log[metadataKey: "connector"] = "\(name)"
        let share = room.share()
        defer { share.keep(atMost: 0) }
        let webhook: LabelStudioWebhook
        do {
            webhook = try LabelStudioWebhook(try await body(of: request, share))
        } catch let error as LabelStudioWebhook.Failure {
            metrics.heard(action: error.knownAction, outcome: "unreadable")
            log.warning("webhook cannot be read", metadata: ["reason": "\(error.code)"])
            throw Problem(error)
        } catch {
            metrics.heard(action: "unknown", outcome: "failed")
            log.error("webhook not read", metadata: ["reason": "\(error)"])
            throw error
        }
        log[metadataKey: "action"] = "\(webhook.action)"
        let report: IntakeReport
        do {
            report = try await gate.withRoom(for: 1) { try await intake.take(webhook, settings) }
        } catch {
            metrics.heard(action: webhook.action, outcome: "failed")
            log.error("webhook not taken in", metadata: ["reason": "\(error)"])
            throw Problem(intake: error) ?? error
        }
        return try answer(webhook, report, log)
    }

    /// Refuses what a page in somebody's browser can send without being let: where no secret is asked for, any page that a user
    /// of the network looks at could speak for the tool. A browser asks before it sends JSON to another origin, and is not let.
    private func requireTool(_ request: Request, _ context: LedgerContext) throws(Problem) {
        let problem: Problem
        if request.headers[.origin] != nil {
            problem = .foreignPage
        } else if request.mediaType != "application/json" {
            problem = .mediaType("Send application/json, as Label Studio does.")
        } else {
            return
        }
        metrics.heard(action: "unknown", outcome: "unreadable")
        context.logger.warning("webhook not taken", metadata: ["reason": "\(problem.name)"])
        throw problem
    }

    private func opened(
        _ name: String, _ context: LedgerContext
    ) throws -> (intake: LabelStudioIntake, settings: LabelStudioSettings) {
        do { return try connectors.intake(name) } catch let problem as Problem { throw problem } catch {
            metrics.heard(action: "unknown", outcome: "failed")
            context.logger.error("connector cannot be opened", metadata: ["reason": "\(error)"])
            throw Problem(intake: error) ?? error
        }
    }

    /// - Throws: `LabelStudioWebhook.Failure`; a problem of status 503 if too many bytes are under way.
    private func body(of request: Request, _ share: BodyShare) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await piece in request.body {
                let count = bytes.count + piece.readableBytes
                guard count <= Self.longestBody else { throw LabelStudioWebhook.Failure.tooLarge }
                guard share.hold(count) else {
                    metrics.turnedAway(1, by: Problem.noRoomForBodies)
                    throw Problem.noRoomForBodies
                }
                bytes.append(contentsOf: piece.readableBytesView)
            }
        } catch  where !(error is LabelStudioWebhook.Failure || error is Problem) {
            throw LabelStudioWebhook.Failure.cutShort
        }
        return bytes
    }

    private func answer(_ webhook: LabelStudioWebhook, _ report: IntakeReport, _ log: Logger) throws -> Response {
        metrics.taken(report)
        for refused in report.refused {
            log.warning(
                "webhook's event refused", metadata: ["rule": "\(refused.refusal.rule)", "what": Self.numbers(in: refused.what)])
        }
        for problem in report.problems {
            log.warning(
                "webhook's record not taken in",
                metadata: ["reason": "\(problem.code.rawValue)", "what": Self.numbers(in: problem.place.record ?? "")])
        }
        // Others are said of every webhook of a project.
        for note in report.notes where note.code == .uncertainContent {
            log.info(
                "webhook is about an item that is not as it was",
                metadata: ["what": Self.numbers(in: note.place.record ?? "")])
        }
        for ignored in report.ignored {
            log.info(
                "webhook says nothing new",
                metadata: ["reason": "\(ignored.reason.rawValue)", "what": Self.numbers(in: ignored.what)])
        }
        let isPartial = !report.appended.isEmpty || !report.present.isEmpty || !report.ignored.isEmpty
        if let refused = report.refused.first {
            metrics.heard(action: webhook.action, outcome: "refused")
            throw Problem(refused, of: report)
        }
        if report.ignored.contains(where: { $0.reason == .locked }) {
            metrics.heard(action: webhook.action, outcome: "partial")
            throw Problem.locked(report)
        }
        if let problem = report.problems.first, !isPartial {
            metrics.heard(action: webhook.action, outcome: "unreadable")
            throw Problem(
                422, "not-imported", title: "Nothing of it can be an event",
                detail: "\(problem.sentence). Correct it, then run: touchmark import label-studio --reconcile.")
        }
        metrics.heard(action: webhook.action, outcome: report.problems.isEmpty ? "taken" : "partial")
        var json = report.json.object ?? [:]
        json["action"] = .string(webhook.action)
        return Response(json: .object(json))
    }

    /// The task and the annotation at the beginning of a place. What else names it, a region or a question, is in people's words,
    /// and so is the sentence about it: these are for the answer alone.
    private static func numbers(in place: String) -> Logger.MetadataValue {
        let numbers = place.split(separator: ", ").prefix { part in
            let words = part.split(separator: " ")
            return words.count == 2 && ["task", "annotation"].contains(words[0]) && UInt64(digits: words[1]) != nil
        }
        return .string(numbers.isEmpty ? "-" : numbers.joined(separator: ", "))
    }
}

extension IntakeReport {
    /// `appended` and `present` with their indices in the log, `ignored` and why, `problems`, and `notes` on what was taken in.
    var json: JSONValue {
        [
            "appended": .array(appended.map(\.json)), "present": .array(present.map(\.json)),
            "ignored": .array(
                ignored.map { ["what": .string($0.what), "reason": .string($0.reason.rawValue), "why": .string($0.sentence)] }),
            "problems": .array(problems.map(\.json)), "notes": .array(tellingNotes.map(\.json)),
        ]
    }

    /// Notes on what is not as it was, and on what was said of the annotation and is not carried over. Others are said of every webhook
    /// of a project.
    private var tellingNotes: [ImportRemark] {
        let codes: [ImportRemark.Code] = [
            .uncertainContent, .conflictingAnnotator, .unknownSuggestion, .copiedAnnotation, .reviewsLeftOut,
        ]
        return notes.filter { codes.contains($0.code) }
    }
}

extension ImportRemark {
    fileprivate var json: JSONValue { ["what": .string(place.record ?? ""), "why": .string(sentence)] }
}

extension IntakeReport.Place {
    fileprivate var json: JSONValue {
        ["index": .integer(Int64(index.value)), "type": .string(type), "subject": .string(subject.description)]
    }
}

extension Problem {
    /// The first event that a rule refused, and what became of the others.
    fileprivate init(_ refused: IntakeReport.Refused, of report: IntakeReport) {
        let first = Problem(refused.refusal)
        self.init(
            first.status, first.name, title: first.title,
            detail:
                "\(first.detail) Of this webhook \(report.appended.count) events were appended and \(report.refused.count) refused."
        )
        rule = first.rule
        head = first.head
        fields = first.fields
    }

    fileprivate static let foreignPage = Problem(
        403, "page", title: "Not from a page", detail: "Webhooks come from a server. What bears an Origin comes from a browser.")

    /// What could be held against the ledger was taken in.
    fileprivate static func locked(_ report: IntakeReport) -> Problem {
        Problem(
            503, "locked", title: "Sealed values cannot be opened",
            detail:
                "Of this webhook \(report.appended.count) events were appended. Labels of which something is sealed and cannot be opened "
                + "stay as they are. The operator puts back the vault's newest copy, then runs: touchmark import label-studio --reconcile."
        )
    }

    fileprivate init(_ failure: LabelStudioWebhook.Failure) {
        let reconcile = "Then run: touchmark import label-studio --reconcile."
        switch failure {
        case .notJSON: self = .badRequest("not-json", "The body is not JSON.")
        case .cutShort: self = .badRequest("cut-short", "The body ended before it was whole.")
        case .tooLarge:
            self = .tooLarge("The payload is longer than any that is taken. Run: touchmark import label-studio --reconcile.")
        case .noAction: self = .badRequest("no-action", "The body names no action, so it is no webhook of Label Studio.")
        case .unknownAction:
            self = .badRequest(
                "unknown-action",
                "This version knows no action of that name. It knows: \(LabelStudioWebhook.knownActions.joined(separator: ", "))."
            )
        case .noPayload(let action):
            self = .init(
                422, "no-payload", title: "The payload is missing",
                detail: "\(action) came without what it speaks of. Let the webhook send its payload (send_payload). \(reconcile)")
        case .malformed(let action, let sentence):
            self = .init(
                422, "malformed", title: "The payload is not as Label Studio writes it",
                detail: "\(action): \(sentence) \(reconcile)")
        }
    }

    /// What kept a webhook from being taken in, as far as the caller can be told; paths and causes stay in the log.
    fileprivate init?(intake error: any Error) {
        switch error {
        case let error as IntakeError where error.code == .busy: self = .tooBusy("Too many webhooks wait. Try again in a second.")
        case is IntakeError:
            self = .init(
                500, "connector", title: "The connector cannot work",
                detail: "Something that it needs is missing or damaged. The operator's log says what.")
        case let error as ImportError where error.code == .badConfiguration:
            self = .init(
                422, "configuration", title: "The labelling configuration cannot be read",
                detail: "It is not XML, or longer than 1 MiB. Correct it, then run: touchmark import label-studio --reconcile.")
        default: return nil
        }
    }
}

extension LabelStudioWebhook.Failure {
    /// A name for the log: nothing of the payload is in it.
    fileprivate var code: String {
        switch self {
        case .notJSON: "not-json"
        case .cutShort: "cut-short"
        case .tooLarge: "too-large"
        case .noAction: "no-action"
        case .unknownAction: "unknown-action"
        case .noPayload: "no-payload"
        case .malformed: "malformed"
        }
    }

    fileprivate var knownAction: String {
        switch self {
        case .noPayload(let action), .malformed(let action, _): action
        case .notJSON, .cutShort, .tooLarge, .noAction, .unknownAction: "unknown"
        }
    }
}
