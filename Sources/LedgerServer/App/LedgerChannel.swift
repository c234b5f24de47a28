import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A connection: Hummingbird's, and what it leaves open of HTTP and of slow networks.
struct LedgerChannel: ServerChildChannel {
    let base: HTTP1Channel
    /// Told of what was answered without ever being a request.
    let onRefusal: @Sendable (Problem) -> Void

    /// Bytes that the system takes before it sends them. Left to itself it takes megabytes, and a client on a slow line has a good
    /// part of them to read before the next are taken: it would look as if it took nothing.
    private static let unsentBytes = 128 << 10

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_NOTSENT_LOWAT))
            try channel.syncOptions?.setOption(option, value: Self.unsentBytes)
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(MessageRules(onRefusal: onRefusal), position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
