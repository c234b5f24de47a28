import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Testing

@Suite("What is no HTTP, or only half of it")
struct RawHTTPTests {
    @Test("What is no request is answered with a problem, and the connection is closed")
    func malformed() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let post = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            let long = String(repeating: "a", count: 100_000)
            for (name, statuses, request) in [
                ("no HTTP", [400, 501], "\u{0}\u{1}\r\n\r\n"), ("no path", [400, 501], "GET\r\n\r\n"),
                ("unknown method", [501], "FOO / HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("two lengths", [400], post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                ("negative length", [400], post + "Content-Length: -1\r\n\r\nab"),
                ("length and chunks", [400], post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                ("compressed", [501], post + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                ("broken chunk", [400], post + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc"),
                ("endless header", [431], "GET /healthz HTTP/1.1\r\nX: \(long)\r\n\r\n"),
                ("endless path", [431], "GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("many headers", [431], "GET /healthz HTTP/1.1\r\n" + (0..<500).map { "X-\($0): 1\r\n" }.joined() + "\r\n"),
                ("no host", [400], "GET /healthz HTTP/1.1\r\n\r\n"),
                ("two hosts", [400], "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
                ("a list of hosts", [400], "GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n"),
                ("no host's name", [400], "GET /healthz HTTP/1.1\r\nHost: a b/c@\r\n\r\n"),
                ("empty coding", [400, 501], post + "Transfer-Encoding:\r\nContent-Length: 1\r\n\r\na"),
                ("HTTP/2", [505], "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                ("two hosts, old", [400], "GET /healthz HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"),
            ] {
                let answer = try await RawConnection(port: service.port).exchange(request)
                let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                #expect(statuses.contains(status), "\(name): \(answer.prefix(80))")
                #expect(answer.contains("application/problem+json") && answer.contains("urn:touchmark:problem:"), "\(name)")
                #expect(answer.hasSuffix("<closed>"), "\(name)")
                #expect(!answer.contains("parser") && !answer.contains("HPE_"), "\(name): \(answer)")
            }
            for host in ["x", "x:80", "[::1]:80", "127.0.0.1", "a_b.example"] {
                let answer = try await RawConnection(port: service.port).exchange(
                    "GET /healthz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(host): \(answer)")
            }
            #expect(try service.store.read { try $0.size().value } == 5)
            #expect(try await service.get("/metrics").text.contains(#"route="-",method="other",status="431""#))
            let unknown = try await service.send("PROPFIND", "/healthz")
            #expect(unknown.status == 501)
        }
    }

    @Test("Behind what is no request nothing is read, also while an earlier request is still answered")
    func flood() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let connection = try RawConnection(port: service.port)
            connection.send("GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer auditor\r\n\r\n")
            #expect(await connection.status() == 200)
            // More than the system keeps on the way.
            let limit = 512 << 20
            #expect(await connection.flood(upTo: limit) < limit)
        }
    }

    @Test("A client of HTTP/1.0 gets an answer that it can read, and one that wants no more is not kept waiting for more")
    func lastRequest() async throws {
        try await RunningService.with { (service, events, item) async throws in
            let token = String(decoding: try events.assertions(1, on: item)[0].token, as: UTF8.self)
            let old = try await RawConnection(port: service.port).exchange(
                "POST /v1/events HTTP/1.0\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(token.utf8.count)\r\n\r\n\(token)")
            #expect(old.hasPrefix("HTTP/1.0 200 "), "\(old)")
            #expect(!old.lowercased().contains("transfer-encoding"), "\(old)")
            #expect(old.hasSuffix("\"status\":201}\n<closed>"), "\(old)")
            for field in ["close", "Close", "close, TE", "TE,close"] {
                let answer = try await RawConnection(port: service.port).exchange(
                    "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: \(field)\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("<closed>"), "\(field): \(answer)")
                #expect(answer.lowercased().contains("connection: close\r\n"), "\(field)")
            }
        }
    }

    @Test("Nothing stands between one answer and the next: no body behind the head of a HEAD, no 100 within an answer")
    func framing() async throws {
        try await RunningService.with { (service, events, item) async throws in
            let alive = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            for path in ["/nowhere", "/v1/exports", "/v1/datasets", "/healthz"] {
                let answer = try await RawConnection(port: service.port).exchange(
                    "HEAD \(path) HTTP/1.1\r\nHost: x\r\n\r\n" + alive)
                let next = try #require(answer.range(of: "\r\n\r\n")).upperBound
                #expect(answer[next...].hasPrefix("HTTP/1.1 200 "), "\(path): \(answer)")
            }
            let token = String(decoding: try events.assertions(1, on: item)[0].token, as: UTF8.self)
            let two = try RawConnection(port: service.port)
            let post = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/sd-jwt\r\nExpect: 100-continue\r\n"
            let answers = await two.exchange(
                "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + post + "Content-Length: \(token.utf8.count)\r\n\r\n",
                until: "100 Continue\r\n\r\n")
            #expect(answers.hasPrefix("HTTP/1.1 200 ") && answers.contains("}HTTP/1.1 100 "), "\(answers)")
            #expect(await two.exchange(token, until: "}").hasPrefix("HTTP/1.1 201 "))
        }
    }

    @Test("The body of a refused request is not read without end")
    func refusedBody() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let connection = try RawConnection(port: service.port)
            connection.send(
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 99999999999\r\n\r\n")
            #expect(await connection.status() == 415)
            let block = String(repeating: "x", count: 1 << 20)
            var sent = 0
            while sent < 256, await connection.sendAll(block) { sent += 1 }
            #expect(sent < 256, "MiB")
        }
    }

    @Test("A body that stops half-way is told so; what cannot be read to its end is not waited for")
    func half() async throws {
        try await RunningService.with { (service, events, item) async throws in
            let token = String(decoding: try events.assertions(1, on: item)[0].token, as: UTF8.self)
            let head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/sd-jwt\r\n"
            let half = try await RawConnection(port: service.port).exchange(
                head + "Content-Length: \(token.utf8.count)\r\n\r\n" + token.prefix(token.count / 2), closesInput: true)
            #expect(half.hasPrefix("HTTP/1.1 400 ") && half.contains("broken-body"), "\(half)")
            let huge = try await RawConnection(port: service.port).exchange(head + "Content-Length: 99999999999\r\n\r\nabc")
            #expect(huge.hasPrefix("HTTP/1.1 413 ") && huge.hasSuffix("<closed>"), "\(huge)")
            #expect(try service.store.read { try $0.size().value } == 5, "nothing was written")
            let asking = try RawConnection(port: service.port)
            let go = await asking.exchange(
                head + "Content-Length: \(token.utf8.count)\r\nExpect: 100-continue\r\n\r\n", until: "\r\n\r\n")
            #expect(go.hasPrefix("HTTP/1.1 100 "), "\(go)")
            #expect(await asking.exchange(token, until: "}").hasPrefix("HTTP/1.1 201 "))
        }
    }
}
