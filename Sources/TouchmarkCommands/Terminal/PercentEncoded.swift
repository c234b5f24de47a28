import Foundation

/// Text as it stands in an address (RFC 3986 §2.1): nothing but unreserved characters is left as it is.
enum PercentEncoded {
    static func segment(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }

    /// `?name=value&…`; empty without members.
    static func query(_ members: [(name: String, value: String)]) -> String {
        members.isEmpty ? "" : "?" + members.map { "\($0.name)=\(segment($0.value))" }.joined(separator: "&")
    }

    /// Foundation's alphanumerics are those of all scripts; what is not ASCII is encoded all the same.
    private static let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
}
