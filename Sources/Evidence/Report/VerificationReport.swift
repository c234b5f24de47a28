public import Primitives
public import Provenance
public import Signatures

/// What a verifier found.
public struct VerificationReport: Sendable {
    public let result: VerificationResult
    /// Errors first. Of each severity 1,000, and the first ten of each code in any case; see `omittedFindings`.
    public let findings: [Finding]
    /// How many there were of each code, those that are omitted too.
    public let findingCounts: [FindingCode: Int]
    /// How many more there were.
    public let omittedFindings: Int
    /// `nil` where the bundle does not say what it is about.
    public let scope: EvidenceScope?
    /// As claimed, if its signature does not hold: see the findings. `nil` where there is none.
    public let checkpoint: Checkpoint?
    /// Cosignatures that hold, by witnesses of the policy given, over the checkpoint and over earlier ones that it extends.
    public let witnesses: [CheckpointCosignature]
    /// Whether those over the checkpoint are enough by the policy; `nil` where none was given.
    public let isQuorumMet: Bool?
    /// Cosignatures that hold, by the auditors given, over the same checkpoints.
    public let auditors: [CheckpointCosignature]
    /// What bounds when entries were recorded, by the size of the checkpoint; by whose word, each says.
    public let anchors: [TimeAnchor]
    public let completeness: Completeness
    public let counts: Counts
    /// The labels whose verdicts could be derived, in the order in which they were made. Not to be relied on in a failed
    /// report.
    public let labels: LabelFindings

    /// What is known about whether something was left out.
    public enum Completeness: Hashable, Sendable {
        /// Every entry of the log is here, and they make up the checkpoint's root.
        case wholeLedger
        /// Nothing was left out of the histories, by a seal: the operator's statement, and that of the auditors who replayed it,
        /// each once.
        case sealed(KnownSeal, replayedBy: [CheckpointCosignature])
        case notEvaluated
    }

    /// The seal that completeness rests on.
    public struct KnownSeal: Hashable, Sendable {
        public let index: EntryIndex
        /// What came later is not covered.
        public let size: TreeSize
        public let recorded: Timestamp
    }

    public struct Counts: Hashable, Sendable {
        public internal(set) var lines = 0
        public internal(set) var entries = 0
        public internal(set) var signatures = 0
        public internal(set) var disclosures = 0
        /// Digests of sealed values of which no disclosure is here: withheld, erased, lost, or decoys; they look alike.
        public internal(set) var withheld = 0
        public internal(set) var histories = 0
        public internal(set) var claims = 0
    }
}

/// A label as the verifier derives it.
public struct LabelFinding: Hashable, Sendable {
    public let subject: Subject
    /// As it was known when the label got its value.
    public let verdict: Verdict
    /// As it is known at the checkpoint.
    public let verdictNow: Verdict
    /// Who signed events of this label, each once, in the order of their first; at most 256.
    public let signers: [Actor]
    /// Whom the verdicts are about: whoever signed the value that the label has.
    public let attributedTo: Actor
    /// True if a review rejected or corrected its value, and none by a signer who was entitled to speak has accepted it since.
    public let isDisputed: Bool
    /// Whose credential it rests on; `nil` where no credential was examined.
    public let authority: String?
    /// True if it is certified and `authority` is one that was given as trusted, with the key that was given, and issued
    /// the credential itself. Otherwise a certificate is the operator's word for the authority.
    public let isAuthorityTrusted: Bool

    /// "certified, on the operator's word for the authority", or the verdict alone.
    public var statement: String {
        let now = verdictNow == verdict ? verdict.rawValue : "\(verdict.rawValue) then, \(verdictNow.rawValue) now"
        guard verdict.isCertified || verdictNow.isCertified, !isAuthorityTrusted else { return now }
        return now + ", on the operator's word for the authority"
    }
}
