import Dispatch
import MerkleLog
import Primitives
package import Provenance
package import Signatures

/// Seals a ledger: brings the index up to the newest checkpoint and appends what it comes to, signed by the service.
///
/// Only the last step stands in line with other events; reading entries and hashing is done beside them.
package actor Sealer {
    private let ledger: Ledger
    private let service: Actor
    private let key: PrivateKey
    private let clock: any LedgerClock
    private let queue = DispatchQueue(label: "touchmark.sealer", qos: .utility)
    private var last: Task<SealOutcome, any Error>?

    /// - Parameter key: of `service`, which must be one that the ledger knows.
    package init(ledger: Ledger, service: Actor, key: PrivateKey, clock: any LedgerClock) {
        self.ledger = ledger
        self.service = service
        self.key = key
        self.clock = clock
    }

    /// Seals what is not sealed yet. Whoever asks while a seal is being made waits for it, and for one of what came since.
    ///
    /// - Parameter progress: called with the number of entries done and of all that are to be.
    /// - Throws: `LedgerError`, `.invalid` if the ledger refuses the seal; `StoreError`.
    package func seal(progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }) async throws -> SealOutcome {
        let earlier = last
        let task = Task {
            _ = await earlier?.result
            return try await self.make(progress)
        }
        last = task
        return try await task.value
    }

    private func make(_ progress: @escaping @Sendable (UInt64, UInt64) -> Void) async throws -> SealOutcome {
        let store = ledger.store
        let (size, checkpoint, newest, isSealed) = try store.read { reader in
            let size = try reader.size()
            let newest = try reader.newestSeal(below: size)
            // Newest first: where anything else came, it mostly came last.
            let isSealed = try newest.map { seal in
                try (seal.size.value..<size.value).reversed().allSatisfy { place in
                    try reader.lastIndex(of: .seal, below: TreeSize(place + 1)) == EntryIndex(place)
                }
            }
            return (size, try reader.checkpoint(atMost: size), newest, isSealed)
        }
        // A seal that is not what the index comes to is somebody else's, and false: it is answered by one that is.
        if let newest, isSealed == true, newest.says(try await catchUp(to: newest.size, progress)) { return .wasSealed(newest) }
        guard let checkpoint, checkpoint.size == size else { throw LedgerError(.missing, "The ledger is empty.") }
        let root = try Self.root(of: checkpoint)
        let state = try await catchUp(to: size, progress)
        let data: JSONObject = [
            "size": .integer(Int64(size.value)), "root": .string(root.base64URL),
            "indexRoot": .string(state.summary.hash.base64URL), "subjects": .integer(Int64(state.summary.count)),
        ]
        let draft = EventDraft(source: service, type: LedgerSealed.type, data: data)
        let now = clock.now()
        let token = try EventSigner(ledger: ledger.origin).sign(
            draft, id: .version7(at: now, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max))), at: now, with: key
        ).token
        switch try await ledger.appendBriefly([token]).first {
        case .new(let index, _, _): return .sealed(try store.read { try $0.seal(at: index) })
        case .refused(let refusal):
            throw LedgerError(
                .invalid,
                "The ledger refused the seal of \(service): \(refusal.sentence) \(refusal.remedy)")
        // Its id is random: no entry has it.
        case .known, nil: throw LedgerError(.invalid, "The ledger did not take the seal of \(service). Seal once more.")
        }
    }

    private func catchUp(
        to size: TreeSize, _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws -> SealIndexState {
        let store = ledger.store
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try store.sealIndex.catchUp(with: store, to: size, progress: progress) })
            }
        }
    }

    private static func root(of checkpoint: StoredCheckpoint) throws -> Digest {
        do { return try UncheckedCheckpoint(parsing: checkpoint.note).claimed.root } catch {
            throw StoreError(.corrupt, "The checkpoint of size \(checkpoint.size) cannot be read. Run touchmark check.")
        }
    }
}

/// What became of a wish to seal.
package enum SealOutcome: Sendable {
    case sealed(LedgerSeal)
    /// Nothing but seals came since this one.
    case wasSealed(LedgerSeal)

    package var seal: LedgerSeal {
        switch self {
        case .sealed(let seal), .wasSealed(let seal): seal
        }
    }
}
