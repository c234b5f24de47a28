import Hummingbird
import Ledger
import LedgerServer
import LedgerTesting
import Logging
import Primitives
import Testing

/// A token for each role, known by its name.
private struct RoleTokens: Authenticator {
    static let grants: [String: Grant] = [
        "operator": Grant(id: "1", role: .operator), "auditor": Grant(id: "2", role: .auditor),
        "regulator": Grant(id: "3", role: .regulator), "regulator of d": Grant(id: "4", role: .regulator, datasets: ["d"]),
        "reader of d": Grant(id: "5", role: .reader, datasets: ["d"]),
        "connector": Grant(id: "6", role: .connector, connector: "s"),
    ]

    func grant(bearing token: String, at now: Timestamp) -> Grant? { Self.grants[token] }
}

@Suite("Access to each route")
struct AccessRouteTests {
    /// Whom a route lets in.
    private enum Opens: CaseIterable {
        case anybody, readers, wholeLedger, connector

        /// Tokens; `nil` is none.
        var tokens: Set<String?> {
            switch self {
            case .anybody: Set(RoleTokens.grants.keys.map { $0 } + [nil])
            case .readers: ["operator", "auditor", "regulator", "regulator of d", "reader of d"]
            case .wholeLedger: ["operator", "auditor", "regulator"]
            case .connector: ["connector"]
            }
        }
    }

    /// Every route that there is, as it is called here. A new one needs a line, which is where its access is thought about.
    private static let expected: [String: (opens: Opens, path: String)] = [
        "POST /v1/events": (.anybody, "/v1/events"),
        "GET /v1/events": (.readers, "/v1/events"),
        "GET /v1/events/:entry": (.readers, "/v1/events/3"),
        "GET /v1/events/stream": (.readers, "/v1/events/stream"),
        "GET /v1/refs/**": (.readers, "/v1/refs/item:d/i"),
        "GET /v1/receipts/:index": (.anybody, "/v1/receipts/0"),
        "GET /v1/datasets": (.readers, "/v1/datasets"),
        "GET /v1/datasets/:dataset": (.readers, "/v1/datasets/d"),
        "GET /v1/datasets/:dataset/labels": (.readers, "/v1/datasets/d/labels"),
        "GET /v1/labels/**": (.readers, "/v1/labels/label:d/i/l/certificate"),
        "GET /v1/annotators/:annotator": (.wholeLedger, "/v1/annotators/ada"),
        "GET /v1/keys/:kid": (.wholeLedger, "/v1/keys/nothing"),
        "GET /v1/reports/:dataset": (.readers, "/v1/reports/d"),
        "GET /v1/traces": (.wholeLedger, "/v1/traces?annotator=ada"),
        "POST /v1/exports": (.readers, "/v1/exports"),
        "GET /v1/exports/:export": (.readers, "/v1/exports/nothing"),
        "POST /v1/connectors/label-studio/:name": (.connector, "/v1/connectors/label-studio/s"),
        "POST /v1/checkpoints": (.anybody, "/v1/checkpoints"),
        "GET /checkpoint": (.anybody, "/checkpoint"),
        "GET /tile/**": (.anybody, "/tile/0/000.p/5"),
        "GET /tile/entries/**": (.wholeLedger, "/tile/entries/000.p/5"),
        "GET /healthz": (.anybody, "/healthz"),
        "GET /readyz": (.anybody, "/readyz"),
        "GET /metrics": (.anybody, "/metrics"),
        "GET /openapi.json": (.anybody, "/openapi.json"),
    ]

    private static func routes() throws -> [Route] {
        let events = EventBuilder()
        let watch = LedgerWatch()
        let ledger = try Ledger(
            store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock(), observer: watch)
        return LedgerService(
            ledger: ledger, watch: watch, settings: ServerSettings(), authenticators: [], logger: Logger(label: "tests")
        ).routes
    }

    @Test("Every route has its line in the table of expected access, and every line its route")
    func tableIsWhole() throws {
        let routes = try Self.routes().map { "\($0.method) \($0.path)" }
        #expect(Set(routes).count == routes.count, "a route stands once")
        #expect(Set(routes).symmetricDifference(Self.expected.keys).sorted() == [])
    }

    @Test("Each route opens for the roles of its line, and for no other")
    func doors() async throws {
        try await RunningService.with(authenticators: [RoleTokens()]) { service, _, _ in
            for (route, line) in Self.expected.sorted(by: { $0.key < $1.key }) {
                let method = route.prefix { $0 != " " }
                for token in RoleTokens.grants.keys.map({ $0 as String? }) + [nil] {
                    let connection = try RawConnection(port: service.port)
                    let field = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
                    connection.send("\(method) \(line.path) HTTP/1.1\r\nHost: t\r\n\(field)Content-Length: 0\r\n\r\n")
                    let status = try #require(await connection.status())
                    let opened = status != 401 && status != 403
                    #expect(opened == line.opens.tokens.contains(token), "\(route) answers \(status) to \(token ?? "nobody")")
                    if token == nil, !opened { #expect(status == 401, "\(route)") }
                }
            }
        }
    }

    @Test("What is not in the table is not there: other methods, other paths, paths that lead elsewhere")
    func nothingElse() async throws {
        try await RunningService.with { service, _, _ in
            for path in ["/", "/v1", "/v1/events/", "/v2/events", "/keys/log.jwk", "/tile/../keys/log.jwk", "/touchmark.yaml"] {
                let status = try await service.get(path, token: "operator").status
                #expect(status == 404 || status == 400, "\(path) answers \(status)")
            }
            // A proxy that keeps strangers from /metrics lets these through.
            for path in ["//metrics", "/metrics/", "/metrics//", "/healthz/", "/v1//events", "//", "/v1/refs//item:d/i"] {
                let connection = try RawConnection(port: service.port)
                connection.send("GET \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer operator\r\n\r\n")
                #expect(await connection.status() == 404, "\(path)")
            }
            for method in ["PUT", "DELETE", "PATCH", "BREW"] {
                let status = try await service.send(method, "/v1/events/3", token: "operator").status
                // A method that nobody takes is not implemented.
                #expect([400, 404, 405, 501].contains(status), "\(method) answers \(status)")
            }
        }
    }
}
