import AsyncHTTPClient
import Foundation
import LedgerClient
import NIOCore
import NIOHTTP1
import Primitives

/// A ledger's service, asked over HTTP with the token of `$TOUCHMARK_TOKEN`, if there is one. What it answers is its word.
struct ServedLedger {
    /// Without a slash at its end.
    let address: String
    private let token: String?

    /// A page holds 100 entries, each of at most 64 KiB and 1 MiB of disclosures.
    private static let greatestAnswer = 256 << 20
    private static let greatestProblem = 64 << 10
    /// Until an answer begins, or goes on: a report on a large dataset is made meanwhile.
    private static let patience = TimeAmount.minutes(10)
    /// One for the process, which never shuts it down.
    private static let http: HTTPClient = {
        var configuration = LedgerClient.httpConfiguration
        configuration.timeout.read = patience
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Throws: `CommandFailure` if this is no address.
    init(_ address: String) throws {
        do { self.address = try LedgerClient.checked(address) } catch {
            throw CommandFailure("\(error)", ExitStatus.usage)
        }
        token = ProcessInfo.processInfo.environment["TOUCHMARK_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The answer to `GET path`, whose body has not been read.
    ///
    /// - Throws: `CommandFailure` if the service cannot be reached, or answers with another status than 200.
    func get(
        _ path: String, _ query: [(name: String, value: String)] = [], accepting type: String = "application/json"
    ) async throws -> HTTPClientResponse {
        let answer = try await execute(request(path, query, type))
        guard answer.status == .ok else { throw await failure(answer) }
        return answer
    }

    func bytes(
        _ path: String, _ query: [(name: String, value: String)] = [], accepting type: String
    ) async throws -> [UInt8] {
        try await body(of: get(path, query, accepting: type))
    }

    func json(_ path: String, _ query: [(name: String, value: String)] = []) async throws -> JSONValue {
        try json(path, try await bytes(path, query, accepting: "application/json"))
    }

    func text(
        _ path: String, _ query: [(name: String, value: String)] = [], accepting type: String
    ) async throws -> String {
        String(decoding: try await bytes(path, query, accepting: type), as: UTF8.self)
    }

    /// Posts an order.
    ///
    /// - Returns: what it came to.
    func order(_ path: String, _ order: JSONValue) async throws -> JSONValue {
        var request = request(path, [], "application/json")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: order.canonicalText))
        let answer = try await execute(request)
        guard answer.status == .created else { throw await failure(answer) }
        return try json(path, try await body(of: answer))
    }

    /// `nil` where the service has nothing to show.
    func jsonIfThere(_ path: String) async throws -> JSONValue? {
        let answer = try await execute(request(path, [], "application/json"))
        switch answer.status {
        case .ok: return try json(path, try await body(of: answer))
        case .notFound: return nil
        default: throw await failure(answer)
        }
    }

    /// `?asOf=`, where an index was given.
    static func query(asOf index: UInt64?) -> [(name: String, value: String)] {
        index.map { [("asOf", "\($0)")] } ?? []
    }

    private func request(
        _ path: String, _ query: [(name: String, value: String)], _ type: String
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address + path + PercentEncoded.query(query))
        request.headers.add(name: "Accept", value: type)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do { return try await Self.http.execute(request, timeout: Self.patience) } catch {
            throw unreachable(error)
        }
    }

    private func body(of answer: HTTPClientResponse) async throws -> [UInt8] {
        do { return Array(try await answer.body.collect(upTo: Self.greatestAnswer).readableBytesView) } catch {
            throw unreachable(error)
        }
    }

    /// Calls `take` with an answer's body, piece by piece.
    ///
    /// - Throws: what `take` throws, and `CommandFailure` where the body breaks off.
    func forEachPiece(of answer: HTTPClientResponse, _ take: ([UInt8]) async throws -> Void) async throws {
        var pieces = answer.body.makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do { piece = try await pieces.next() } catch { throw unreachable(error) }
            guard let piece else { return }
            try await take(Array(piece.readableBytesView))
        }
    }

    private func json(_ path: String, _ bytes: [UInt8]) throws -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch {
            throw CommandFailure("\(address)\(path) answers with no JSON: is it a ledger's address?", ExitStatus.unreadable)
        }
    }

    private func unreachable(_ error: any Error) -> CommandFailure {
        CommandFailure(
            "\(address) cannot be reached, or the connection broke: \(ConnectionFailure(error)). Look whether that is the address, "
                + "and whether the service runs.", ExitStatus.unreadable)
    }

    /// Why the service does not answer, in its own words.
    private func failure(_ answer: HTTPClientResponse) async -> CommandFailure {
        // A proxy's page is no problem document, and what broke off is none either: the status is all there is to say then.
        let body = try? await answer.body.collect(upTo: Self.greatestProblem)
        let problem = body.flatMap { try? JSONValue(parsing: Array($0.readableBytesView)) }
        let detail = problem?["detail"]?.string.map { " " + VisibleText.showingControls($0) } ?? ""
        let isLocked = answer.status == .unauthorized || answer.status == .forbidden
        let remedy = isLocked ? " Put a token that may read this into TOUCHMARK_TOKEN." : ""
        return CommandFailure("\(address) answers with status \(answer.status.code).\(detail)\(remedy)")
    }
}
