import MerkleLog
package import Primitives
package import Provenance
package import Signatures

/// A seal of the log, as its entry says it.
package struct LedgerSeal: Sendable {
    package let index: EntryIndex
    package let recorded: Timestamp
    /// The key that signed it.
    package let keyID: KeyThumbprint
    package let data: LedgerSealed

    package var size: TreeSize { TreeSize(data.size) }

    /// Whether it is what the index of its size comes to.
    package func says(_ state: SealIndexState) -> Bool {
        state.size == size && state.summary.hash == data.indexRoot && state.summary.count == data.subjectCount
    }

    /// That its key was a thief's when it signed, by what the ledger knows below `limit`: then it is not the operator's word.
    package func theft(in ledger: LedgerHistory, knownBelow limit: EntryIndex) -> KeyEnd? {
        ledger.theft(of: keyID, at: recorded, knownBelow: limit)
    }
}

extension LedgerReader {
    /// Every seal, in the order of the log.
    package func seals() throws -> [LedgerSeal] { try history(of: .seal, below: try size()).map { try seal(at: $0) } }

    /// The seal that was made last, among the entries below `limit`.
    package func newestSeal(below limit: TreeSize) throws -> LedgerSeal? {
        try lastIndex(of: .seal, below: limit).map { try seal(at: $0) }
    }

    /// The newest seal, if its key was a thief's when it signed, by what is known below `limit`.
    package func stolenSeal(below limit: TreeSize) throws -> LedgerSeal? {
        guard let seal = try newestSeal(below: limit), let ledger = try LedgerHistories(self).ledger() else { return nil }
        return seal.theft(in: ledger, knownBelow: limit.nextIndex) == nil ? nil : seal
    }

    /// The newest seal that says what the index comes to, among the entries below `limit`: any service may say anything. One whose key was
    /// a thief's serves nobody.
    package func seal(of state: SealIndexState, below limit: TreeSize) throws -> LedgerSeal? {
        guard state.size > .empty, let ledger = try LedgerHistories(self).ledger() else { return nil }
        for index in try history(of: .seal, below: limit).reversed() where index >= state.size.nextIndex {
            let seal = try seal(at: index)
            if seal.says(state), seal.theft(in: ledger, knownBelow: limit.nextIndex) == nil { return seal }
        }
        return nil
    }

    package func seal(at index: EntryIndex) throws -> LedgerSeal {
        let entry = try event(at: index)
        guard case .ledgerSealed(let data) = entry.event.body else {
            throw StoreError(.corrupt, "The history of seals names entry \(index), which is none. Run touchmark rebuild.")
        }
        return LedgerSeal(index: index, recorded: entry.recorded, keyID: entry.keyID, data: data)
    }
}
