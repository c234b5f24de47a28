import Primitives

/// A note signer's public key with its name, as it is handed around: `name+hex(key id)+base64(algorithm ‖ key)`
/// (C2SP signed-note).
public struct VerifierKey: Hashable, Sendable {
    /// C2SP's signature type.
    public enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the note's text: what a log signs with.
        case log = 0x01
        /// A timestamped Ed25519 cosignature (C2SP tlog-cosignature).
        case cosignature = 0x04
    }

    public let name: String
    public let keyID: UInt32
    public let algorithm: Algorithm
    public let publicKey: PublicKey

    /// `name` must be one that `isValidName` allows.
    init(name: String, algorithm: Algorithm, publicKey: PublicKey) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = Self.keyID(name, algorithm, publicKey)
    }

    /// - Throws: `NoteError`: `verifierKey`, `name`, `algorithm`, `publicKey` or `keyID`.
    public init(parsing text: String) throws(NoteError) {
        // Base64 has pluses too: only the first two separate.
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let id = Hex.decode(parts[1]), id.count == 4,
            let material = Base64.decode(String(Substring(parts[2]))), let type = material.first
        else { throw NoteError(.verifierKey, "a verifier key is name+8 hex digits+base64 of the algorithm and the key") }
        let name = String(Substring(parts[0]))
        guard Self.isValidName(name) else { throw NoteError(.name, "a key name is not empty and has no white space or plus") }
        guard let algorithm = Algorithm(rawValue: type) else {
            throw NoteError(.algorithm, "the verifier key's algorithm is neither Ed25519 (1) nor a cosignature (4)")
        }
        guard let publicKey = PublicKey(bytes: Array(material.dropFirst())) else {
            throw NoteError(.publicKey, "the verifier key's bytes are no acceptable Ed25519 key")
        }
        self.init(name: name, algorithm: algorithm, publicKey: publicKey)
        guard id.elementsEqual(Self.bigEndian(keyID)) else {
            throw NoteError(.keyID, "the verifier key's id does not follow from its name and key")
        }
    }

    /// The text that `init(parsing:)` reads.
    public var text: String {
        "\(name)+\(Hex.encode(Self.bigEndian(keyID)))+\(Base64.encode([algorithm.rawValue] + publicKey.bytes))"
    }

    /// Whether `name` may name a key, and be a log's origin: not empty, no Unicode white space, no plus, no control character.
    public static func isValidName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
            }
    }

    static func bigEndian(_ keyID: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * UInt32($0))) }
    }

    /// SHA-256(name ‖ 0x0A ‖ algorithm ‖ key)[0..<4] (protocol.md §3).
    private static func keyID(_ name: String, _ algorithm: Algorithm, _ publicKey: PublicKey) -> UInt32 {
        let bytes = Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey.bytes
        return Digest(hashing: bytes).withUnsafeBytes { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    }

    /// By the bytes of the name: Swift's strings are equal across Unicode forms.
    public static func == (a: VerifierKey, b: VerifierKey) -> Bool {
        a.algorithm == b.algorithm && a.publicKey == b.publicKey && a.name.isSpelled(as: b.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
    }
}

extension VerifierKey: CustomStringConvertible {
    public var description: String { text }
}
