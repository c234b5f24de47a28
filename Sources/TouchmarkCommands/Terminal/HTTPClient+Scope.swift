import AsyncHTTPClient
import NIOCore

extension HTTPClient {
    /// Calls `body` with a client that keeps connections open until then, and follows nobody elsewhere: whoever is asked was named.
    static func scoped<Result>(_ body: (HTTPClient) async throws -> Result) async throws -> Result {
        var configuration = Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            // Why it failed is worth more than that closing did, too.
            try? await client.shutdown()
            throw error
        }
    }
}
