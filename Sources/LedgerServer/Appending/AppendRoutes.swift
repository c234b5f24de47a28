import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Primitives

/// `POST /v1/events`: one token, or a batch of them.
struct AppendRoutes: Sendable {
    let appends: WitnessedAppends
    let room: BodyRoom
    let limits: ServerLimits
    let metrics: ServerMetrics

    var routes: [Route] {
        [Route(.post, "/v1/events", .anybody, .append) { request, context in try await append(request, context) }]
    }

    private func append(_ request: Request, _ context: LedgerContext) async throws -> Response {
        guard request.headers[.contentEncoding].map({ $0.lowercased() == "identity" }) ?? true else {
            throw Problem.mediaType("Compressed bodies are not taken: send the token as it is. Signatures do not get shorter.")
        }
        switch request.mediaType {
        case "application/sd-jwt", "application/jwt", "application/dc+sd-jwt": return try await appendOne(request)
        case "text/plain": return try await appendBatch(request, context.logger)
        default:
            throw Problem.mediaType(
                "Send application/sd-jwt or application/jwt for one token, or text/plain for a batch, a token a line.")
        }
    }

    private func appendOne(_ request: Request) async throws -> Response {
        let text = ReceiptText(isBrief: try request.flag("receipt", on: "brief", off: "full"))
        let tooLarge = Problem.tooLarge(
            "A token is at most \(TokenLines.longestLine) bytes. Refer to large content by its digest.")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > TokenLines.longestLine { throw tooLarge }
        let share = room.share()
        defer { share.keep(atMost: 0) }
        var token: [UInt8] = []
        for try await piece in request.body {
            guard token.count + piece.readableBytes <= TokenLines.longestLine else { throw tooLarge }
            guard share.hold(token.count + piece.readableBytes) else {
                metrics.turnedAway(1, by: Problem.noRoomForBodies)
                throw Problem.noRoomForBodies
            }
            token.append(contentsOf: piece.readableBytesView)
        }
        while let last = token.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { token.removeLast() }
        let held = try await appends.append([token])
        switch try await appends.settle(held.map { .success($0) })[0].get() {
        case .appended(let receipt): return answer(receipt, .created, text)
        case .duplicate(let receipt): return answer(receipt, .ok, text)
        case .refused(let refusal): throw Problem(refusal)
        }
    }

    private func answer(_ receipt: Receipt, _ status: HTTPResponse.Status, _ text: ReceiptText) -> Response {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(2048)
        text.write(receipt, to: &buffer)
        return Response(
            status: status, headers: [.contentType: "application/json", .location: "/v1/events/\(receipt.index)"],
            body: .init(byteBuffer: buffer))
    }

    private func appendBatch(_ request: Request, _ logger: Logger) async throws -> Response {
        let text = ReceiptText(isBrief: try request.flag("receipt", on: "brief", off: "full"))
        let isAtomic = try request.flag("atomic", on: "true", off: "false")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limits.batchBytes {
            throw Problem.tooLarge("A batch has at most \(limits.batchBytes) bytes; nothing was written. Send smaller ones.")
        }
        let share = room.share()
        var intake = BatchIntake(
            appends: appends, metrics: metrics, limits: limits, share: share, logger: logger, isAtomic: isAtomic)
        let answers = try await intake.take(request.body)
        var headers: HTTPFields = [.contentType: "application/jsonl"]
        // What was not read of the body is in the way of the next request.
        if intake.isCutShort { headers[.connection] = "close" }
        return Response(
            status: .ok, headers: headers,
            body: .init { writer in
                // The answers are in memory until they are taken.
                defer { share.keep(atMost: 0) }
                var buffer = ByteBuffer()
                for answer in answers {
                    text.writeLine(answer, to: &buffer)
                    guard buffer.readableBytes >= 64 << 10 else { continue }
                    try await writer.write(buffer)
                    buffer = ByteBuffer()
                }
                if buffer.readableBytes > 0 { try await writer.write(buffer) }
                try await writer.finish(nil)
            })
    }
}
