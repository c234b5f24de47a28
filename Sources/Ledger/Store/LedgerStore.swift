package import Primitives

/// Where a ledger is kept. Stores share this contract and its tests (`StoreContract` in LedgerTesting), not code.
///
/// A store writes what it is given and knows nothing of entitlement. There is one writer; readers do not wait for it.
package protocol LedgerStore: Sendable {
    /// Lets go of what it holds, files among it. Nothing may be asked of it after. A store that nobody closes does this once nobody holds
    /// it any more.
    func close() throws

    /// Calls `body` with a consistent view of one committed state. The view must not leave `body`, and `body` must not call
    /// `read` again.
    ///
    /// - Throws: `StoreError`, and what `body` throws.
    func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result

    /// As `read`, of the newest state, for the one who writes: between its batches it reads what nobody else changes, and a
    /// store may answer from what it has at hand. Nothing is written meanwhile.
    func readBeforeWriting<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result

    /// Writes a batch: all of it or nothing. It is durable when this returns: it survives a power cut.
    ///
    /// - Throws: `StoreError`; then nothing was written and the store is as before, except with `.uncertain`. `.conflict` if
    ///   the batch has no entries, does not begin where the log ends, or its checkpoint is not of the size that it leads to.
    func append(_ batch: Batch) throws

    /// Keeps further disclosures of entries that are there: all of them or none. Those kept already and those erased are passed over.
    ///
    /// - Throws: `StoreError`, `.missing` if there is no such entry.
    func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws

    /// Keeps signature lines of cosigners, each ended by a newline, beside the checkpoint of this size: they stand in its note
    /// from then on. Lines that are there, and lines past the number that a note may have, are passed over.
    ///
    /// - Throws: `StoreError`, `.missing` if there is no such checkpoint.
    func keep(cosignatures: [String], at size: TreeSize) throws

    /// Keeps RFC 3161 tokens, in DER, beside the checkpoint of this size. Tokens that are there, and tokens past the number that
    /// is kept of one checkpoint, are passed over.
    ///
    /// - Throws: `StoreError`, `.missing` if there is no such checkpoint.
    func keep(timeTokens: [[UInt8]], at size: TreeSize) throws

    /// Empties everything that is derived from the entries (histories, ids, keys, projections), lets `refill` write it
    /// anew through the given closure, batch by batch from index 0, and commits all of it or nothing. Meanwhile `refill`, and
    /// anybody else, reads the state before.
    func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws

    /// What seals rest on. It follows from the entries too, is kept apart from them, and may be behind.
    var sealIndex: any SealIndex { get }

    /// A digest over every derived row in the order of `DerivedDigest`: two stores with the same entries have the same one.
    func derivedDigest() throws -> Digest

    /// Checks what the store itself can check of its files (page checksums, structure). Sentences, empty if it is sound.
    func integrityFindings() throws -> [String]

    /// The number of erased disclosures whose keys could not be destroyed yet. The next erasure, and the next who opens the store
    /// for writing, try again.
    func unsettledErasures() throws -> Int

    /// Tries again to destroy these keys. What comes of it, `unsettledErasures` counts.
    func settleErasures()

    /// A consistent copy into a new file, without the keys of disclosures.
    ///
    /// - Throws: `StoreError`, `.exists` if there is a file of that name.
    func backup(to path: String) throws
}

extension LedgerStore {
    package func close() throws {}
    package func readBeforeWriting<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result { try read(body) }
    package func unsettledErasures() throws -> Int { 0 }
    package func settleErasures() {}
}
