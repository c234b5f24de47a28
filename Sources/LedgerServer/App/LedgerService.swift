import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Ledger
package import Logging
import NIOCore
import ServiceLifecycle
package import Witnessing

/// The service: a ledger behind HTTP.
package struct LedgerService: Service {
    private let ledger: Ledger
    private let watch: LedgerWatch
    private let settings: ServerSettings
    private let logger: Logger
    private let door: Door
    private let onRunning: @Sendable (Int) async -> Void
    private let connections = ConnectionCount()
    private let gate: AppendGate
    private let room: BodyRoom
    /// Of their own: anybody may append, and Label Studio sends nothing twice.
    private let webhookRoom: BodyRoom
    private let labelStudio: LabelStudioConnectors
    private let clock: any LedgerClock
    private let sealer: Sealer?
    private let cosigning: Cosigning?
    private let stamping: Stamping?
    private let lostLogLines: @Sendable () -> Int

    /// - Parameters:
    ///   - ledger: made with `watch` as its observer.
    ///   - sealer: seals before an export, if there is one.
    ///   - authenticators: asked in their order whose a bearer token is.
    ///   - cosigning: asks the ledger's witnesses, if it has any.
    ///   - stamping: asks time-stamping authorities, if it has any.
    ///   - lostLogLines: how many lines of the log nobody took in time.
    ///   - onRunning: called with the port once it listens.
    package init(
        ledger: Ledger, watch: LedgerWatch, settings: ServerSettings, authenticators: [any Authenticator], logger: Logger,
        clock: any LedgerClock = SystemClock(), sealer: Sealer? = nil, cosigning: Cosigning? = nil,
        stamping: Stamping? = nil, lostLogLines: @escaping @Sendable () -> Int = { 0 },
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.watch = watch
        self.settings = settings
        self.logger = logger
        self.onRunning = onRunning
        self.clock = clock
        self.sealer = sealer
        self.cosigning = cosigning
        self.stamping = stamping
        self.lostLogLines = lostLogLines
        gate = AppendGate(limit: settings.limits.eventsUnderWay)
        room = BodyRoom(limit: settings.limits.bodyBytes)
        webhookRoom = BodyRoom(limit: settings.limits.bodyBytes)
        labelStudio = LabelStudioConnectors(ledger: ledger, directory: settings.ledgerDirectory, clock: clock)
        door = Door(
            authenticators: authenticators, connectors: labelStudio, clock: clock, metrics: watch.metrics,
            proxies: settings.trustedProxies,
            rates: RequestRates(
                perAddress: settings.limits.requestsPerSecondAndAddress, perToken: settings.limits.requestsPerSecondAndToken))
    }

    /// Every address that there is, and who may call it.
    package var routes: [Route] {
        let limits = settings.limits
        let store = ledger.store
        let health = HealthRoutes(
            ledger: ledger, watch: watch, gate: gate, rooms: [room, webhookRoom], connections: connections, clock: clock,
            directory: settings.ledgerDirectory, freeDiskBytes: limits.freeDiskBytes, cosigning: cosigning,
            stamping: stamping, connectors: labelStudio, lostLogLines: lostLogLines)
        let appends = WitnessedAppends(
            ledger: ledger, gate: gate, metrics: watch.metrics,
            cosigning: settings.lateWitnesses == .holdReceipts ? cosigning : nil, limit: .seconds(settings.witnessSeconds))
        let exports = ExportRoutes(
            store: store, register: ExportRegister(seconds: limits.exportSeconds), clock: clock, sealer: sealer,
            cosigning: cosigning, witnessTime: .seconds(settings.witnessSeconds),
            generator: "touchmark \(settings.version)", door: door)
        let served =
            AppendRoutes(appends: appends, room: room, limits: limits, metrics: watch.metrics).routes
            + EntryRoutes(ledger: ledger, limits: limits).routes
            + StreamRoutes(store: store, watch: watch, door: door, connections: limits.connections).routes
            + ReferenceRoutes(store: store, clock: clock).routes
            + DatasetRoutes(store: store, limits: limits, clock: clock).routes
            + CertificateRoutes(store: store).routes
            + AnnotatorRoutes(store: store).routes
            + KeyRoutes(store: store).routes
            + ReportRoutes(store: store, generator: "touchmark \(settings.version)").routes
            + exports.routes
            + LabelStudioRoutes(connectors: labelStudio, gate: gate, room: webhookRoom, metrics: watch.metrics).routes
            + TileRoutes(store: store).routes
            + CosignatureRoutes(ledger: ledger, auditors: settings.auditors).routes
            + health.routes
        return served + [describing(served)]
    }

    /// The description describes itself too.
    private func describing(_ routes: [Route]) -> Route {
        func route(_ text: String) -> Route {
            Route(.get, "/openapi.json", .anybody, .description) { _, _ in
                Response(text: text, type: "application/json", headers: [.cacheControl: "max-age=60"])
            }
        }
        return route(Description(of: routes + [route("")], version: settings.version).text)
    }

    /// Serves until the task is cancelled or the service group shuts down; what was accepted is written before it returns.
    package func run() async throws {
        let application = Application(
            router: router(),
            server: try .ledger(settings.limits, tls: settings.tls, count: connections, onRefusal: refused),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
        // Also where requests did not end in time and were cut off: their events are written, or refused, before the store goes.
        defer { ledger.finish() }
        for case (let name, let problem?) in labelStudio.signers {
            logger.warning(
                "webhooks of a connector are lost", metadata: ["connector": "\(name)", "reason": "\(problem)"])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let cosigning { group.addTask { await cosigning.run(commits: watch.commits()) } }
            if !ledger.isReadOnly { group.addTask { await ErasureRetries(ledger.store).run() } }
            if let stamping { group.addTask { await stamping.run() } }
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                watch.close()
            }
            group.cancelAll()
        }
    }

    func router() -> Router<LedgerContext> {
        let router = Router(context: LedgerContext.self, options: [.autoGenerateHeadEndpoints])
        if !settings.allowedOrigins.isEmpty { router.add(middleware: CrossOrigin(allowed: Set(settings.allowedOrigins))) }
        router.add(middleware: ProblemMiddleware(door: door))
        let routes = self.routes
        for route in routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await door.respond(to: request, context, at: route)
            }
        }
        for (path, there) in Dictionary(grouping: routes, by: \.path) {
            let allowed = there.map(\.method) + (there.contains { $0.method == .get && $0.answersHead } ? [.head] : [])
            for method in Self.methods where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { request, context in
                    door.turnAway(request, context, .notAllowed(allowed))
                }
            }
        }
        return router
    }

    static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace] + [HTTPRequest.Method("QUERY")].compactMap { $0 }

    /// Counts an answer that no request was read for, and writes its line in the log.
    private func refused(_ problem: Problem) {
        watch.metrics.answered(route: "-", method: "other", status: problem.status, took: .zero)
        logger.info(
            "request", metadata: ["method": "other", "route": "-", "status": "\(problem.status)", "reason": "\(problem.name)"])
    }
}

/// Turns what the router itself refuses into problems, and refuses what only it takes for the same: to the router `//metrics` is
/// `/metrics`, and to a proxy that keeps strangers from the one the other is something else.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = LedgerContext

    let door: Door

    func handle(
        _ request: Request, context: LedgerContext, next: @concurrent (Request, LedgerContext) async throws -> Response
    ) async throws -> Response {
        guard LedgerService.methods.contains(request.method) else { return door.turnAway(request, context, .notImplemented) }
        let path = request.uri.path
        guard path == "/" || !path.hasSuffix("/") && !path.contains("//") else {
            return door.turnAway(request, context, .emptySegment)
        }
        do {
            return try await next(request, context)
        } catch {
            return door.turnAway(request, context, door.problem(for: error, context))
        }
    }
}

extension Problem {
    /// RFC 9110 §15.6.2.
    static let notImplemented = Problem(
        501, "method", title: "Not a method of this service", detail: "No address here takes requests of this method.")

    fileprivate static let emptySegment = Problem.notFound(
        "There is nothing at this address: no path here holds two slashes in a row or ends with one.")

    static func notAllowed(_ methods: [HTTPRequest.Method]) -> Problem {
        let names = methods.map(\.rawValue).sorted().joined(separator: ", ")
        var problem = Problem(405, "method", title: "Not this method", detail: "This address takes \(names).")
        problem.fields["Allow"] = names
        return problem
    }
}
