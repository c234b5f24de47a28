/// The JWS algorithms by which credentials are signed out there and that are checked here (RFC 7518 §3, RFC 8037, RFC 9864).
public enum PresentedAlgorithm: String, Hashable, Sendable, CaseIterable {
    case ed25519 = "Ed25519"
    /// The older name of the same, with this curve.
    case edDSA = "EdDSA"
    case es256 = "ES256"
    case rs256 = "RS256"

    /// True of the names in RFC 7518 §3.1 that stand for no signature: none, and codes that whoever can check can make.
    static func namesNoSignature(_ name: String) -> Bool { ["none", "HS256", "HS384", "HS512"].contains(name) }

    func isSame(as other: PresentedAlgorithm) -> Bool { canonical == other.canonical }

    private var canonical: PresentedAlgorithm { self == .edDSA ? .ed25519 : self }
}
