package import Evidence
import MerkleLog
package import Primitives
import Provenance
package import Signatures

/// A ledger that takes events and proves that it has them.
package final class Ledger: Sendable {
    package let store: any LedgerStore
    package let origin: String
    private let directory: KeyDirectory
    /// `nil` where the ledger was opened to be read alone.
    private let sequencer: Sequencer?
    /// The log's key, and before it the one that takes over from it.
    private let signers: [LogSigner]

    /// Opens a ledger for writing.
    ///
    /// - Parameters:
    ///   - store: The one writer's store.
    ///   - logKey: Signs checkpoints; its vkey must be the one that the newest checkpoint was signed with.
    ///   - successor: Takes over from `logKey` with the batch that brings its `ledger.key-added`, whose checkpoint both sign.
    ///   - observer: Hears of every batch.
    /// - Throws: `LedgerError.stopped` if the store does not lead to its newest checkpoint; `StoreError`.
    package init(
        store: any LedgerStore, origin: String, logKey: PrivateKey, successor: PrivateKey? = nil, clock: any LedgerClock,
        observer: (any SequencerObserver)? = nil
    ) throws {
        guard VerifierKey.isValidName(origin) else {
            throw LedgerError(.invalid, "An origin is a name without spaces or plus signs, such as labels.example.org/scans.")
        }
        self.store = store
        self.origin = origin
        directory = KeyDirectory(store)
        let signer = LogSigner(origin: origin, key: logKey)
        let heir = successor.map { LogSigner(origin: origin, key: $0) }
        signers = [heir, signer].compactMap { $0 }
        sequencer = try Sequencer(
            store: store, signer: signer, successor: heir, directory: directory, clock: clock, observer: observer)
    }

    /// Opens a ledger to be read alone: it takes no events, and nothing is signed.
    package init(reading store: any LedgerStore, origin: String) {
        self.store = store
        self.origin = origin
        directory = KeyDirectory(store)
        signers = []
        sequencer = nil
    }

    package var isReadOnly: Bool { sequencer == nil }

    /// - Throws: `LedgerError.readOnly` if it was opened to be read alone.
    package func requireWritable() throws { _ = try writer() }

    private func writer() throws -> Sequencer {
        guard let sequencer else {
            throw LedgerError(.readOnly, "The ledger is open to be read alone and takes nothing.")
        }
        return sequencer
    }

    /// Appends tokens in their order. Each outcome stands at its token's place.
    ///
    /// Signatures are checked on all cores before anything is locked. When this returns, what was appended is durable,
    /// under a signed checkpoint, and provable.
    ///
    /// - Parameter atomically: all of them or none.
    /// - Throws: `LedgerError`; then none of the tokens was written by this call, as far as is known (`uncertain`).
    package func append(_ tokens: [[UInt8]], atomically: Bool = false) async throws -> [AppendOutcome] {
        try requireWritable()
        let checked = try await check(tokens)
        let sequenced = try await sequence(checked, atomically: atomically)
        let receipts = Receipts(store: store, commit: sequenced.commit)
        // What was there before is proven anew: each takes a part of the time of a signature, and much more from scattered batches.
        guard sequenced.outcomes.count(where: { $0.known != nil }) > TokenChecker.chunkSize else {
            return try receipts.outcomes(sequenced.outcomes, for: checked)
        }
        return try await WorkerThreads.checking.run { try receipts.outcomes(sequenced.outcomes, for: checked) }
    }

    /// As `append`, with nothing proven: what became of each token, without receipts.
    package func appendBriefly(_ tokens: [[UInt8]], atomically: Bool = false) async throws -> [SequencedOutcome] {
        try requireWritable()
        return try await sequence(try await check(tokens), atomically: atomically).outcomes
    }

    /// Returns when everything that was handed in is written. The last user of a ledger calls it before letting go, so that the
    /// store is free for the next.
    package func finish() { sequencer?.finish() }

    /// As `finish`, and lets the store go at once, whoever still holds it: for who ends the process next, which would not wait for a
    /// thread that has done its work and not let go yet. Nothing may be asked of the ledger after.
    package func close() {
        finish()
        try? store.close()
    }

    /// Why it takes no more events, if it does not.
    package var stopReason: LedgerError? { sequencer?.stopReason }

    /// The first receipt of an entry: under the checkpoint of the batch that brought it.
    ///
    /// - Parameter size: an older or younger tree at which a checkpoint was signed, to have the receipt under that one.
    /// - Throws: `LedgerError.missing` if the log is not that long, or no checkpoint was signed at `size`.
    package func receipt(for index: EntryIndex, size: TreeSize? = nil) throws -> Receipt {
        try Receipts(store: store).receipt(for: index, size: size)
    }

    /// As `receipt`, of many entries under one tree, beside everybody else.
    package func receipts(for indices: Set<EntryIndex>, size: TreeSize) async throws -> [EntryIndex: Receipt] {
        try await WorkerThreads.checking.run { [store] in try Receipts(store: store).receipts(for: indices, size: size) }
    }

    /// As `receipt`, in COSE (RFC 9942).
    ///
    /// - Throws: `LedgerError.missing` also where the key at hand did not sign that tree.
    package func coseReceipt(for index: EntryIndex, size: TreeSize? = nil) throws -> COSEReceipt {
        try Receipts(store: store).coseReceipt(for: index, size: size, by: signers)
    }

    private func check(_ tokens: [[UInt8]]) async throws -> [TokenChecker.Verdict] {
        let checker = TokenChecker(directory: directory)
        let verdicts = try await checker.check(tokens)
        guard verdicts.contains(where: \.isUnknownKey) else { return verdicts }
        if try store.read({ try $0.size() }) == .empty { return try await checker.checkOpening(tokens) }
        // The key may be in a batch that is being written: wait for it, then look once more.
        _ = try await writer().submit([], atomically: false)
        return try await checker.check(tokens)
    }

    private func sequence(
        _ checked: [TokenChecker.Verdict], atomically: Bool
    ) async throws -> (outcomes: [SequencedOutcome], commit: Commit?) {
        let candidates = checked.compactMap(\.candidate)
        var outcomes = checked.map { SequencedOutcome.refused($0.refusal ?? .notWritten) }
        if atomically, candidates.count < checked.count { return (outcomes, nil) }
        guard !candidates.isEmpty else { return (outcomes, nil) }
        let answer = try await writer().submit(candidates, atomically: atomically)
        var next = 0
        for place in checked.indices where checked[place].candidate != nil {
            outcomes[place] = answer.outcomes[next]
            next += 1
        }
        return (outcomes, answer.commit)
    }
}

extension TokenChecker.Verdict {
    var candidate: Candidate? { if case .candidate(let candidate) = self { candidate } else { nil } }
    var isUnknownKey: Bool { if case .unknownKey = self { true } else { false } }

    var refusal: Refusal? {
        switch self {
        case .candidate: nil
        case .refused(let refusal): refusal
        case .unknownKey(let token): .unknownKey(token.keyID)
        }
    }
}

extension Refusal {
    /// For the good tokens of an atomic request in which another one is refused.
    static let notWritten = Refusal(
        "atomic", .conflict, "Another event of this request was refused, so none was written.",
        remedy: "Correct the one that was refused and send all of them again.")
}
