/// Bounds that keep a hostile bundle from exhausting whoever reads it (protocol.md §6).
enum BundleLimits {
    /// Of a line, without its newline: 2 MiB.
    static let lineByteCount = 2 << 20
    /// Checkpoints besides the one that all is proved against.
    static let furtherCheckpointCount = 64
    /// Time tokens: checking one may mean looking for a chain of certificates.
    static let timeTokenCount = 128
    static let entryByteCount = 65_535
    /// Entries that no seal covers, in a bundle that is complete.
    static let entriesPastSeal = 65_536
    static let disclosureCount = 64
    static let disclosureByteCount = 1 << 20
    /// 8 KiB each. A writer that would need more gives inclusion proofs instead.
    static let tileCount = 32_768
    /// Runs and subjects that `history` lines may name for each entry of the bundle: an event touches few subjects.
    static let historyRunsPerEntry = 16
    static let historyRunsAtLeast = 4096
    /// Signers that a report names for each label.
    static let signerCount = 256
    /// Findings that are kept in words, for each severity; the rest is counted.
    static let findingCount = 1000
    /// The first of each code are kept in any case.
    static let findingsOfCode = 10
}
