import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Testing

@Suite("What is no HTTP, or only half of it")
struct RawHTTPTests {
    @Test("Malformed requests are answered and the connection is closed")
    func malformed() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let post = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            for (name, request) in [
                ("no HTTP", "\u{0}\u{1}\r\n\r\n"), ("no path", "GET\r\n\r\n"),
                ("unknown method", "FOO / HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                ("negative length", post + "Content-Length: -1\r\n\r\nab"),
                ("length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                ("broken chunk", post + "Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc"),
                ("endless header", "GET /healthz HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n"),
                ("endless path", "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("many headers", "GET /healthz HTTP/1.1\r\n" + (0..<500).map { "X-\($0): 1\r\n" }.joined() + "\r\n"),
            ] {
                let answer = try await RawConnection(port: service.port).exchange(request)
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(name): \(answer.prefix(80))")
                #expect(answer.hasSuffix("<closed>"), "\(name)")
            }
            #expect(try service.store.read { try $0.size().value } == 5)
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
