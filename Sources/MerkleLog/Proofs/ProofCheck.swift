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

extension ProofFailure: CustomStringConvertible {
    /// The end of a sentence that begins with the proof.
    public var description: String {
        switch self {
        case .indexBeyondSize: "its index is not below the size of the tree"
        case .sizesReversed: "the older tree is larger than the newer one"
        case .tooFewHashes: "it has too few hashes"
        case .tooManyHashes: "it has too many hashes"
        case .rootMismatch: "it leads to another root"
        case .oldRootMismatch: "it leads to another root of the older tree"
        case .newRootMismatch: "it leads to another root of the newer tree"
        }
    }
}
