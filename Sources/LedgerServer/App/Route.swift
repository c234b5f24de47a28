package import HTTPTypes
import Hummingbird
import Ledger

/// One line of the table of routes. A route cannot be written down without saying who may call it and what it
/// does.
package struct Route: Sendable {
    package let method: HTTPRequest.Method
    /// As the router reads it: `:name` is one segment, `**` the rest.
    package let path: String
    package let access: RouteAccess
    let operation: Operation
    /// True if what was begun is given up when the caller goes. Whether it has is seen by reading on, and so the answer is the
    /// last on its connection.
    let endsWithCaller: Bool
    /// True if a GET is answered to HEAD too. Of an answer whose length nobody knows before it ends, HEAD could not say it
    /// (RFC 9110 §8.6).
    let answersHead: Bool
    let respond: @Sendable (Request, LedgerContext) async throws -> Response

    /// - Parameter isLong: it may read so much that others would wait; it is answered on threads of its own.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess, _ operation: Operation, isLong: Bool = false,
        endsWithCaller: Bool = false, answersHead: Bool = true,
        _ respond: @escaping @Sendable (Request, LedgerContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.operation = operation
        self.endsWithCaller = endsWithCaller
        self.answersHead = answersHead
        self.respond =
            if endsWithCaller {
                { request, context in
                    try await request.body.consumeWithCancellationOnInboundClose { _ in try await respond(request, context) }
                }
            } else if isLong {
                { request, context in try await WorkerThreads.reading.run { try await respond(request, context) } }
            } else {
                respond
            }
    }
}
