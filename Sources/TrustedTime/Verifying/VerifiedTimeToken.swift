package import Primitives

/// A token that holds: an authority under a root given says that the stamped bytes were there at this time.
///
/// It says *no later than*: the bytes may have been there long before.
package struct VerifiedTimeToken: Hashable, Sendable {
    /// By the authority's clock.
    package let time: Timestamp
    /// How far that clock may be off, in microseconds; `nil` where the authority does not say.
    package let accuracy: Int64?
    /// The last moment at which the token can have been made, as the authority says: its time, what it cut off of it, and
    /// its accuracy. The bytes were there by then.
    package let latest: Timestamp
    /// The authority's policy, as dotted numbers.
    package let policy: String
    /// Lower-case hex.
    package let serial: String
    /// The subject of the signer's certificate, and of the root that vouches for it.
    package let authority: String
    package let root: String
}
