package import Hummingbird
package import NIOCore

/// What is known of a request beside the request itself.
package struct LedgerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Whom the request comes from; `nil` if it bears no token, which only routes for anybody see.
    package var grant: Grant?
    /// Where the connection comes from, as the network says.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

extension LedgerContext {
    /// The grant of a route that is not for anybody.
    func requireGrant() throws(Problem) -> Grant {
        guard let grant else { throw .unauthorized("Send a token: Authorization: Bearer …") }
        return grant
    }

    /// One segment of the path, percent-decoded.
    func segment(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name), let decoded = PercentEncoding.decode(text) else {
            throw .badRequest("path", "A segment of the path is not percent-encoded UTF-8.")
        }
        return decoded
    }
}
