package import Connectors
package import Primitives
package import Provenance

/// What became of what a foreign tool said: each thing with where it stands in the log, or why it does not.
package struct IntakeReport: Sendable {
    /// An event that is in the log.
    package struct Place: Hashable, Sendable {
        package let index: EntryIndex
        package let type: String
        package let subject: Subject
    }

    package struct Refused: Sendable {
        /// Where in the payload it comes from.
        package let what: String
        package let refusal: Refusal
    }

    /// Something that asks for no event.
    package struct Ignored: Hashable, Sendable {
        package enum Reason: String, Sendable {
            /// The ledger knows of something later.
            case older
            /// It was deleted, as was heard before.
            case deleted
            /// The connector never heard of it.
            case unknown
            /// Whoever revised it since does not work in the foreign tool.
            case revisedElsewhere = "revised-elsewhere"
            /// An operator withdrew it, and not on a deletion's word.
            case withdrawnByOperator = "withdrawn-by-operator"
            /// Something of it was erased: it is not taken in again.
            case erased
            /// Something of it was sealed and never given to the ledger: what is said now cannot be told from it.
            case notGiven = "not-given"
            /// Something of it is kept and cannot be opened here: what is said now cannot be held against it.
            case locked
            /// Nothing that the ledger records.
            case meaningless
            /// It may be younger than the export that does not hold it.
            case younger
        }

        package let what: String
        package let reason: Reason
        package let sentence: String
    }

    package var appended: [Place] = []
    /// Said already, by this or by another event of the same content.
    package var present: [Place] = []
    package var refused: [Refused] = []
    package var ignored: [Ignored] = []
    package var notes: [ImportRemark] = []
    package var problems: [ImportRemark] = []

    package init() {}

    mutating func ignore(_ what: String, _ reason: Ignored.Reason, _ sentence: String) {
        ignored.append(Ignored(what: what, reason: reason, sentence: sentence))
    }

    /// The other one after this one.
    mutating func add(_ other: IntakeReport) {
        appended += other.appended
        present += other.present
        refused += other.refused
        ignored += other.ignored
        notes += other.notes
        problems += other.problems
    }
}
