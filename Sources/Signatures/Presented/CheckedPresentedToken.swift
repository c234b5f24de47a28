public import Primitives

/// A presented token that an authority's key signed, with what it discloses. Only `UncheckedPresentedToken.check(with:)`
/// makes one. Whether it says what the event says of it is for `Provenance`.
public struct CheckedPresentedToken: Sendable {
    /// All that it says, without digests.
    public let claims: JSONObject
    /// Names among `claims` that stood behind digests.
    public let hiddenClaims: Set<String>
    /// `typ` of the header.
    public let type: String?
    public let algorithm: PresentedAlgorithm
    /// The key that signed.
    public let key: IssuerKey
    /// True for an SD-JWT, false for a plain JWT.
    public let isSelective: Bool

    init(
        _ token: UncheckedPresentedToken, claims: JSONObject, hiddenClaims: Set<String>, algorithm: PresentedAlgorithm,
        key: IssuerKey
    ) {
        self.claims = claims
        self.hiddenClaims = hiddenClaims
        type = token.type
        isSelective = token.isSelective
        self.algorithm = algorithm
        self.key = key
    }
}

extension CheckedPresentedToken: CustomStringConvertible, CustomReflectable {
    /// The key; what the token says is personal.
    public var description: String { "token signed by \(key.thumbprint)" }
    public var customMirror: Mirror { Mirror(self, children: ["key": key.thumbprint]) }
}
