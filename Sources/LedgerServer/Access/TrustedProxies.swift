import HTTPTypes
import Primitives

/// The proxies that are believed when they say whom a request comes from. Nobody is, unless the operator says so: whoever is
/// believed can pass for any address.
package struct TrustedProxies: Hashable, Sendable {
    /// The header field in which they say it. The other is not looked at: a proxy hands on what it does not know.
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case xForwardedFor = "X-Forwarded-For"
        /// RFC 7239.
        case forwarded = "Forwarded"
    }

    package var ranges: [NetworkRange] = []
    package var field = Field.xForwardedFor

    package init() {}

    /// Addresses looked at; nobody stands behind more proxies.
    private static let hopLimit = 16

    /// Whom a request comes from: the last address in the chain that is no trusted proxy.
    ///
    /// - Parameter connection: where the connection comes from.
    func client(_ headers: HTTPFields, connection: NetworkAddress?) -> NetworkAddress? {
        guard var client = connection, isTrusted(client) else { return connection }
        for hop in hops(headers).reversed().prefix(Self.hopLimit) {
            // What is no address, such as `unknown`, hides what is behind it: the proxy that says so answers for it.
            guard let address = Self.address(hop) else { return client }
            client = address
            guard isTrusted(address) else { return address }
        }
        return client
    }

    private func isTrusted(_ address: NetworkAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// In the order in which the request passed them.
    private func hops(_ headers: HTTPFields) -> [Substring] {
        guard let name = HTTPField.Name(field.rawValue) else { return [] }
        let elements = headers[values: name].flatMap { Self.parts(of: $0[...], at: ",", omittingEmpty: false) }
        switch field {
        case .xForwardedFor: return elements
        case .forwarded:
            return elements.map { element in
                let pairs = Self.parts(of: element, at: ";").map { Self.parts(of: $0, at: "=", maxSplits: 1) }
                let pair = pairs.first { $0.count == 2 && $0[0].trimming { $0 == " " }.lowercased() == "for" }
                return pair?[1] ?? ""
            }
        }
    }

    // By bytes: whoever sends what stands before or after a comma cannot make another Character of it.
    private static func parts(
        of text: Substring, at separator: Unicode.Scalar, maxSplits: Int = .max, omittingEmpty: Bool = true
    ) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: separator), maxSplits: maxSplits, omittingEmptySubsequences: omittingEmpty)
            .map(Substring.init)
    }

    /// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, and these in quotes.
    private static func address(_ hop: Substring) -> NetworkAddress? {
        var text = hop.trimming { $0 == " " }[...]
        if text.count > 1, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return NetworkAddress(String(text[text.index(after: text.startIndex)..<end]))
        }
        if let colon = text.firstIndex(of: ":"), text[text.index(after: colon)...].allSatisfy({ $0 != ":" }) {
            text = text[..<colon]
        }
        return NetworkAddress(String(text))
    }
}
