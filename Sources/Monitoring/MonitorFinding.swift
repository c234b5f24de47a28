/// Something that is wrong with a log.
package struct MonitorFinding: Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        /// The checkpoint is not signed by the key given.
        case checkpointSignature = "checkpoint-signature"
        /// Two signed checkpoints that cannot both be of one log.
        case splitView = "split-view"
        /// A signed checkpoint that is older than one that was seen before.
        case rollback
        /// What the log serves does not lead from the last checkpoint to the new one.
        case inconsistent
        /// Entries or tiles that are not those of the signed checkpoint.
        case entriesDiffer = "entries-differ"
        case inadmissible
        case falseSeal = "false-seal"
        /// A seal that goes less far than one before it, and was not recomputed.
        case sealUnchecked = "seal-unchecked"
        case lazySeal = "lazy-seal"
        /// The key that signs checkpoints is not one that the log names.
        case logKey = "log-key"
    }

    package let code: Code
    package let sentence: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// Whether the log signed what shows it, so that no later answer takes it back. Anything else is looked at anew each time.
    package var isLasting: Bool {
        switch code {
        case .splitView, .inadmissible, .falseSeal, .sealUnchecked: true
        case .checkpointSignature, .rollback, .inconsistent, .entriesDiffer, .lazySeal, .logKey: false
        }
    }

    /// Whether an auditor may still say that every entry and every seal was replayed and is honest.
    package var allowsCosigning: Bool { code == .lazySeal }
}
