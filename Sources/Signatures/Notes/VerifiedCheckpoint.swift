public import Primitives

/// A checkpoint that its log signed. Only `UncheckedCheckpoint.check(with:)` makes one.
public struct VerifiedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    let signedNote: SignedNote
    /// The log's key that signed.
    public let key: VerifierKey

    init(checkpoint: Checkpoint, signedNote: SignedNote, key: VerifierKey) {
        self.checkpoint = checkpoint
        self.signedNote = signedNote
        self.key = key
    }

    /// The whole note, with all its signature lines.
    public var note: String { signedNote.formatted }

    /// The cosignatures by `keys` that hold, one for each key: its earliest, which says the most. Lines of other keys are
    /// not looked at; lines of these that do not hold are in `brokenCosignatures(by:)`.
    public func cosignatures(by keys: [VerifierKey]) -> [VerifiedCosignature] {
        cosigners(keys).compactMap { key in
            signedNote.signatures(named: key)
                .compactMap { Cosignature.time(of: $0.bytes, over: signedNote.text, by: key.publicKey) }
                .min()
                .map { VerifiedCosignature(key: key, time: $0) }
        }
    }

    /// Those of `keys` under whose name and id a line stands that does not hold. C2SP signed-note advises to reject such a
    /// note as a whole.
    public func brokenCosignatures(by keys: [VerifierKey]) -> [VerifierKey] {
        cosigners(keys).filter { key in
            signedNote.signatures(named: key)
                .contains { Cosignature.time(of: $0.bytes, over: signedNote.text, by: key.publicKey) == nil }
        }
    }

    /// The cosigners among `keys`, each once: who is listed twice must not count twice.
    private func cosigners(_ keys: [VerifierKey]) -> [VerifierKey] {
        var seen = Set<VerifierKey>()
        return keys.filter { $0.algorithm == .cosignature && seen.insert($0).inserted }
    }
}

/// A witness's or an auditor's word that, at this time, the checkpoint was consistent with all it had seen.
public struct VerifiedCosignature: Hashable, Sendable {
    public let key: VerifierKey
    /// Whole seconds.
    public let time: Timestamp

    public var name: String { key.name }
}
