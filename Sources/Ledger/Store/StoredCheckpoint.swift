package import Primitives

package struct StoredCheckpoint: Hashable, Sendable {
    package let size: TreeSize
    /// The signed note.
    package let note: String

    package init(size: TreeSize, note: String) {
        self.size = size
        self.note = note
    }
}

extension StoredCheckpoint {
    /// Cosignatures that are kept of one checkpoint; with the log's own and room to spare a note's limit is 100.
    package static let greatestCosignatureCount = 64
    /// Time tokens that are kept of one checkpoint: some authorities, and stamps again years later.
    package static let greatestTimeTokenCount = 8
}
