/// What a token is, as its `typ` says it (protocol.md §2). A signature for one purpose never serves for another.
public enum TokenType: String, Sendable {
    case event = "touchmark-event+sd-jwt"
    case keyProof = "touchmark-key-proof+jwt"
}
