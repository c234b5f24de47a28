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
                let answer = try RawConnection(service.port).exchange(request)
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
            let half = try RawConnection(service.port).exchange(
                head + "Content-Length: \(token.utf8.count)\r\n\r\n" + token.prefix(token.count / 2), closesInput: true)
            #expect(half.hasPrefix("HTTP/1.1 400 ") && half.contains("broken-body"), "\(half)")
            let huge = try RawConnection(service.port).exchange(head + "Content-Length: 99999999999\r\n\r\nabc")
            #expect(huge.hasPrefix("HTTP/1.1 413 ") && huge.hasSuffix("<closed>"), "\(huge)")
            #expect(try service.store.read { try $0.size().value } == 5, "nothing was written")
            let asking = try RawConnection(service.port)
            let go = try asking.exchange(
                head + "Content-Length: \(token.utf8.count)\r\nExpect: 100-continue\r\n\r\n", until: "\r\n\r\n")
            #expect(go.hasPrefix("HTTP/1.1 100 "), "\(go)")
            #expect(try asking.exchange(token, until: "}").hasPrefix("HTTP/1.1 201 "))
        }
    }
}

/// A connection that sends whatever bytes a test wants.
private final class RawConnection {
    private let descriptor: Int32

    init(_ port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Unexpected("no connection") }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends, and reads until the server closes or `end` has come.
    func exchange(_ text: String, until end: String? = nil, closesInput: Bool = false) throws -> String {
        let bytes = Array(text.utf8)
        // What the server does not want to hear it may hang up on.
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if closesInput { shutdown(descriptor, Int32(SHUT_WR)) }
        var answer = ""
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return answer + (count == 0 ? "<closed>" : "<reset or open>") }
            answer += String(decoding: buffer[..<count], as: UTF8.self)
            if let end, answer.hasSuffix(end) { return answer }
        }
    }
}
