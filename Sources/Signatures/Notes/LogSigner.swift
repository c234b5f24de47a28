import Primitives

/// Signs a log's checkpoints.
public struct LogSigner: Sendable {
    private let key: PrivateKey
    /// What verifiers need; its name is the origin.
    public let vkey: VerifierKey

    /// `origin` must be one that `VerifierKey.isValidName` allows: ask first where it comes from a person.
    public init(origin: String, key: PrivateKey) {
        precondition(VerifierKey.isValidName(origin), "an origin is not empty and has no white space or plus")
        self.key = key
        vkey = VerifierKey(name: origin, algorithm: .log, publicKey: key.publicKey)
    }

    public var origin: String { vkey.name }

    /// The note of `checkpoint`, which must be of this origin and consistent with all that this key signed before.
    ///
    /// - Parameter successor: Signs too, where the checkpoint hands the log over to its key; of the same origin.
    public func sign(_ checkpoint: Checkpoint, with successor: LogSigner? = nil) -> String {
        precondition(checkpoint.origin.isSpelled(as: origin), "a log signs checkpoints of its own origin only")
        let text = checkpoint.text
        let signatures = ([self] + (successor.map { [$0] } ?? [])).map { $0.signature(over: text) }
        return SignedNote(text: text, signatures: signatures).formatted
    }

    private func signature(over text: String) -> SignedNote.Signature {
        SignedNote.Signature(name: origin, keyID: vkey.keyID, bytes: key.sign(Array(text.utf8)))
    }

    /// For forms that no note can be taken for.
    func signature(over bytes: [UInt8]) -> [UInt8] { key.sign(bytes) }
}
