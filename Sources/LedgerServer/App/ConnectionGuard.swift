import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives up on a client that sends its request, or takes its answer, so slowly that it holds a connection for nothing.
///
/// Two clocks: one runs while it is the client's turn and we are ready to read, until a request's head is whole, and then anew to
/// the request's end; one from the moment at which the answer no longer fits into what the network takes, for as long as nothing
/// of it is taken. While a request waits for us, none does.
///
/// It also tells a client that asks first to go on (RFC 9110 §10.1.1), and closes behind an answer that says so, as each does
/// that comes before its request's end: what is left of the body would have to be read for nothing.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bytes of a body that are read on behind the last answer: closed with bytes of the client's still unread, the connection
    /// would take the answer away from it.
    private static let lastBytes = 64 << 20

    private let idleTime: TimeAmount
    private let requestTime: TimeAmount
    private let stallTime: TimeAmount
    private let count: ConnectionCount
    // Requests are answered in the order in which they come.
    private var begunRequests = 0
    private var endedRequests = 0
    private var endedAnswers = 0
    /// How long the client may still take for what is awaited of it.
    private var patience: TimeAmount
    /// When that must have come; `nil` while it is we who do not read on.
    private var deadline: NIODeadline?
    /// Looks at the deadline. It is set once for many requests, not anew for each: most end long before.
    private var look: (task: Scheduled<Void>, at: NIODeadline)?
    private var stall: Scheduled<Void>?
    private var isToContinue = false
    private var isLastAnswer = false
    /// Set behind the last answer.
    private var bytesLeft: Int?

    init(idleTime: TimeAmount, requestTime: TimeAmount, stallTime: TimeAmount, count: ConnectionCount) {
        self.idleTime = idleTime
        self.requestTime = requestTime
        patience = idleTime
        self.stallTime = stallTime
        self.count = count
    }

    func handlerAdded(context: ChannelHandlerContext) {
        count.opened()
        awaitClient(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            begunRequests += 1
            patience = requestTime
            deadline = nil
            isToContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            continueIfAsked(context)
        case .body(let bytes):
            isToContinue = false
            if let left = bytesLeft {
                guard left > 0 else { return context.close(promise: nil) }
                bytesLeft = left - bytes.readableBytes
            }
        case .end:
            endedRequests += 1
            isToContinue = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if let deadline { patience = deadline - context.eventLoop.now }
        deadline = nil
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isClientsTurn, deadline == nil { awaitClient(context) }
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if begunRequests > endedAnswers, endedRequests == endedAnswers { head.headerFields[.connection] = "close" }
            isLastAnswer = head.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end where isLastAnswer:
            context.writeAndFlush(data, promise: promise)
            closeOutput(context, nil)
        case .end:
            endedAnswers += 1
            context.write(data, promise: promise)
            continueIfAsked(context)
            if begunRequests == endedAnswers {
                patience = idleTime
                awaitClient(context)
            }
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        // As the end of the service does behind an answer, part of which still waits to be sent.
        case .all where context.channel.unsentBytes > 0: closeOutput(context, promise)
        // As it does when its time is over.
        case .input where bytesLeft != nil: context.close(mode: .all, promise: promise)
        default: context.close(mode: mode, promise: promise)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable {
            watchProgress(context)
        } else if bytesLeft == nil {
            stall?.cancel()
            stall = nil
        }
        context.fireChannelWritabilityChanged()
    }

    // Comes for every handler that was added, also where the channel never became active.
    func handlerRemoved(context: ChannelHandlerContext) {
        look?.task.cancel()
        stall?.cancel()
        count.closed()
    }

    /// Closes this side alone: what the client has not read yet is for it to read.
    private func closeOutput(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        context.close(mode: .output, promise: promise)
        if bytesLeft == nil { bytesLeft = Self.lastBytes }
        watchProgress(context)
    }

    /// Within the answer to an earlier request it would be taken for a part of that: then it waits.
    private func continueIfAsked(_ context: ChannelHandlerContext) {
        guard isToContinue, begunRequests == endedAnswers + 1 else { return }
        isToContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    /// True if a request is what comes next, or the rest of one.
    private var isClientsTurn: Bool {
        begunRequests > endedRequests || begunRequests == endedAnswers && bytesLeft == nil
    }

    private func awaitClient(_ context: ChannelHandlerContext) {
        let deadline = context.eventLoop.now + patience
        self.deadline = deadline
        if let look, look.at <= deadline { return }
        look?.task.cancel()
        lookLater(context, at: deadline)
    }

    private func lookLater(_ context: ChannelHandlerContext, at time: NIODeadline) {
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in
            guard let self else { return }
            look = nil
            guard let deadline, isClientsTurn else { return }
            guard context.eventLoop.now >= deadline else { return lookLater(context, at: deadline) }
            close(context: context, mode: .all, promise: nil)
        }
        look = (task, time)
    }

    /// Closes the connection if in the time that a stall may last nothing was taken of what waits to be sent.
    private func watchProgress(_ context: ChannelHandlerContext) {
        stall?.cancel()
        let unsent = context.channel.unsentBytes
        stall = context.eventLoop.assumeIsolated().scheduleTask(in: stallTime) { [weak self] in
            if context.channel.unsentBytes < unsent { self?.watchProgress(context) } else { context.close(promise: nil) }
        }
    }
}

extension Channel {
    /// Bytes that the system has not taken yet.
    fileprivate var unsentBytes: Int { (try? syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }
}
