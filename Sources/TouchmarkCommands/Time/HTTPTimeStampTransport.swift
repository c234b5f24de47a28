import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TrustedTime
import Witnessing

/// Asks time-stamping authorities over HTTP (RFC 3161 §3.4).
struct HTTPTimeStampTransport: TimeStampTransport {
    private let client: HTTPClient

    /// Calls `body` with a transport that keeps connections open until then.
    static func with<Result>(_ body: (HTTPTimeStampTransport) async throws -> Result) async throws -> Result {
        try await HTTPClient.scoped { try await body(HTTPTimeStampTransport(client: $0)) }
    }

    func stamp(_ body: [UInt8], at url: String, within limit: Duration) async throws -> TimeStampAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/timestamp-query")
        request.headers.add(name: "Accept", value: "application/timestamp-reply")
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(request, timeout: TimeAmount(limit))
            let answer = try await response.body.collect(upTo: UncheckedTimeToken.byteLimit)
            return TimeStampAnswer(status: Int(response.status.code), body: Array(buffer: answer))
        } catch  where !(error is CancellationError) {
            throw ConnectionFailure(error)
        }
    }
}
