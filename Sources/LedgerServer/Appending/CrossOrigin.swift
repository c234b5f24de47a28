import HTTPTypes
import Hummingbird

/// Lets pages of other origins append from a browser, and nothing else (the CORS protocol of the Fetch standard, §3.3).
///
/// An append is by nobody's leave but its signature's, so a page that may send one gains no one's rights. Reading takes a token, and
/// is not opened here.
struct CrossOrigin: RouterMiddleware {
    typealias Context = LedgerContext

    /// As browsers send them: `https://tool.example.org`, with the port if it is not the scheme's, or `null` for a page from a file.
    let allowed: Set<String>

    private static let path = "/v1/events"
    /// Seconds for which a browser need not ask again.
    private static let greatestAge = "3600"

    func handle(
        _ request: Request, context: LedgerContext, next: @concurrent (Request, LedgerContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == Self.path, let origin = request.headers[.origin], allowed.contains(origin) else {
            return try await next(request, context)
        }
        if request.method == .options, request.headers[.accessControlRequestMethod] == HTTPRequest.Method.post.rawValue {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: origin, .accessControlAllowMethods: "POST",
                    .accessControlAllowHeaders: "Content-Type", .accessControlMaxAge: Self.greatestAge, .vary: "Origin",
                ])
        }
        guard request.method == .post else { return try await next(request, context) }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Location, Retry-After"
        response.headers[.vary] = "Origin"
        return response
    }
}
