import Primitives

/// A text with signature lines (C2SP signed-note), as it came: no signature has been looked at.
///
///     <text, ending in a newline>
///     <blank line>
///     — <key name> <base64 of key id and signature>
public struct SignedNote: Hashable, Sendable {
    public struct Signature: Hashable, Sendable {
        public let name: String
        public let keyID: UInt32
        /// What follows the key id; 64 bytes for a log, 72 for a cosignature.
        public let bytes: [UInt8]

        public init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }

        /// As it stands in a note, with its newline.
        public var line: String {
            "\(SignedNote.linePrefix)\(name) \(Base64.encode(VerifierKey.bigEndian(keyID) + bytes))\n"
        }
    }

    /// What is signed, with its final newline.
    public let text: String
    public internal(set) var signatures: [Signature]

    /// A note has at most this many signatures, so that nobody is made to verify for ever.
    public static let greatestSignatureCount = 100

    private static let newline = UInt8(ascii: "\n")
    private static let linePrefix = "— "

    init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly.
    public init(parsing note: String) throws(NoteError) {
        let bytes = Array(note.utf8)
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.newline }) else {
            throw NoteError(.controlCharacter, "a note has no control characters but newline")
        }
        // The last blank line separates: the text may have blank lines of its own.
        guard let blank = bytes.indices.dropFirst().last(where: { bytes[$0] == Self.newline && bytes[$0 - 1] == Self.newline }),
            bytes.last == Self.newline, blank + 1 < bytes.count
        else { throw NoteError(.shape, "a note is a text, a blank line and signature lines, each ended by a newline") }
        let lines = bytes[(blank + 1)...].dropLast().split(separator: Self.newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.greatestSignatureCount else {
            throw NoteError(.tooManySignatures, "a note has at most \(Self.greatestSignatureCount) signatures")
        }
        var signatures: [Signature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.init(text: String(decoding: bytes[..<blank], as: UTF8.self), signatures: signatures)
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> Signature {
        guard line.starts(with: linePrefix.utf8) else {
            throw NoteError(.signatureLine, "a signature line begins with an em dash and a space")
        }
        let parts = line.dropFirst(linePrefix.utf8.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, VerifierKey.isValidName(parts[0]), let bytes = Base64.decode(parts[1]), bytes.count > 4 else {
            throw NoteError(.signatureLine, "a signature line is an em dash, a key name and base64 of key id and signature")
        }
        let keyID = bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        return Signature(name: parts[0], keyID: keyID, bytes: Array(bytes[4...]))
    }

    /// The note's text as it is published.
    public var formatted: String { text + "\n" + signatures.map(\.line).joined() }

    /// Looks for `key`'s signatures, which must be of a log's kind. Lines under its name and id must all hold; other
    /// keys' lines are not looked at.
    public func verified(by key: VerifierKey) -> NoteCheck {
        guard key.algorithm == .log else { return .invalid(.wrongAlgorithm) }
        let mine = signatures(named: key)
        guard !mine.isEmpty else { return .invalid(.notSigned) }
        let message = Array(text.utf8)
        guard mine.allSatisfy({ key.publicKey.isValid(signature: $0.bytes, for: message) }) else {
            return .invalid(.badSignature)
        }
        return .valid(text: text)
    }

    /// The signatures under the name and the id of `key`.
    func signatures(named key: VerifierKey) -> [Signature] {
        signatures.filter { $0.keyID == key.keyID && $0.name.isSpelled(as: key.name) }
    }
}

/// Whether a note is signed by a key.
public enum NoteCheck: Hashable, Sendable {
    case valid(text: String)
    case invalid(NoteFailure)
}
