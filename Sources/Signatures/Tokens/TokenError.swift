/// Why bytes are not a token of the shape that protocol.md §2 wants. Whether its signature holds is another question.
public struct TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// More bytes than protocol.md §2 allows.
        case tooLarge
        /// Not three parts with dots between them.
        case shape
        /// A part is not base64url in its one spelling.
        case base64
        /// The header is not an object of strict JSON.
        case headerJSON
        /// A header member is missing, unknown or no string.
        case headerMember
        case algorithm, keyID, type
        /// Not 64 bytes.
        case signatureLength
        /// Not `[salt, name, value]`, or one that protocol.md §2 refuses.
        case disclosure
        case duplicateDisclosure, tooManyDisclosures
        /// Something follows the last `~`.
        case keyBinding
        /// The payload of a presented token is not an object of strict JSON.
        case payloadJSON
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Safe to show: it quotes names of members, never what they hold.
    public var description: String { message }
}
