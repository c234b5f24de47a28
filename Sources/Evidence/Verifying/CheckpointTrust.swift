import MerkleLog
import Primitives
import Provenance
import Signatures

/// Whether the checkpoint is one that the key given vouches for (protocol.md §6).
///
/// The key is that of entry 0, or one that role `log` adds later. Another key of the log may have signed the checkpoint only
/// if the key given vouches for it: by a checkpoint over the entry that adds it, or over one that adds a key which vouches for it
/// so. Else whoever can write an entry that adds a log key, the operator or a thief of their key, could go on with one of their
/// own.
struct CheckpointTrust {
    let survey: BundleSurvey
    let header: BundleHeader
    let ledger: LedgerHistory
    let given: VerifierKey

    /// What came of looking at a bundle's checkpoints.
    struct Outcome {
        var findings: [Finding] = []
        /// The one that all is proved against; `nil` if no key of the log that counts here signed it.
        var checkpoint: VerifiedCheckpoint?
        /// Further ones that the log signed and that the first one extends.
        var earlier: [VerifiedCheckpoint] = []
        /// All keys that the log has had.
        var logKeys: [VerifierKey] = []
    }

    private struct LogKey {
        let key: VerifierKey
        let history: LedgerHistory.LogKey

        /// While it was in use. Nothing rests on a key that somebody else may have.
        func mayVouch(in size: TreeSize) -> Bool {
            guard let end = history.end else { return true }
            return end.reason != .compromised && !size.contains(end.index)
        }
    }

    func outcome() -> Outcome {
        guard let checkpoint = survey.checkpoint else { return Outcome() }
        var findings = origins(checkpoint.claimed)
        let keys = ledger.logKeys.compactMap { history in
            history.verifierKey.map { LogKey(key: $0, history: history) }
        }
        let own = keys.first { $0.key == given }
        if own == nil, ledger.opened != nil {
            findings.append(Finding(.logKeyUnknown, "The key given is neither that of entry 0 nor one added since."))
        }
        let further = checkFurther(checkpoint.claimed, keys)
        findings += further.findings
        let vouched =
            own.map { vouchedFor(by: $0, keys, further.extended + [signed(checkpoint, by: keys)].compactMap(\.self)) } ?? []
        let later = keys.filter { key in own.map { key.history.index > $0.history.index } ?? false }
        let signer = signer(of: checkpoint, vouched + later)
        switch signer {
        case nil:
            findings.append(
                Finding(.checkpointSignature, "The checkpoint is not signed by the key given, nor by a log key added after it."))
        case .given: findings += own.map { ended($0) } ?? []
        case .later(let key, _):
            findings += ended(key) + (own.map(compromised) ?? [])
            if !vouched.contains(where: { $0.history.index == key.history.index }) {
                findings.append(
                    Finding(
                        .logKeyUnanchored,
                        "The checkpoint is signed by a log key added later, and no checkpoint over the entry that adds it is signed "
                            + "by the key given or by one that it vouches for."))
            }
        }
        return Outcome(
            findings: findings, checkpoint: signer?.checkpoint, earlier: further.extended.compactMap(\.checkpoints.first),
            logKeys: keys.map(\.key))
    }

    private func origins(_ checkpoint: Checkpoint) -> [Finding] {
        var findings: [Finding] = []
        if !checkpoint.origin.isSpelled(as: given.name) {
            findings.append(Finding(.otherLedger, "The checkpoint is of another ledger than the key given."))
        }
        if !checkpoint.origin.isSpelled(as: header.ledger) {
            findings.append(Finding(.otherLedger, "The checkpoint is of another ledger than the bundle says."))
        }
        if let origin = ledger.origin, !origin.isSpelled(as: checkpoint.origin) {
            findings.append(Finding(.otherLedger, index: EntryIndex(0), "Entry 0 opens another ledger than the checkpoint's."))
        }
        return findings
    }

    private enum Signer {
        case given(VerifiedCheckpoint)
        case later(LogKey, VerifiedCheckpoint)

        var checkpoint: VerifiedCheckpoint {
            switch self {
            case .given(let checkpoint), .later(_, let checkpoint): checkpoint
            }
        }
    }

    private func signer(of checkpoint: UncheckedCheckpoint, _ later: [LogKey]) -> Signer? {
        switch checkpoint.check(with: given) {
        case .valid(let verified): return .given(verified)
        // A line that pretends to be the key's and does not hold spoils the note.
        case .invalid(.badSignature): return nil
        case .invalid: break
        }
        return later.lazy.compactMap { key -> Signer? in
            if case .valid(let verified) = checkpoint.check(with: key.key) { .later(key, verified) } else { nil }
        }.first
    }

    private func ended(_ key: LogKey) -> [Finding] {
        guard let end = key.history.end else { return [] }
        return end.reason == .compromised
            ? [Finding(.logKeyCompromised, index: end.index, "The log key that signed the checkpoint was compromised.")]
            : [Finding(.logKeyRetired, index: end.index, "The log key that signed the checkpoint was retired before.")]
    }

    /// Nothing rests on a key that somebody else may have, not even what a later key signed.
    private func compromised(_ own: LogKey) -> [Finding] {
        guard let end = own.history.end, end.reason == .compromised else { return [] }
        return [
            Finding(
                .logKeyCompromised, index: end.index,
                "The key given was compromised: whoever has it can show another ledger. Get the log's present key another way.")
        ]
    }

    /// A checkpoint and the keys of the log that signed it.
    private struct Signed {
        let size: TreeSize
        let keys: [LogKey]
        /// For each of the keys.
        let checkpoints: [VerifiedCheckpoint]
    }

    private func signed(_ checkpoint: UncheckedCheckpoint, by keys: [LogKey]) -> Signed? {
        // A line that pretends to be the key's and does not hold spoils the note.
        if case .invalid(.badSignature) = checkpoint.check(with: given) { return nil }
        let valid = keys.compactMap { key -> (LogKey, VerifiedCheckpoint)? in
            if case .valid(let verified) = checkpoint.check(with: key.key) { (key, verified) } else { nil }
        }
        guard !valid.isEmpty else { return nil }
        return Signed(size: checkpoint.claimed.size, keys: valid.map(\.0), checkpoints: valid.map(\.1))
    }

    /// The keys added after this one that it vouches for, directly or by others: those whose adding is covered by a checkpoint that
    /// one of these signed. Keys stand in the order in which they were added.
    private func vouchedFor(by own: LogKey, _ keys: [LogKey], _ checkpoints: [Signed]) -> [LogKey] {
        var reach: [EntryIndex: TreeSize] = [:]
        for checkpoint in checkpoints {
            for key in checkpoint.keys where key.mayVouch(in: checkpoint.size) {
                reach[key.history.index] = max(reach[key.history.index] ?? .empty, checkpoint.size)
            }
        }
        var covered = reach[own.history.index] ?? .empty
        return keys.filter { key in
            guard key.history.index > own.history.index, covered.contains(key.history.index) else { return false }
            covered = max(covered, reach[key.history.index] ?? .empty)
            return true
        }
    }

    /// Any key of the log may have signed a further checkpoint, those before the key given too.
    private func checkFurther(_ main: Checkpoint, _ keys: [LogKey]) -> (findings: [Finding], extended: [Signed]) {
        var findings: [Finding] = []
        var extended: [Signed] = []
        for further in survey.further {
            let checkpoint = further.unchecked
            let signed = signed(checkpoint, by: keys)
            if signed == nil {
                findings.append(Finding(.checkpointSignature, "A further checkpoint is not signed by a key of the log."))
            }
            // Without a proof there is a finding already.
            guard let proof = further.consistency else { continue }
            guard proof.from == checkpoint.claimed.size, proof.to == main.size,
                checkpoint.claimed.origin.isSpelled(as: main.origin),
                proof.check(oldRoot: checkpoint.claimed.root, newRoot: main.root) == .verified
            else {
                findings.append(
                    Finding(
                        .consistencyFailed, "The checkpoint does not extend a further one of size \(checkpoint.claimed.size)."))
                continue
            }
            if let signed { extended.append(signed) }
        }
        return (findings, extended)
    }
}
