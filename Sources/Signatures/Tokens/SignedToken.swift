public import Primitives

/// An event whose signature holds. Outside this package only `UncheckedToken.check(with:)` makes one. Whether the key was entitled is decided
/// elsewhere.
public struct SignedToken: Sendable {
    public let jws: [UInt8]
    /// SHA-256 of `jws`: the content digest by which other events refer to this one.
    public let digest: Digest
    /// The key that signed.
    public let keyID: KeyThumbprint
    public let payload: [UInt8]
    /// As they came. Whether each has its digest in the payload has not been looked at.
    public let disclosures: [Disclosure]

    init(_ token: UncheckedToken) {
        jws = token.jws
        digest = Digest(hashing: token.jws)
        keyID = token.keyID
        payload = token.payload
        disclosures = token.disclosures
    }

    /// A token read back from the store that it was written to after its signature was checked. Nothing is checked here:
    /// whoever calls this takes the store's word, which no verifier may do.
    package init(checkedBeforeItWasStored token: UncheckedToken) {
        self.init(token)
    }
}
