public import Primitives

/// Whether the signer of a label was entitled to it (vocabulary, "Rules: standing and verdict").
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    case certified
    case certifiedByCustodian = "certified-by-custodian"
    case notRequired = "not-required"
    case uncertified
    case outOfScope = "out-of-scope"
    case authorityUnrecognised = "authority-unrecognised"
    case keyMismatch = "key-mismatch"
    case notYetValid = "not-yet-valid"
    case expired
    case suspended
    case revoked
    case keyRevoked = "key-revoked"
    case keyCompromised = "key-compromised"
    case unknownSigner = "unknown-signer"
    case machine

    /// Any but `certified`, `certified-by-custodian`, `not-required` and `machine`.
    public var isAdverse: Bool {
        switch self {
        case .certified, .certifiedByCustodian, .notRequired, .machine: false
        default: true
        }
    }

    /// True if a credential that counted stands behind it, whoever held the key.
    public var isCertified: Bool { self == .certified || self == .certifiedByCustodian }
}

/// A verdict and the entries that led to it.
public struct Judgement: Hashable, Sendable {
    public let verdict: Verdict
    /// Indices of the entries that decided it, in the order in which the rules read them.
    public let because: [EntryIndex]
    /// The credential that was found good or got furthest.
    public let credential: Subject?

    init(_ verdict: Verdict, because: [EntryIndex] = [], credential: Subject? = nil) {
        self.verdict = verdict
        self.because = because
        self.credential = credential
    }
}

/// A verdict as it was known when the label was made, and as it is known now.
public struct JudgementPair: Hashable, Sendable {
    public let then: Judgement
    public let now: Judgement
}
