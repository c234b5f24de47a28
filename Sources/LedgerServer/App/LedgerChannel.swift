import Hummingbird
import HummingbirdCore
import HummingbirdTLS
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

extension HTTPServerBuilder {
    /// Connections as all our services have them, encrypted where there are files for it.
    ///
    /// - Parameter onRefusal: told of what was answered without ever being a request.
    static func ledger(
        _ limits: ServerLimits, tls: ServerSettings.TLSFiles?, count: ConnectionCount = ConnectionCount(),
        onRefusal: @escaping @Sendable (Problem) -> Void
    ) throws -> HTTPServerBuilder {
        // It has an idle timeout too, which takes a body that we do not read on for one that does not come.
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits, count: count)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: limits.headerCount))
        let http = HTTPServerBuilder { responder in
            LedgerChannel(base: HTTP1Channel(responder: responder, configuration: configuration), onRefusal: onRefusal)
        }
        guard let tls else { return http }
        return try .tls(http, tlsConfiguration: tls.configuration())
    }
}

extension ConnectionGuard {
    fileprivate convenience init(_ limits: ServerLimits, count: ConnectionCount) {
        self.init(
            idleTime: .seconds(Int64(limits.idleSeconds)), requestTime: .seconds(Int64(limits.requestSeconds)),
            stallTime: .seconds(Int64(limits.stalledSeconds)), count: count)
    }
}
