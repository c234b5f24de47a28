public import Primitives
public import Signatures

/// A sealed value that was disclosed and whose digest the event holds.
public struct DisclosedValue: Hashable, Sendable {
    /// The object inside `data` that it belongs to; empty for `data` itself.
    public let path: [String]
    public let disclosure: Disclosure

    public var name: String { disclosure.name }
    public var value: JSONValue { disclosure.value }
}

extension Event {
    /// True if its signer may have sealed two values of one member.
    public var hasAmbiguousSeal: Bool { sealed.contains(where: \.isAmbiguous) }

    /// What the disclosures of this event say, or why one of them is none of this event's (protocol.md §2; RFC 9901 §7.1).
    public func disclosed(by disclosures: [Disclosure]) -> Result<[DisclosedValue], DisclosureMismatch> {
        var result: [DisclosedValue] = []
        for disclosure in disclosures {
            let digest = disclosure.digest
            guard let object = sealed.first(where: { $0.digests.contains(digest) }) else {
                return .failure(DisclosureMismatch("A disclosure matches no digest of the event."))
            }
            guard object.candidates.contains(disclosure.name) else {
                return .failure(
                    DisclosureMismatch("A disclosure is of a member that cannot be sealed there, or stands in clear."))
            }
            guard !result.contains(where: { $0.path == object.path && $0.name == disclosure.name }) else {
                return .failure(DisclosureMismatch("Two disclosures are of one member."))
            }
            result.append(DisclosedValue(path: object.path, disclosure: disclosure))
        }
        return .success(result)
    }
}

/// Why disclosures do not belong to an event.
public struct DisclosureMismatch: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
