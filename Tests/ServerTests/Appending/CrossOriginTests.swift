import HTTPTypes
import LedgerServer
import Provenance
import Testing

@Suite("Appending from pages of other origins")
struct CrossOriginTests {
    private static let tool = "https://tool.example.org"
    private static let preflight = ["Origin": tool, "Access-Control-Request-Method": "POST"]

    @Test("Unless somebody allows it, a browser is told nothing")
    func closed() async throws {
        try await RunningService.with { service, _, _ in
            let answer = try await service.send("OPTIONS", "/v1/events", headers: Self.preflight)
            #expect(answer.status == 405)
            #expect(answer.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test("An allowed page may append and sees what became of it; others may not, and nothing else is opened")
    func open() async throws {
        var settings = ServerSettings()
        settings.allowedOrigins = [Self.tool]
        try await RunningService.with(settings: settings) { service, events, item in
            let answer = try await service.send("OPTIONS", "/v1/events", headers: Self.preflight)
            #expect(answer.status == 204 && answer.bytes.isEmpty)
            #expect(answer.headers["access-control-allow-origin"] == Self.tool)
            #expect(answer.headers["access-control-allow-methods"] == "POST")
            #expect(answer.headers["access-control-allow-headers"] == "Content-Type")
            #expect(answer.headers["access-control-allow-credentials"] == nil)
            #expect(answer.headers["vary"] == "Origin")

            let token = try events.assertions(1, on: item)[0].token
            for (body, status) in [(token, 201), (token, 200), (Array("x".utf8), 400)] {
                let headers = ["Origin": Self.tool]
                let posted = try await service.send(
                    "POST", "/v1/events", type: "application/jwt", body: body, headers: headers)
                #expect(posted.status == status)
                #expect(posted.headers["access-control-allow-origin"] == Self.tool)
                #expect(posted.headers["access-control-expose-headers"] == "Location, Retry-After")
            }
            for origin in ["https://other.example.org", "null", "https://tool.example.org.evil.example", ""] {
                let refused = try await service.send(
                    "OPTIONS", "/v1/events", headers: Self.preflight.merging(["Origin": origin]) { $1 })
                #expect(refused.status == 405 && refused.headers["access-control-allow-origin"] == nil, "\(origin)")
            }
            let reading = try await service.get("/v1/events", token: "operator", headers: ["Origin": Self.tool])
            #expect(reading.status == 200 && reading.headers["access-control-allow-origin"] == nil)
            let elsewhere = try await service.send("OPTIONS", "/v1/exports", headers: Self.preflight)
            #expect(elsewhere.status == 405 && elsewhere.headers["access-control-allow-origin"] == nil)
        }
    }
}
