public import Primitives

/// Signs other people's checkpoints as a witness or an auditor (C2SP tlog-cosignature).
public struct CosignatureSigner: Sendable {
    private let key: PrivateKey
    /// What verifiers need. What a cosignature by it means is said in the policy that lists it.
    public let vkey: VerifierKey

    /// `name` must be one that `VerifierKey.isValidName` allows: ask first where it comes from a person. The signed bytes
    /// do not hold the name, so a key must not serve under two.
    public init(name: String, key: PrivateKey) {
        precondition(VerifierKey.isValidName(name), "a key name is not empty and has no white space or plus")
        self.key = key
        vkey = VerifierKey(name: name, algorithm: .cosignature, publicKey: key.publicKey)
    }

    /// The note with a line by this cosigner added. `time` is now, not before 1970; the fraction of the second is dropped.
    public func cosign(_ checkpoint: VerifiedCheckpoint, at time: Timestamp) -> String {
        var note = checkpoint.signedNote
        note.signatures.append(signature(over: note.text, at: time))
        return note.formatted
    }

    /// `cosign`'s line alone, ended by a newline: what a witness answers with (C2SP tlog-witness).
    public func line(over checkpoint: VerifiedCheckpoint, at time: Timestamp) -> String {
        signature(over: checkpoint.signedNote.text, at: time).line
    }

    private func signature(over text: String, at time: Timestamp) -> SignedNote.Signature {
        precondition(time.microseconds >= 0, "a cosignature's time is not before 1970")
        return SignedNote.Signature(
            name: vkey.name, keyID: vkey.keyID, bytes: Cosignature.make(over: text, at: time, by: key))
    }
}
