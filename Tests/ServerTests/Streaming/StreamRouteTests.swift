import AsyncHTTPClient
import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import NIOCore
import NIOHTTP1
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing

@Suite("The live stream of entries")
struct StreamRouteTests {
    @Test("A stream catches up, then lives, and goes on where it broke off")
    func stream() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(600, on: item).map(\.token))
            var stream = try await EventStream(service, "/v1/events/stream?from=3")
            #expect(try await stream.indices(602) == Array(3..<605))
            _ = try await service.post(try events.assertions(1, on: item, from: 600)[0].token)
            _ = try await service.post(lines: try events.assertions(5, on: item, from: 601).map(\.token))
            #expect(try await stream.indices(6) == Array(605..<611))
            var resumed = try await EventStream(service, "/v1/events/stream", headers: ["Last-Event-ID": "607"])
            #expect(try await resumed.indices(3) == [608, 609, 610])
        }
    }

    @Test("The end of the service ends a stream that is catching up: what it has not sent yet is for the next")
    func end() async throws {
        let entries = 4000
        let reading = try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(entries, on: item).map(\.token), query: "?receipt=brief")
            let stream = try RawConnection(port: service.port, receiveBuffer: 4096)
            stream.send("GET /v1/events/stream?from=0 HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer auditor\r\n\r\n")
            #expect(await stream.status() == 200)
            let port = service.port
            return Task {
                // Nothing is taken until the service takes no connections any more.
                while (try? RawConnection(port: port)) != nil { try? await Task.sleep(for: .milliseconds(10)) }
                return await stream.exchange("")
            }
        }
        let text = await reading.value
        #expect(text.hasSuffix("0\r\n\r\n<closed>"), "it ends as it should: \(text.suffix(80))")
        #expect(text.components(separatedBy: "event: entry\n").count < entries)
    }

    @Test("A reader's stream holds its datasets and nothing else")
    func visibility() async throws {
        try await RunningService.with { service, events, item in
            var stream = try await EventStream(service, "/v1/events/stream?from=0", token: "reader-d")
            #expect(try await stream.indices(2) == [3, 4])
            _ = try await service.post(
                lines: [
                    try events.dataset("e").token, try events.enrolment(of: Actor(.annotator, "bob")).token,
                    try events.assertions(1, on: item)[0].token,
                ])
            #expect(try await stream.indices(1) == [7])
            #expect(try await service.get("/v1/events/stream", headers: ["Last-Event-ID": "x"]).status == 401)
            #expect(try await service.get("/v1/events/stream", token: "auditor", headers: ["Last-Event-ID": "x"]).status == 400)
        }
    }

    @Test("A token that is revoked, or expires, ends its stream: what comes after is not sent", arguments: [true, false])
    func tokenEnds(isRevoked: Bool) async throws {
        try await RunningService.with(authenticators: [], tokenFile: true) { service, events, item in
            let file = AccessTokenFile(directory: service.directory)
            let day: Int64 = 86_400_000_000
            let now = service.clock.now()
            let tomorrow = Timestamp(microseconds: now.microseconds + day)
            let (text, token) = try file.add(.regulator, datasets: ["d"], connector: nil, at: now, expires: tomorrow)
            var stream = try await EventStream(service, "/v1/events/stream?from=3", token: text)
            #expect(try await stream.indices(2) == [3, 4])
            let event = try events.assertions(1, on: item)[0].token
            if isRevoked {
                #expect(try file.revoke(token.id, at: service.clock.now()) != nil)
            } else {
                service.clock.set(tomorrow, step: 1000)
            }
            #expect(try await service.post(event).status == 201)
            #expect(try await !stream.rest().contains("id: "))
            #expect(try await service.get("/v1/events", token: text).status == 401)
        }
    }

    @Test("Streams have half of the connections, and a stream that its reader has closed gives its place back at once")
    func places() async throws {
        var settings = ServerSettings()
        settings.limits.connections = 6
        try await RunningService.with(settings: settings) { service, _, _ in
            let request = "GET /v1/events/stream HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer reader-d\r\n\r\n"
            var open: [RawConnection] = []
            for _ in 0..<3 {
                let connection = try RawConnection(port: service.port)
                connection.send(request)
                #expect(await connection.status() == 200)
                open.append(connection)
            }
            let fourth = try await service.get("/v1/events/stream", token: "auditor")
            #expect(fourth.status == 503 && fourth.headers["retry-after"] != nil)
            #expect(try await service.get("/healthz").status == 200)
            open.removeLast()
            // Nothing is sent meanwhile but a comment each 15 seconds: that the reader has gone is seen by reading.
            var statuses: [Int?] = []
            let clock = ContinuousClock()
            let start = clock.now
            while statuses.last != 200, start.duration(to: clock.now) < .seconds(10) {
                let connection = try RawConnection(port: service.port)
                connection.send(request)
                statuses.append(await connection.status())
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(statuses.last == 200)
        }
    }

    @Test("One token has sixteen streams")
    func share() async throws {
        try await RunningService.with { service, _, _ in
            func open(_ token: String) async throws -> (connection: RawConnection, status: Int?) {
                let connection = try RawConnection(port: service.port)
                connection.send("GET /v1/events/stream HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(token)\r\n\r\n")
                return (connection, await connection.status())
            }
            var streams: [RawConnection] = []
            for _ in 0..<16 {
                let stream = try await open("auditor")
                #expect(stream.status == 200)
                streams.append(stream.connection)
            }
            #expect(try await open("auditor").status == 503)
            #expect(try await open("reader-d").status == 200)
            #expect(streams.count == 16)
        }
    }

    @Test("HEAD, which could not say how long an answer will be, is not taken for streams and bundles")
    func head() async throws {
        try await RunningService.with { service, _, _ in
            for path in ["/v1/events/stream", "/v1/exports/x"] {
                let answer = try await service.send("HEAD", path, token: "auditor")
                #expect(answer.status == 405 && answer.headers["allow"] == "GET", "\(path)")
            }
            #expect(try await service.send("HEAD", "/v1/datasets", token: "auditor").status == 200)
        }
    }

    @Test("A stream shows what its token opens by then")
    func narrowed() async throws {
        let token = ChangingToken(Grant(id: "changing", role: .auditor))
        try await RunningService.with(authenticators: [token]) { service, events, item in
            var stream = try await EventStream(service, "/v1/events/stream", token: ChangingToken.text)
            _ = try await service.post(try events.assertions(1, on: item)[0].token)
            #expect(try await stream.entries(1)[0]["disclosures"]?.array?.isEmpty == false)
            token.grant.withLock { $0 = Grant(id: "changing", role: .reader, datasets: ["d"]) }
            _ = try await service.post(
                lines: [
                    try events.enrolment(of: Actor(.annotator, "bob")).token,
                    try events.assertions(1, on: item, from: 1)[0].token,
                ])
            let entry = try await stream.entries(1)[0]
            #expect(entry["index"] == 7, "whom others are is not a reader's to see")
            #expect(entry["disclosures"] == [])
        }
    }
}

/// Reads server-sent events.
private struct EventStream {
    // One test reads it, piece after piece.
    nonisolated(unsafe) private var body: HTTPClientResponse.Body.AsyncIterator
    private var text = ""

    init(_ service: RunningService, _ path: String, token: String = "auditor", headers: [String: String] = [:]) async throws {
        var request = HTTPClientRequest(url: service.url(path))
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        #expect(response.headers["Content-Type"] == ["text/event-stream"])
        body = response.body.makeAsyncIterator()
    }

    /// The indices of the next so many entries.
    mutating func indices(_ count: Int) async throws -> [Int] {
        try await entries(count).compactMap { $0["index"]?.integer.map { Int($0) } }
    }

    /// What comes until the stream ends.
    mutating func rest() async throws -> String {
        while let piece = try await body.next() { text += String(buffer: piece) }
        return text
    }

    /// The next so many entries.
    mutating func entries(_ count: Int) async throws -> [JSONValue] {
        var entries: [JSONValue] = []
        while entries.count < count {
            if let end = text.range(of: "\n\n") {
                let event = text[..<end.lowerBound]
                text = String(text[end.upperBound...])
                let fields = Dictionary(
                    event.split(separator: "\n").compactMap { line -> (String, String)? in
                        guard let colon = line.range(of: ": "), colon.lowerBound > line.startIndex else { return nil }
                        return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
                    }, uniquingKeysWith: { $1 })
                guard let id = fields["id"].flatMap(Int.init), let data = fields["data"] else { continue }
                let entry = try JSONValue(parsing: data)
                guard entry["index"] == .integer(Int64(id)) else { throw Unexpected("id and index differ") }
                entries.append(entry)
            } else {
                guard let piece = try await body.next() else { throw Unexpected("the stream ended") }
                text += String(buffer: piece)
            }
        }
        return entries
    }
}
