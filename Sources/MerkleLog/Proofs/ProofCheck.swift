/// What became of a proof that was checked.
public enum ProofCheck: Hashable, Sendable {
    case verified
    case failed(ProofFailure)
}

/// Why an inclusion or consistency proof does not hold.
public enum ProofFailure: String, Error, Hashable, Sendable {
    /// The index is not below the size.
    case indexBeyondSize
    /// The older tree is larger than the newer one.
    case sizesReversed
    case tooFewHashes
    case tooManyHashes
    /// The hashes lead to another root than the one given.
    case rootMismatch
    /// The hashes lead to another older root than the one given.
    case oldRootMismatch
    /// The hashes lead to another newer root than the one given.
    case newRootMismatch
}
