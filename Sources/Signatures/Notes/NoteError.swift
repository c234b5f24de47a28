/// Why text is not a signed note, a checkpoint or a verifier key (C2SP signed-note, tlog-checkpoint).
public struct NoteError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No text ending in a newline, blank line, signature lines.
        case shape
        /// A control character other than newline.
        case controlCharacter
        case signatureLine, tooManySignatures
        /// A name that is empty or holds white space or a plus.
        case name
        case origin, size, root
        /// A fourth line; protocol.md §3 allows none.
        case extensionLine
        /// Not `name+hex+base64`.
        case verifierKey
        /// A key id that does not follow from name, algorithm and key.
        case keyID
        case algorithm, publicKey
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// Why a note does not count as signed by a key.
public enum NoteFailure: String, Hashable, Sendable, CustomStringConvertible {
    /// No signature line has this key's name and id.
    case notSigned
    /// A line has them, and its signature is not this key's over this text.
    case badSignature
    /// The checkpoint's origin is not the name of the key.
    case otherOrigin
    /// A cosigner's key was given where a log's is wanted, or the other way round.
    case wrongAlgorithm

    public var description: String {
        switch self {
        case .notSigned: "the note has no signature by this key"
        case .badSignature: "the signature under this key's name and id does not hold"
        case .otherOrigin: "the checkpoint's origin is not the name of the key"
        case .wrongAlgorithm: "the key is for another kind of signature"
        }
    }
}
