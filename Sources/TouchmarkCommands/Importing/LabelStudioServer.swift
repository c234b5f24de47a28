import AsyncHTTPClient
import Connectors
import Foundation
import Intake
import NIOCore
import NIOHTTP1
import Primitives

/// A Label Studio server's API, as far as reconciling needs it: a project's configuration, and its export.
///
/// Both of its kinds of token are taken: the older one, which is sent as it is, and the personal access token, a JWT that is
/// changed for one which lasts for minutes.
struct LabelStudioServer {
    private static let answerLimit = 16 << 20
    private static let patience = TimeAmount.seconds(600)

    private let base: String
    private let authorization: String
    private let client: HTTPClient

    /// Calls `body` with a server that the token opens.
    static func use<Result>(
        _ address: String, token: String, _ body: (LabelStudioServer) async throws -> Result
    ) async throws -> Result {
        guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host != nil else {
            throw CommandFailure(
                "--url is the address of a Label Studio server, such as http://localhost:8080.", ExitStatus.usage)
        }
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        // A redirection would take the token with it to wherever it leads.
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))
        do {
            let authorization = try await authorization(token, base, client)
            let result = try await body(LabelStudioServer(base: base, authorization: authorization, client: client))
            try await client.shutdown()
            return result
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private static func authorization(_ token: String, _ base: String, _ client: HTTPClient) async throws -> String {
        guard token.split(separator: ".", omittingEmptySubsequences: false).count == 3 else { return "Token \(token)" }
        var request = HTTPClientRequest(url: base + "/api/token/refresh")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: (["refresh": .string(token)] as JSONValue).canonicalText))
        let answer = try await json(of: request, client, "the token")
        guard let access = answer["access"]?.string else { throw CommandFailure("\(base) gives no access for this token.") }
        return "Bearer \(access)"
    }

    /// The project's labelling configuration.
    func configuration(of project: Int64) async throws -> String? {
        try await Self.json(of: request("/api/projects/\(project)/"), client, "project \(project)")["label_config"]?.string
    }

    /// Writes the whole project's export to a new file.
    func export(of project: Int64, to path: String) async throws {
        let request = request("/api/projects/\(project)/export?exportType=JSON&download_all_tasks=true")
        let answer = try await Self.execute(request, client, "the export of project \(project)")
        try OwnersFile.create(path, "", "a file")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        for try await piece in answer.body { try file.write(contentsOf: Data(piece.readableBytesView)) }
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "Authorization", value: authorization)
        return request
    }

    private static func json(of request: HTTPClientRequest, _ client: HTTPClient, _ what: String) async throws -> JSONValue {
        let body = try await execute(request, client, what).body.collect(upTo: answerLimit)
        do { return try JSONValue(foreign: Array(body.readableBytesView)) } catch {
            throw CommandFailure("Label Studio's answer about \(what) is not JSON.", ExitStatus.unreadable)
        }
    }

    private static func execute(
        _ request: HTTPClientRequest, _ client: HTTPClient, _ what: String
    ) async throws -> HTTPClientResponse {
        let answer: HTTPClientResponse
        do { answer = try await client.execute(request, timeout: patience) } catch {
            throw CommandFailure(
                "Label Studio cannot be reached for \(what). Is the address right, and is it running?", ExitStatus.unreadable)
        }
        switch answer.status.code {
        case 200: return answer
        case 401, 403: throw CommandFailure("Label Studio does not open \(what) to this token (\(answer.status.code)).")
        default: throw CommandFailure("Label Studio does not give \(what): \(answer.status.code).", ExitStatus.unreadable)
        }
    }
}
