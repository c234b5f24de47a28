package import Provenance

/// A disclosure beside the log.
package struct StoredDisclosure: Hashable, Sendable {
    /// base64url SHA-256 of `encoded`, as it stands in the event.
    package let digest: String
    package let encoded: String

    package init(digest: String, encoded: String) {
        self.digest = digest
        self.encoded = encoded
    }
}

/// Disclosures that are to be kept of one entry.
package struct KeptDisclosures: Hashable, Sendable {
    /// Whose they are: a store keeps those of each keeper under keys of their own.
    package let keeper: Subject
    package var disclosures: [StoredDisclosure]

    package init(_ disclosures: [StoredDisclosure], keeper: Subject) {
        self.keeper = keeper
        self.disclosures = disclosures
    }
}
