import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives up on a client that sends its request, or takes its answer, so slowly that it holds a connection for nothing.
///
/// Two clocks: one from a request's head to its end; one from the moment at which the answer no longer fits into what the network
/// takes to the moment at which it does again. Until the head is whole, the connection is idle, and that has a limit elsewhere.
///
/// It also tells a client that asks first to go on (RFC 9110 §10.1.1), and closes behind an answer that says so.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let requestTime: TimeAmount
    private let stallTime: TimeAmount
    private let count: ConnectionCount
    /// When the request that is under way must have ended.
    private var requestDeadline: NIODeadline?
    /// Looks at the deadline. It is set once for many requests, not anew for each: most end long before.
    private var look: Scheduled<Void>?
    private var stall: Scheduled<Void>?
    private var isLastAnswer = false

    init(requestTime: TimeAmount, stallTime: TimeAmount, count: ConnectionCount) {
        self.requestTime = requestTime
        self.stallTime = stallTime
        self.count = count
    }

    func handlerAdded(context: ChannelHandlerContext) {
        count.opened()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            requestDeadline = context.eventLoop.now + requestTime
            if look == nil { lookLater(context) }
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body: break
        case .end: requestDeadline = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): isLastAnswer = head.headerFields[.connection] == "close"
        case .body: break
        case .end where isLastAnswer:
            context.writeAndFlush(data, promise: promise)
            // Only this side: with bytes of the client's still unread, closing both would take the answer away from it.
            context.close(mode: .output, promise: nil)
            stall?.cancel()
            stall = closing(context, after: stallTime)
            return
        case .end: break
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = context.channel.isWritable ? nil : closing(context, after: stallTime)
        context.fireChannelWritabilityChanged()
    }

    // Comes for every handler that was added, also where the channel never became active.
    func handlerRemoved(context: ChannelHandlerContext) {
        look?.cancel()
        stall?.cancel()
        count.closed()
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        guard let requestDeadline else { return }
        let channel = context.channel
        look = context.eventLoop.assumeIsolated().scheduleTask(deadline: requestDeadline) { [weak self] in
            guard let self else { return }
            look = nil
            guard let deadline = self.requestDeadline else { return }
            if channel.eventLoop.now >= deadline { channel.close(promise: nil) } else { lookLater(context) }
        }
    }

    private func closing(_ context: ChannelHandlerContext, after time: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
