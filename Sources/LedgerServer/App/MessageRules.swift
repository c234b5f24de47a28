import HTTPTypes
import NIOCore
import NIOHTTP1
import Primitives

/// What RFC 9112 asks of messages and their order beyond their syntax: one Host (§3.2), answers that an HTTP/1.0 client can
/// read (§2.5, §6.1), an end where the client says so (§9.6). What is no request, or none that is taken, is answered with a
/// problem.
final class MessageRules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let onRefusal: @Sendable (Problem) -> Void
    /// Requests that are not answered yet.
    private var requests = CircularBuffer<Request>()
    /// Set once: nothing is read behind it.
    private var refusal: Problem?

    private struct Request {
        let version: HTTPVersion
        let isLast: Bool
    }

    init(onRefusal: @escaping @Sendable (Problem) -> Void) { self.onRefusal = onRefusal }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if let problem = head.violation {
            refusal = problem
            // As if it could not be read: whoever waits for a request is told that none will come.
            return context.fireErrorCaught(HTTPParserError.unknown)
        }
        let request = Request(version: head.version, isLast: head.isLast)
        requests.append(request)
        // In the one form that is looked for further on.
        if request.isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        if request.version.minor == 0 { head.headers.remove(name: "Expect") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// What follows could only be thrown away: it stays with the client, however long an earlier request is still answered.
    func read(context: ChannelHandlerContext) {
        if refusal == nil { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, refusal == nil { refusal = Problem(error) }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where 100..<200 ~= head.status.code: context.write(data, promise: promise)
        case .head(var head):
            // The answer to no request: that what came is none.
            guard let request = requests.first else { return refuse(context, promise) }
            head.version = request.version
            if request.isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            _ = requests.popFirst()
            context.write(data, promise: promise)
        }
    }

    private func refuse(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let problem = refusal ?? Problem(HTTPParserError.unknown)
        onRefusal(problem)
        let body = ByteBuffer(string: problem.json.canonicalText)
        let headers: HTTPHeaders = [
            "Content-Type": Problem.mediaType, "Content-Length": String(body.readableBytes), "Connection": "close",
            "X-Content-Type-Options": "nosniff",
        ]
        let status = HTTPResponseStatus(statusCode: problem.status, reasonPhrase: problem.title)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: promise)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }
}

extension HTTPRequestHead {
    /// Why it is not taken, though it can be read.
    fileprivate var violation: Problem? {
        guard version.major == 1 else { return Problem(HTTPParserError.invalidVersion) }
        let hosts = headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && version.minor == 0, hosts.allSatisfy(\.isHost) else {
            return .badRequest("host", "A request names the host it is for, once (RFC 9112 §3.2).")
        }
        // What is compressed, or anything else, would be read as if it were not (RFC 9112 §6.1).
        let codings = headers[canonicalForm: "Transfer-Encoding"].map { $0.lowercased() }
        guard codings == ["chunked"] || !headers.contains(name: "Transfer-Encoding") else { return .transferCoding }
        return nil
    }

    /// True if the client wants nothing more after it.
    fileprivate var isLast: Bool {
        version.minor == 0 || headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
    }
}

extension String {
    /// True of what may stand in a name or an address with a port (RFC 3986 §3.2.2), and of nothing at all.
    fileprivate var isHost: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~!$&'()*+,;=%:[]".utf8.contains(byte)
            }
        }
    }
}

extension Problem {
    fileprivate static let transferCoding = Problem(
        501, "transfer-coding", title: "Not this transfer coding",
        detail: "Bodies come chunked or with their length, as they are.")

    /// What came is no request, or none that can be read here.
    fileprivate init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(
                431, "head-too-large", title: "The head is too large",
                detail: "The address and the header fields are longer, or more, than are read here.")
        case .invalidMethod: self = .notImplemented
        // The parser stops at the preface of HTTP/2 (RFC 9113 §3.4).
        case .invalidVersion, .paused:
            self.init(505, "http-version", title: "Not this version of HTTP", detail: "Send HTTP/1.1.")
        default: self = .badRequest("not-http", "What came is no HTTP request.")
        }
    }
}
