package import Primitives
package import Provenance

/// One event of a label's life. With the index it makes "as of N" a query.
package struct LabelVersion: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case suggested, asserted, revised, withdrawn, related, ranked, adjudicated
        /// Reviews say something of the version before and give no value.
        case reviewAccepted, reviewRejected, reviewCorrected

        package var isReview: Bool { rawValue >= Kind.reviewAccepted.rawValue }
    }

    package let dataset: String
    package let item: String
    package let label: String
    /// The question.
    package let name: String
    package let index: EntryIndex
    package let recorded: Timestamp
    package let kind: Kind
    package let source: Actor
    /// Canonical JSON (RFC 8785); empty where the event gives none.
    package let value: String
    /// As known at `index`; `nil` for reviews and withdrawals.
    package let verdictThen: Verdict?

    package init(
        dataset: String, item: String, label: String, name: String, index: EntryIndex, recorded: Timestamp, kind: Kind,
        source: Actor, value: String, verdictThen: Verdict?
    ) {
        self.dataset = dataset
        self.item = item
        self.label = label
        self.name = name
        self.index = index
        self.recorded = recorded
        self.kind = kind
        self.source = source
        self.value = value
        self.verdictThen = verdictThen
    }
}

package struct CurrentLabel: Hashable, Sendable {
    package let version: LabelVersion
    /// The last review of that version.
    package let review: LabelVersion?

    package init(version: LabelVersion, review: LabelVersion?) {
        self.version = version
        self.review = review
    }

    package var subject: Subject { .label(version.dataset, version.item, version.label) }
}

/// A place in the order of a dataset's labels: where a walk over them goes on.
package struct LabelCursor: Hashable, Sendable {
    package let item: String
    package let label: String

    package init(item: String, label: String) {
        self.item = item
        self.label = label
    }

    package init(_ version: LabelVersion) { self.init(item: version.item, label: version.label) }

    /// In the order of the store: by the bytes of the item's id, then of the label's.
    package func precedes(_ other: LabelCursor) -> Bool {
        item.utf8.elementsEqual(other.item.utf8)
            ? label.utf8.lexicographicallyPrecedes(other.label.utf8)
            : item.utf8.lexicographicallyPrecedes(other.item.utf8)
    }
}
