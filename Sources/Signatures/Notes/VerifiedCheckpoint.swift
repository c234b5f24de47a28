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

    /// The note with the signature lines of its log's key alone.
    public var noteByLog: String { SignedNote(text: signedNote.text, signatures: signedNote.signatures(named: key)).formatted }

    /// The cosignatures by `keys` that hold, one for each key, with the times of its first and its last. Lines of other keys are
    /// not looked at; lines of these that do not hold are in `brokenCosignatures(by:)`.
    public func cosignatures(by keys: [VerifierKey]) -> [VerifiedCosignature] { signedNote.cosignatures(by: keys) }

    /// Those of `keys` under whose name and id a line stands that does not hold. C2SP signed-note advises to reject such a
    /// note as a whole.
    public func brokenCosignatures(by keys: [VerifierKey]) -> [VerifierKey] { signedNote.brokenCosignatures(by: keys) }

    /// The lines of a witness's answer, as they may be added to this note: those by `key`, if all of them hold.
    ///
    /// - Parameter lines: signature lines, each ended by a newline (C2SP tlog-witness). Lines of other keys are passed over.
    /// - Returns: none where no line is by `key`, where one of its lines does not hold, or where the text is no signature lines.
    public func cosignatureLines(in lines: String, by key: VerifierKey) -> [String] {
        // What is no note has no line that holds. With a blank line of its own the answer would sign another text.
        guard let answer = try? SignedNote(parsing: signedNote.text + "\n" + lines),
            answer.text.isSpelled(as: signedNote.text), answer.brokenCosignatures(by: [key]).isEmpty,
            !answer.cosignatures(by: [key]).isEmpty
        else { return [] }
        return answer.signatures(named: key).map(\.line)
    }
}

/// A witness's or an auditor's word that, at this time, the checkpoint was consistent with all it had seen.
public struct VerifiedCosignature: Hashable, Sendable {
    public let key: VerifierKey
    /// The earliest, which says the most of when the checkpoint was there. Whole seconds.
    public let time: Timestamp
    /// The latest, which says the most of how new it is.
    public let last: Timestamp

    public var name: String { key.name }
}

extension SignedNote {
    fileprivate func cosignatures(by keys: [VerifierKey]) -> [VerifiedCosignature] {
        Self.cosigners(keys).compactMap { key in
            let times = signatures(named: key)
                .compactMap { Cosignature.time(of: $0.bytes, over: text, by: key.publicKey) }
            guard let first = times.min(), let last = times.max() else { return nil }
            return VerifiedCosignature(key: key, time: first, last: last)
        }
    }

    fileprivate func brokenCosignatures(by keys: [VerifierKey]) -> [VerifierKey] {
        Self.cosigners(keys).filter { key in
            signatures(named: key).contains { Cosignature.time(of: $0.bytes, over: text, by: key.publicKey) == nil }
        }
    }

    /// The cosigners among `keys`, each once: who is listed twice must not count twice.
    private static func cosigners(_ keys: [VerifierKey]) -> [VerifierKey] {
        var seen = Set<VerifierKey>()
        return keys.filter { $0.algorithm == .cosignature && seen.insert($0).inserted }
    }
}
