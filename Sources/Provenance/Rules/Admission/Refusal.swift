import Primitives

/// Why an event is not admitted: a value, not an error.
public struct Refusal: Hashable, Sendable, CustomStringConvertible {
    /// Whose fault it is; HTTP's statuses follow it.
    public enum Kind: String, Hashable, Sendable {
        /// 400: it is not an event.
        case malformed
        /// 401: who signed it is not known, or did not sign it.
        case unauthenticated
        /// 403: its signer may not say this.
        case forbidden
        /// 409: something that is there already stands against it.
        case conflict
        /// 413.
        case tooLarge
    }

    /// A stable name, `head-moved`.
    public let rule: String
    public let kind: Kind
    /// What is wrong, in a sentence without personal data.
    public let sentence: String
    /// What the sender can do.
    public let remedy: String
    /// For a conflict over a label's head: the head that is there.
    public let head: EventReference?

    /// - Parameter head: the head that is there, where the conflict is over one.
    public init(_ rule: String, _ kind: Kind, _ sentence: String, remedy: String, head: EventReference? = nil) {
        self.rule = rule
        self.kind = kind
        self.sentence = sentence
        self.remedy = remedy
        self.head = head
    }

    public var description: String { "\(rule): \(sentence) \(remedy)" }
}
