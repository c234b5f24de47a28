package import Primitives
import Provenance

/// Says of labels, as a store lists them, whether they are in dispute as known at a size.
package struct LabelDisputes {
    private let reader: any LedgerReader
    private let size: TreeSize
    private let histories: LedgerHistories

    package init(_ reader: any LedgerReader, asOf size: TreeSize) throws {
        self.reader = reader
        self.size = size
        histories = try LedgerHistories(reader)
    }

    package func isDisputed(_ label: CurrentLabel) throws -> Bool {
        // Most labels have no review; then nothing is read.
        guard label.review != nil else { return false }
        let history = try reader.fold(LabelHistory.self, of: label.subject, below: size)
        return try DisputeRule.isDisputed(history, at: size, in: histories)
    }
}
