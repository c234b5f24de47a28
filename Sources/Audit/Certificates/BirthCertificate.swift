package import MerkleLog
package import Primitives
package import Provenance
package import Signatures

/// Where a label comes from: who gave it its value, on what, under which instructions, whether they were entitled to it, and
/// what was done with it since.
///
/// Everything follows from entries of the log below `size`, so that a certificate as of a size stays what it is while the
/// ledger grows. Only disclosures are shown as they are today: what was erased since is gone.
package struct BirthCertificate: Hashable, Sendable {
    package let ledger: LedgerState
    package let label: Subject
    /// The question that the label answers.
    package let question: Subject
    /// The question's name, as `data` holds it.
    package let name: String
    /// `nil` if the label is withdrawn.
    package let value: ShownValue?
    package let isDisputed: Bool
    package let dataset: CertifiedDataset?
    package let item: CertifiedItem
    /// What the label is on: as the last step says that names segments; `nil` if none does, empty for the whole item.
    package let segments: [PlacedSegment]?
    /// That in force when the head was recorded, which the verdict rests on.
    package let requirement: CertifiedRequirement?
    /// That in force at the certificate's size, which `process` rests on.
    package let processRequirement: CertifiedRequirement?
    /// Of the step that gave the current value; `nil` if the label is withdrawn.
    package let verdict: CertifiedVerdict?
    /// The label's life, in order.
    package let steps: [CertificateStep]
    package let relations: [CertifiedRelation]
    /// The other labels of these relations, each once, with the parts of the item that they are on.
    package let relatedLabels: [PlacedLabel]
    /// Decisions about other labels in which this one was weighed.
    package let adjudicationsElsewhere: [AdjudicationElsewhere]
    package let participants: [Participant]
    package let authorities: [CertifiedAuthority]
    package let process: [ProcessFinding]
    package let proof: HeadProof
    /// False if personal values and sealed texts were kept back from whoever asked.
    package let showsDisclosures: Bool
    /// What was sealed of people was kept back all the same.
    package let withholdsPeople: Bool

    package var isWithdrawn: Bool { value == nil }
    /// The step that gave the label its value or took it away.
    package var head: CertificateStep? { steps.last { $0.isHead } }
}

/// The ledger that a certificate was made from.
package struct LedgerState: Hashable, Sendable {
    package let origin: String
    /// What is known: the entries below it.
    package let size: TreeSize
    /// When the last of them was recorded.
    package let lastRecorded: Timestamp
    /// The oldest signed note whose tree holds them all.
    package let checkpoint: StatedCheckpoint
}

/// A signed note and what it states. Its signature is for the reader to check, with a vkey got another way.
package struct StatedCheckpoint: Hashable, Sendable {
    package let note: String
    package let statement: Checkpoint
}

/// That the entry of the label's head is in the log.
package struct HeadProof: Hashable, Sendable {
    package let leaf: Digest
    /// Against the certificate's checkpoint.
    package let inclusion: InclusionProof
}

/// What the label is part of, as its operator defined it.
package struct CertifiedDataset: Hashable, Sendable {
    package let index: EntryIndex
    package let dataset: String
    package let title: String
    package let purpose: String
    package let licence: String
}

/// What the label is on.
package struct CertifiedItem: Hashable, Sendable {
    package let subject: Subject
    package let registration: EntryCitation
    package let registeredBy: Actor
    package let recorded: Timestamp
    package let origin: Origin
    package let tracks: [CertifiedTrack]
    /// The entry that keeps the item out of use, if one does.
    package let quarantine: Quarantine?
}

/// A track of the item, and who says by which clock it runs.
package struct CertifiedTrack: Hashable, Sendable {
    package let placed: PlacedTrack
    /// On whoever stated the clock, as known now.
    package let verdict: ReasonedVerdict

    /// True if the track runs in time by a clock on which nothing can rest.
    var isMisleading: Bool { placed.clock.timebase != nil && !placed.hasGoodClock }
}

/// What the dataset asked of such a label when the head was recorded.
package struct CertifiedRequirement: Hashable, Sendable {
    package let index: EntryIndex
    package let row: Requirement
}

/// An entry and what it is, in words.
package struct EntryCitation: Hashable, Sendable {
    package let index: EntryIndex
    package let reference: EventReference
    package let type: String

    package init(_ entry: LoggedEvent) {
        index = entry.index
        reference = entry.reference
        type = entry.event.type
    }

    /// "credential issued".
    package var words: String { Self.words(for: type) }

    /// A type without its prefix, its marks as spaces.
    static func words(for type: String) -> String {
        String(type.drop { $0 != "." }.dropFirst().map { $0 == "." || $0 == "-" ? " " : $0 })
    }
}

/// A verdict then and now, each with its reasons.
package struct CertifiedVerdict: Hashable, Sendable {
    package let then: ReasonedVerdict
    package let now: ReasonedVerdict
}

package struct ReasonedVerdict: Hashable, Sendable {
    package let verdict: Verdict
    /// Why, without "then" or "now".
    package let sentence: Phrase
    /// The entries that led to it.
    package let because: [EntryCitation]
    /// The credential that was found good or got furthest.
    package let credential: Subject?
}
