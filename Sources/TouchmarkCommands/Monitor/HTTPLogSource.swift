import AsyncHTTPClient
import MerkleLog
import Monitoring
import NIOCore
import NIOHTTP1

/// Reads a log over HTTP. What it is given is bounded, and it follows nobody elsewhere.
struct HTTPLogSource: LogSource {
    private static let greatestNote = 64 << 10
    private static let greatestTile = 256 * (2 + EntryBundle.maximumEntryByteCount)

    private let client: HTTPClient
    private let prefix: String
    private let token: String?

    /// Calls `body` with a source that keeps connections open until then.
    static func with<Result>(_ url: String, token: String?, _ body: (HTTPLogSource) async throws -> Result) async throws -> Result
    {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let source = HTTPLogSource(client: client, prefix: url.hasSuffix("/") ? url : url + "/", token: token)
        do {
            let result = try await body(source)
            try await client.shutdown()
            return result
        } catch {
            // Why it failed is worth more than that closing did, too.
            try? await client.shutdown()
            throw error
        }
    }

    func checkpoint() async throws -> String {
        guard let text = String(validating: try await get("checkpoint", Self.greatestNote), as: UTF8.self) else {
            throw SourceFailure("What is served as the checkpoint is no text.")
        }
        return text
    }

    func bytes(of tile: TilePath) async throws -> [UInt8] { try await get(tile.description, Self.greatestTile) }

    private func get(_ path: String, _ limit: Int) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: prefix + path)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        let status: Int
        let body: ByteBuffer
        do {
            let response = try await client.execute(request, timeout: .seconds(60))
            status = Int(response.status.code)
            body = try await response.body.collect(upTo: limit)
        } catch {
            throw SourceFailure("\(prefix)\(path) cannot be reached: \(error).")
        }
        switch status {
        case 200: return Array(body.readableBytesView)
        case 401, 403:
            throw SourceFailure(
                "\(prefix)\(path) is not shown to us (status \(status)): put a token that reads the whole ledger into TOUCHMARK_TOKEN."
            )
        default: throw SourceFailure("\(prefix)\(path) answers with status \(status).")
        }
    }
}
