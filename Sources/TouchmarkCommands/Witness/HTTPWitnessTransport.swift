import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Primitives
import Witnessing

/// Asks witnesses over HTTP.
struct HTTPWitnessTransport: WitnessTransport {
    /// A few signature lines.
    private static let greatestAnswer = 64 << 10

    private let client: HTTPClient

    /// Calls `body` with a transport that keeps connections open until then.
    static func with<Result>(_ body: (HTTPWitnessTransport) async throws -> Result) async throws -> Result {
        try await HTTPClient.scoped { try await body(HTTPWitnessTransport(client: $0)) }
    }

    func addCheckpoint(_ body: [UInt8], to url: String, within limit: Duration) async throws -> WitnessReply {
        var request = HTTPClientRequest(url: (url.hasSuffix("/") ? url : url + "/") + "add-checkpoint")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await client.execute(request, timeout: TimeAmount(limit))
        let answer = try await response.body.collect(upTo: Self.greatestAnswer)
        let type = response.headers.first(name: "Content-Type")?.prefix { $0 != ";" }.lowercased() ?? ""
        return WitnessReply(status: Int(response.status.code), type: type.trimmed, body: String(buffer: answer))
    }
}
