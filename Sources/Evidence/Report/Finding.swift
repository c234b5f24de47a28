public import Primitives
public import Provenance

/// What a verifier has to say about one point of a bundle.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
        /// Something in the bundle does not hold: the result is failed.
        case error
        /// Something is missing, or should be looked at.
        case warning
        /// Something to know.
        case notice

        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .notice: 2
            }
        }
    }

    public let code: FindingCode
    /// The entry concerned.
    public let index: EntryIndex?
    /// The history or the label concerned.
    public let subject: Subject?
    /// For `inadmissible`, the name of the rule that refuses the entry.
    public let rule: String?
    /// A sentence without personal data.
    public let sentence: String

    init(
        _ code: FindingCode, index: EntryIndex? = nil, subject: Subject? = nil, rule: String? = nil, _ sentence: String
    ) {
        self.code = code
        self.index = index
        self.subject = subject
        self.rule = rule
        self.sentence = sentence
    }

    public var severity: Severity { code.severity }

    /// Nothing in it drives a terminal.
    public var description: String {
        let place = [index.map { "entry \($0)" }, subject?.description].compactMap { $0 }.joined(separator: ", ")
        return VisibleText.showingControls(
            "\(severity.rawValue) \(code.rawValue)" + (place.isEmpty ? "" : " (\(place))") + ": \(sentence)")
    }
}

/// The stable names of findings, and what each does to the result.
public enum FindingCode: String, Hashable, Sendable, CaseIterable {
    // The file.
    case endMissing = "end-missing"
    case endDiffers = "end-differs"
    case afterEnd = "after-end"
    case bundleMissing = "bundle-missing"
    case checkpointMissing = "checkpoint-missing"
    case lineOrder = "line-order"
    case lineRepeated = "line-repeated"
    case unknownKind = "unknown-kind"
    case limitExceeded = "limit-exceeded"

    // The checkpoint.
    case checkpointSignature = "checkpoint-signature"
    case otherLedger = "other-ledger"
    case logKeyUnknown = "log-key-unknown"
    case logKeyUnanchored = "log-key-unanchored"
    case logKeyCompromised = "log-key-compromised"
    case logKeyRetired = "log-key-retired"
    case tooManyCheckpoints = "too-many-checkpoints"
    case consistencyMissing = "consistency-missing"
    case consistencyFailed = "consistency-failed"
    case cosignatureFailed = "cosignature-failed"
    case witnessQuorum = "witness-quorum"
    case notReplayed = "not-replayed"

    // Entries and their proofs.
    case entryOrder = "entry-order"
    case indexRange = "index-range"
    case entryTooLarge = "entry-too-large"
    case entryMalformed = "entry-malformed"
    case entryUnproven = "entry-unproven"
    case inclusionFailed = "inclusion-failed"
    case tileFailed = "tile-failed"
    case tileNotNeeded = "tile-not-needed"
    case rootDiffers = "root-differs"

    // Events.
    case openingMissing = "opening-missing"
    case continuation
    case unknownKey = "unknown-key"
    case badSignature = "bad-signature"
    case eventMalformed = "event-malformed"
    case unknownType = "unknown-type"
    case sealAmbiguous = "seal-ambiguous"
    case disclosureMismatch = "disclosure-mismatch"
    case disclosureErased = "disclosure-erased"
    case recordedOrder = "recorded-order"
    case clockTolerance = "clock-tolerance"
    case inadmissible

    // Histories.
    case historyMalformed = "history-malformed"
    case historyRepeated = "history-repeated"
    case historyEntryMissing = "history-entry-missing"
    case historyEntryUnrelated = "history-entry-unrelated"
    case historyEntryUnlisted = "history-entry-unlisted"
    case historyMissing = "history-missing"
    case entriesMissing = "entries-missing"
    case scopeEmpty = "scope-empty"
    case sealMissing = "seal-missing"
    case sealDiffers = "seal-differs"
    case sealUnanchored = "seal-unanchored"
    case sealStale = "seal-stale"
    case sealKeyCompromised = "seal-key-compromised"
    case sealFalse = "seal-false"
    case sealNotRecomputed = "seal-not-recomputed"
    case pastSeal = "past-seal"
    case historyProofFailed = "history-proof-failed"
    case historyIncomplete = "history-incomplete"
    case unsealed
    case completenessNotEvaluated = "completeness-not-evaluated"

    // Time.
    case timeUnanchored = "time-unanchored"
    case timeNotEvaluated = "time-not-evaluated"
    case timeTokenMalformed = "time-token-malformed"
    case timeTokenImprint = "time-token-imprint"
    case timeTokenSignature = "time-token-signature"
    case timeTokenAlgorithm = "time-token-algorithm"
    case timeTokenSigner = "time-token-signer"
    case timeTokenUntrusted = "time-token-untrusted"
    case timeTokenCheckpoint = "time-token-checkpoint"
    case timeContradicted = "time-contradicted"
    case timeUndecidable = "time-undecidable"
    case ageNotEvaluated = "age-not-evaluated"
    case evidenceOld = "evidence-old"

    // Verdicts.
    case claimDiffers = "claim-differs"
    case claimRepeated = "claim-repeated"
    case claimNotDerivable = "claim-not-derivable"
    case verdictNotDerivable = "verdict-not-derivable"
    case verdictPastSeal = "verdict-past-seal"
    case authorityDiffers = "authority-differs"
    case labelWithdrawn = "label-withdrawn"
    case guidelineWithdrawn = "guideline-withdrawn"
    case withdrawalAdverse = "withdrawal-adverse"

    /// The worst result that a bundle with this finding can have.
    var allows: VerificationResult {
        switch self {
        case .unknownKind, .limitExceeded, .unknownType, .historyMissing, .entriesMissing, .scopeEmpty, .unsealed,
            .sealUnanchored, .sealStale, .sealKeyCompromised, .witnessQuorum, .notReplayed, .ageNotEvaluated, .evidenceOld,
            .claimNotDerivable, .verdictNotDerivable, .verdictPastSeal, .authorityDiffers:
            .incomplete
        case .logKeyRetired, .tileNotNeeded, .withdrawalAdverse, .sealAmbiguous, .disclosureErased,
            .clockTolerance,
            .completenessNotEvaluated, .pastSeal, .sealNotRecomputed, .timeUnanchored, .timeNotEvaluated, .continuation,
            .timeTokenAlgorithm, .timeTokenSigner, .timeTokenUntrusted, .timeTokenCheckpoint, .timeContradicted,
            .timeUndecidable, .labelWithdrawn, .guidelineWithdrawn:
            .verified
        default: .failed
        }
    }

    public var severity: Finding.Severity {
        switch self {
        case .disclosureErased, .clockTolerance, .completenessNotEvaluated, .pastSeal, .sealNotRecomputed, .timeUnanchored,
            .timeNotEvaluated, .continuation, .labelWithdrawn, .guidelineWithdrawn:
            .notice
        default: allows == .failed ? .error : .warning
        }
    }
}

/// What became of a bundle.
public enum VerificationResult: String, Hashable, Sendable, CaseIterable {
    /// Everything that is required is here and holds.
    case verified
    /// Something does not hold.
    case failed
    /// What is here holds; something that is required is missing.
    case incomplete

    /// 0, 1 or 2 (commands.md).
    public var exitStatus: Int32 {
        switch self {
        case .verified: 0
        case .failed: 1
        case .incomplete: 2
        }
    }
}

/// Findings by severity. Past a bound they are counted only; the result does not depend on which were kept.
///
/// The first of every code are kept whatever came before: else thousands of one, which anybody can add, would push out another.
struct FindingLog: Sendable {
    private var kept: [Finding.Severity: [Finding]] = [:]
    private var keptOfCode: [FindingCode: Int] = [:]
    private(set) var counts: [FindingCode: Int] = [:]

    mutating func add(_ finding: Finding) {
        counts[finding.code, default: 0] += 1
        keep(finding)
    }

    private mutating func keep(_ finding: Finding) {
        guard
            keptOfCode[finding.code, default: 0] < BundleLimits.findingsOfCode
                || kept[finding.severity, default: []].count < BundleLimits.findingCount
        else { return }
        keptOfCode[finding.code, default: 0] += 1
        kept[finding.severity, default: []].append(finding)
    }

    mutating func add(_ findings: [Finding]) {
        for finding in findings { add(finding) }
    }

    mutating func add(_ other: FindingLog) {
        counts.merge(other.counts) { $0 + $1 }
        for finding in other.findings { keep(finding) }
    }

    /// Errors first; within a severity as they were found.
    var findings: [Finding] { Finding.Severity.allCases.flatMap { kept[$0] ?? [] } }

    var omitted: Int { counts.values.reduce(0, +) - kept.values.reduce(0) { $0 + $1.count } }

    var result: VerificationResult {
        let allowed = Set(counts.keys.map(\.allows))
        return allowed.contains(.failed) ? .failed : allowed.contains(.incomplete) ? .incomplete : .verified
    }
}
