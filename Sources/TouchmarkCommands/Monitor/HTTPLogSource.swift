import AsyncHTTPClient
import MerkleLog
import Monitoring
import NIOCore
import NIOHTTP1
import Primitives

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
        try await HTTPClient.scoped { client in
            try await body(HTTPLogSource(client: client, prefix: url.hasSuffix("/") ? url : url + "/", token: token))
        }
    }

    func checkpoint() async throws -> String {
        guard let text = String(validating: try await get("checkpoint", Self.greatestNote), as: UTF8.self) else {
            throw SourceFailure("What is served as the checkpoint is no text.")
        }
        return text
    }

    func bytes(of tile: TilePath) async throws -> [UInt8] { try await get(tile.description, Self.greatestTile) }

    /// Brings a cosigned checkpoint to the ledger's operator.
    ///
    /// - Throws: `SourceFailure` where it was not taken in.
    func submit(_ note: String) async throws {
        var request = HTTPClientRequest(url: prefix + "v1/checkpoints")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.body = .bytes(ByteBuffer(string: note))
        let status: Int
        let body: ByteBuffer
        do {
            let response = try await client.execute(request, timeout: .seconds(60))
            status = Int(response.status.code)
            body = try await response.body.collect(upTo: Self.greatestNote)
        } catch {
            throw SourceFailure("\(request.url) cannot be reached: \(ConnectionFailure(error)).")
        }
        guard status != 200 else { return }
        var sentences = ["The ledger did not take the cosignature in (status \(status))."]
        if let detail = (try? JSONValue(parsing: Array(body.readableBytesView)))?["detail"]?.string { sentences.append(detail) }
        if status == 403 {
            sentences.append("Its operator has to name your vkey in the file of witnesses.auditors, and start the service anew.")
        }
        throw SourceFailure(sentences.joined(separator: " "))
    }

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
            throw SourceFailure("\(prefix)\(path) cannot be reached: \(ConnectionFailure(error)).")
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
