/// Why a presented token that could be read does not count.
public enum PresentedTokenFailure: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case algorithm
    case unsupportedAlgorithm = "unsupported-algorithm"
    case algorithmOfOtherKey = "algorithm-of-other-key"
    case criticalHeader = "critical-header"
    case noKey = "no-key"
    case unknownKey = "unknown-key"
    case foreignKey = "foreign-key"
    case badSignature = "bad-signature"
    case digestAlgorithm = "digest-algorithm"
    case foreignDisclosure = "foreign-disclosure"
    case repeatedDigest = "repeated-digest"
    case repeatedClaim = "repeated-claim"
    case misplacedDigest = "misplaced-digest"
    case tooDeep = "too-deep"

    /// True if the token could not be checked here, so that nothing is known against it; false if it fails.
    public var isInability: Bool {
        switch self {
        case .unsupportedAlgorithm, .criticalHeader, .noKey, .digestAlgorithm, .tooDeep: true
        case .algorithm, .algorithmOfOtherKey, .unknownKey, .foreignKey, .badSignature, .foreignDisclosure, .repeatedDigest,
            .repeatedClaim, .misplacedDigest:
            false
        }
    }

    /// Safe to show: it quotes nothing of the token.
    public var description: String {
        switch self {
        case .algorithm: "the token's algorithm is no signature: anybody could have made the token"
        case .unsupportedAlgorithm: "the token's algorithm is none that is checked here: Ed25519 (EdDSA), ES256 or RS256"
        case .algorithmOfOtherKey: "no key of the authority that the token may mean is of the type that its algorithm asks for"
        case .criticalHeader: "the token's header asks for extensions (crit, b64) that are not understood here"
        case .noKey: "no key of the authority is known that could have signed the token"
        case .unknownKey: "the token names a key that is not among the authority's"
        case .foreignKey: "the token brings along a key that is not among the authority's; such a key is no source of trust"
        case .badSignature: "the signature is not that of the authority's key over these bytes"
        case .digestAlgorithm: "the token's digests are by another algorithm than SHA-256"
        case .foreignDisclosure: "a disclosure has no digest in the token"
        case .repeatedDigest: "a digest stands twice in the token"
        case .repeatedClaim: "a claim is there twice: two disclosures of it, or one beside the claim in clear"
        case .misplacedDigest: "a digest or its disclosure is not of the kind that its place asks for"
        case .tooDeep: "disclosures nest deeper than \(DisclosedClaims.maximumDepth)"
        }
    }
}

/// Whether a presented token is signed by one of an authority's keys.
public enum PresentedTokenCheck: Sendable {
    case valid(CheckedPresentedToken)
    case invalid(PresentedTokenFailure)
}
