import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
import Signatures
package import Witnessing

/// A witness behind HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and `GET /` says who it is.
package struct WitnessService: Service {
    /// What an operator can set.
    package struct Settings: Hashable, Sendable {
        package var host = "127.0.0.1"
        package var port = 8081
        package var tls: ServerSettings.TLSFiles?
        /// Requests and answers are short here.
        package var limits = ServerLimits()

        package init() {
            limits.connections = 256
            (limits.requestSeconds, limits.stalledSeconds) = (10, 10)
        }
    }

    private let witness: Witness
    private let settings: Settings
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// - Parameter onRunning: called with the port once it listens.
    package init(
        _ witness: Witness, settings: Settings, logger: Logger, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.witness = witness
        self.settings = settings
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the task is cancelled or the service group shuts down.
    package func run() async throws {
        let application = Application(
            router: router(),
            server: try .ledger(settings.limits, tls: settings.tls) { [logger] problem in
                logger.info("no request", metadata: ["status": "\(problem.status)", "reason": "\(problem.name)"])
            },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.get("/") { [vkey = witness.vkey.text] _, _ in
            Self.response(WitnessReply(status: 200, body: "A witness of transparency logs (c2sp.org/tlog-witness).\n\(vkey)\n"))
        }
        router.post("/add-checkpoint") { request, context in
            let reply = try await answer(request)
            context.logger.info("add-checkpoint", metadata: ["status": "\(reply.status)"])
            return Self.response(reply)
        }
        return router
    }

    private func answer(_ request: Request) async throws -> WitnessReply {
        let body = try await request.body.collect(upTo: AddCheckpoint.greatestByteCount)
        do {
            return try await witness.answer(Array(body.readableBytesView))
        } catch let failure as WitnessFailure {
            // It names paths: they are the operator's.
            logger.error("nothing was cosigned", metadata: ["reason": "\(failure)"])
            return WitnessReply(status: 503, body: "This witness cannot remember what it would cosign; it cosigned nothing.\n")
        }
    }

    private static func response(_ reply: WitnessReply) -> Response {
        let type = reply.type == "text/plain" ? "text/plain; charset=utf-8" : reply.type
        return Response(
            status: .init(code: reply.status), headers: [.contentType: type, .xContentTypeOptions: "nosniff"],
            body: .init(byteBuffer: ByteBuffer(string: reply.body)))
    }
}
