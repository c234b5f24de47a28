public import Primitives

/// Somebody else's word, checked, that a checkpoint was there at a time (protocol.md §3).
///
/// Every entry below the checkpoint's size was recorded by then. How long before, it does not say: an old checkpoint can be
/// stamped late.
public struct TimeAnchor: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// An RFC 3161 token of an authority under a root given.
        case token
        /// A cosignature of a witness of the policy given, or of an auditor given.
        case cosignature
    }

    public let kind: Kind
    /// Of the checkpoint.
    public let size: TreeSize
    /// By the clock of who gave it.
    public let time: Timestamp
    /// `time` without what that clock may be ahead: the moment from which the word can date.
    public let earliest: Timestamp
    /// The moment by which the checkpoint was there: `time`, what was cut off of it, and what that clock may be behind.
    public let latest: Timestamp
    /// The subject of the authority's certificate, the witness's name in the policy, or that of the auditor's key.
    public let name: String
    /// An authority's policy, as dotted numbers.
    public let policy: String?
}
