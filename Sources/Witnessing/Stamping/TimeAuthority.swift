/// A time-stamping authority (RFC 3161) that is asked over HTTP.
package struct TimeAuthority: Hashable, Sendable {
    /// What logs and metrics call it.
    package let name: String
    package let url: String

    /// Reads `NAME URL`, with a space between them. The URL is http or https, and names a host.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(name: parts[0], url: parts[1])
    }

    /// `nil` unless the URL is http or https.
    package init?(name: String, url: String) {
        let rest = ["https://", "http://"].lazy.filter { url.hasPrefix($0) }.first.map { url.dropFirst($0.count) }
        guard let first = rest?.first, first != "/", name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !name.isEmpty else {
            return nil
        }
        self.name = name
        self.url = url
    }
}

/// Carries a request to an authority and its answer back.
package protocol TimeStampTransport: Sendable {
    /// `POST` of `application/timestamp-query`. Does not follow elsewhere, reads no endless answer, and ends within the time
    /// given.
    ///
    /// - Throws: whatever kept the answer away.
    func stamp(_ request: [UInt8], at url: String, within limit: Duration) async throws -> TimeStampAnswer
}

/// An answer as HTTP brought it.
package struct TimeStampAnswer: Hashable, Sendable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
