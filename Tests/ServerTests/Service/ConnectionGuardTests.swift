import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import LedgerServer

@Suite("What a connection's guard waits for")
struct ConnectionGuardTests {
    private let loop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(
            handler: ConnectionGuard(
                idleTime: .seconds(30), requestTime: .seconds(10), stallTime: .seconds(5), count: ConnectionCount()), loop: loop)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    private func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }

    private func receiveHead(_ fields: HTTPFields = [:]) throws {
        try receive(.head(HTTPRequest(method: .post, scheme: "http", authority: "t", path: "/", headerFields: fields)))
    }

    private var sentStatuses: [Int] {
        get throws {
            var statuses: [Int] = []
            while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
                if case .head(let head) = part { statuses.append(head.status.code) }
            }
            return statuses
        }
    }

    private func answer(_ status: HTTPResponse.Status = .ok) throws {
        channel.write(HTTPResponsePart.head(HTTPResponse(status: status)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
    }

    @Test("A client is waited for as long as it may take; time in which nothing is read of it is not its own")
    func request() throws {
        try receiveHead()
        loop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        channel.read()
        loop.advanceTime(by: .seconds(6))
        try receive(.body(ByteBuffer(string: "a")))
        loop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        channel.read()
        loop.advanceTime(by: .seconds(3))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive, "six and five are more than ten")
    }

    @Test("A connection may be idle for so long, bytes that make no request included; a request that waits for us is not idle")
    func idle() throws {
        loop.advanceTime(by: .seconds(29))
        try receiveHead()
        channel.read()
        try receive(.body(ByteBuffer(string: "a")))
        loop.advanceTime(by: .seconds(600))
        #expect(channel.isActive, "it is we who do not read on")
        try receive(.end(nil))
        loop.advanceTime(by: .seconds(600))
        #expect(channel.isActive, "it is we who do not answer")
        try answer()
        loop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.pipeline.fireChannelReadComplete()
        channel.read()
        loop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test("From its head on a request has its own time, also where idleness would last longer")
    func begun() throws {
        try receiveHead()
        channel.read()
        loop.advanceTime(by: .seconds(11))
        #expect(!channel.isActive)
    }

    @Test("A request that has ended is waited for no more")
    func ended() throws {
        try receiveHead()
        channel.read()
        try receive(.end(nil))
        channel.read()
        loop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
    }

    @Test("A client that asks is told to go on, but not within the answer to an earlier request")
    func expectation() throws {
        try receiveHead()
        try receive(.end(nil))
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        try receiveHead([.expect: "100-Continue"])
        channel.flush()
        #expect(try sentStatuses == [200])
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
        #expect(try sentStatuses == [100])
        try receive(.end(nil))
        try answer()
        #expect(try sentStatuses == [200])
        #expect(channel.isActive)
    }

    @Test("An answer before its request has ended is the last, whatever it says")
    func early() throws {
        try receiveHead()
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .unsupportedMediaType)), promise: nil)
        channel.flush()
        guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("no head")
            return
        }
        #expect(head.headerFields[.connection] == "close")
    }

    @Test("What is left of a refused body is read on for a while, and not to its end")
    func leftOver() throws {
        let modes = ClosingModes()
        try channel.pipeline.syncOperations.addHandler(modes, position: .first)
        try receiveHead()
        try answer(.unsupportedMediaType)
        #expect(modes.seen == [.output])
        let mebibyte = ByteBuffer(repeating: 0, count: 1 << 20)
        var taken = 0
        while modes.seen.last == .output, taken < 100 {
            try receive(.body(mebibyte))
            taken += 1
        }
        #expect(taken == 65 && modes.seen == [.output, .all])
    }

    @Test("One that takes nothing of its answer is given up, and one that takes it slowly is not")
    func stall() throws {
        try channel.pipeline.syncOperations.addHandler(BodyBytes(), position: .first)
        try receiveHead()
        try receive(.end(nil))
        // What is not flushed is not taken.
        channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: 100)), promise: nil)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        loop.advanceTime(by: .seconds(4))
        channel.flush()
        loop.advanceTime(by: .seconds(4))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(8))
        #expect(!channel.isActive)
    }

    @Test("What waits to be sent is not thrown away by whoever closes behind it")
    func unsent() throws {
        try channel.pipeline.syncOperations.addHandler(BodyBytes(), position: .first)
        let modes = ClosingModes()
        try channel.pipeline.syncOperations.addHandler(modes, position: .first)
        channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: 100)), promise: nil)
        channel.close(promise: nil)
        #expect(modes.seen == [.output])
        channel.flush()
        channel.close(promise: nil)
        #expect(modes.seen == [.output, .all])
        channel.close(mode: .input, promise: nil)
        #expect(modes.seen == [.output, .all, .all], "no time is left for what is unsent")
    }
}

/// The bytes of bodies, and nothing else.
private final class BodyBytes: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .body(let bytes) = unwrapOutboundIn(data) else { return }
        context.write(wrapOutboundOut(bytes), promise: promise)
    }
}

/// How a channel is closed; it is left open.
private final class ClosingModes: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var seen: [CloseMode] = []

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) { seen.append(mode) }
}
