import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Witnessing

/// Asks witnesses over HTTP.
struct HTTPWitnessTransport: WitnessTransport {
    /// A few signature lines.
    private static let greatestAnswer = 64 << 10

    private let client: HTTPClient

    /// Calls `body` with a transport that keeps connections open until then.
    static func with<Result>(_ body: (HTTPWitnessTransport) async throws -> Result) async throws -> Result {
        let transport = HTTPWitnessTransport()
        do {
            let result = try await body(transport)
            try await transport.client.shutdown()
            return result
        } catch {
            // Why it failed is worth more than that closing did, too.
            try? await transport.client.shutdown()
            throw error
        }
    }

    private init() {
        // Elsewhere is another witness, of which the policy says nothing.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
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
