package import HTTPTypes
import Hummingbird

/// One line of the table of routes. A route cannot be written down without saying who may call it and what it
/// does.
package struct Route: Sendable {
    package let method: HTTPRequest.Method
    /// As the router reads it: `:name` is one segment, `**` the rest.
    package let path: String
    package let access: RouteAccess
    let operation: Operation
    let respond: @Sendable (Request, LedgerContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess, _ operation: Operation,
        _ respond: @escaping @Sendable (Request, LedgerContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.operation = operation
        self.respond = respond
    }
}
