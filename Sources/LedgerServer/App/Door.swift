import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Primitives

/// What every request passes: limits on rate, the token, the route's role; and what every failure becomes, a problem.
struct Door: Sendable {
    let authenticators: [any Authenticator]
    let connectors: LabelStudioConnectors
    let clock: any LedgerClock
    let metrics: ServerMetrics
    let proxies: TrustedProxies
    let rates: RequestRates

    /// Answered however often they are asked: whoever is turned away there takes the service for dead, and restarts it.
    private static let probes: Set = ["/healthz", "/readyz"]

    func respond(to request: Request, _ context: LedgerContext, at route: Route) async -> Response {
        let start = ContinuousClock.now
        var context = context
        var response: Response
        do {
            if !Self.probes.contains(route.path) { try admitAddress(of: request, context, at: start) }
            context.grant = try await grant(for: request, route.access, context)
            if let grant = context.grant { try rates.admit(token: grant.id, at: start) }
            try request.requireQuery(of: route.operation)
            response = try await route.respond(request, context)
        } catch {
            response = Response(problem(for: error, context))
        }
        if route.endsWithCaller { response.headers[.connection] = "close" }
        // What one token opens is for its bearer, and no cache on the way is told who that is.
        if route.access != .anybody, response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "private, no-store"
        }
        finish(&response, request, context, route: route.path, since: start)
        return response
    }

    /// The answer to a request that no route takes.
    func turnAway(_ request: Request, _ context: LedgerContext, _ problem: Problem) -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            try admitAddress(of: request, context, at: start)
            response = Response(problem)
        } catch {
            response = Response(error)
        }
        finish(&response, request, context, route: "-", since: start)
        // Bytes after the head of an answer to HEAD would be read as the next answer.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func admitAddress(
        of request: Request, _ context: LedgerContext, at start: ContinuousClock.Instant
    ) throws(Problem) {
        guard rates.limitsAddresses else { return }
        let client = proxies.client(request.headers, connection: NetworkAddress(context.remoteAddress))
        try rates.admit(address: client, at: start)
    }

    /// Counts the answer and writes its line in the log: the route's pattern and never the path, which names subjects.
    private func finish(
        _ response: inout Response, _ request: Request, _ context: LedgerContext, route: String,
        since start: ContinuousClock.Instant
    ) {
        response.headers[.xContentTypeOptions] = "nosniff"
        // A logger that keeps nothing knows no id either.
        if let name = HTTPField.Name.requestID, let id = context.logger[metadataKey: "hb.request.id"] {
            response.headers[name] = "\(id)"
        }
        let took = ContinuousClock.now - start
        // A method is a word that the caller may choose.
        let method = LedgerService.methods.contains(request.method) ? request.method.rawValue : "other"
        metrics.answered(route: route, method: method, status: response.status.code, took: took)
        // The line bears the request's id by itself, as all lines of the request do.
        context.logger.info(
            "request",
            metadata: [
                "method": "\(method)", "route": "\(route)", "status": .stringConvertible(response.status.code),
                "ms": .stringConvertible((took.inSeconds * 100_000).rounded() / 100), "token": "\(context.grant?.id ?? "-")",
            ])
    }

    /// What the request's token grants now; `nil` where none is asked for.
    ///
    /// - Throws: a problem if it does not count or does not open the route; `ServiceFileError` if that cannot be told.
    func grant(for request: Request, _ access: RouteAccess, _ context: LedgerContext) async throws -> Grant? {
        guard access != .anybody else { return nil }
        if let query = request.uri.query, query.hasPrefix("access_token=") || query.contains("&access_token=") {
            throw Problem.badRequest(
                "token-in-query",
                "A token in an address ends up in logs. Send it in the header Authorization, and revoke this one.")
        }
        // A tool that can send a header of its own choice needs no token.
        let connector = access == .connector ? try context.segment("name") : nil
        if let connector, let grant = try connectors.grant(connector, request.headers) { return grant }
        guard let header = request.headers[.authorization] else {
            throw Problem.unauthorized(
                connector == nil
                    ? "Send a token: Authorization: Bearer …"
                    : "The header with the connector's secret is missing or wrong, or there is no such connector.")
        }
        guard let space = header.firstIndex(of: " "), header[..<space].lowercased() == "bearer" else {
            throw Problem.unauthorized("The header Authorization should read: Bearer and the token.")
        }
        // One space or several (RFC 9110 §11.4).
        let grant = try await self.grant(bearing: String(header[space...].drop { $0 == " " }))
        guard access.admits(grant), connector == nil || grant.connector == connector else {
            throw Problem.forbidden("A token of the role \(grant.role) does not open this, or not all of it.")
        }
        return grant
    }

    private func grant(bearing token: String) async throws -> Grant {
        do {
            for authenticator in authenticators {
                if let grant = try await authenticator.grant(bearing: token, at: clock.now()) { return grant }
            }
        } catch let failure as AccessFailure {
            throw Problem.unauthorized(failure.sentence)
        }
        throw Problem.unauthorized("The token is not known here.")
    }

    func problem(for error: any Error, _ context: LedgerContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as ServiceFileError:
            context.logger.error("access", metadata: ["code": "\(error.code)", "reason": "\(error)"])
            return .accessUnknown
        case let error as LedgerError:
            context.logger.report(error)
            return Problem(error)
        case let error as StoreError:
            context.logger.error("store", metadata: ["code": "\(error.code)", "reason": "\(error)"])
            return Problem(error) ?? .internalError
        case let error as HTTPError where error.status.code < 500:
            return Problem(error.status)
        case is NIOTooManyBytesError: return Problem(HTTPResponse.Status.contentTooLarge)
        case is HTTPParserError, is ChannelError, is CancellationError:
            // The caller went away or sent no HTTP: nobody here has to look into it.
            return .brokenBody
        default:
            // Causes may hold paths and data: the log gets them, the caller does not.
            context.logger.error("request failed", metadata: ["reason": "\(error)"])
            return .internalError
        }
    }
}

extension Logger {
    /// What the ledger could not do, where its operator may have to look: causes are for the log alone.
    func report(_ failure: LedgerError) {
        guard [.stopped, .notWritten, .uncertain, .full].contains(failure.code) else { return }
        error("ledger", metadata: ["code": "\(failure.code)", "reason": "\(failure)"])
    }
}
