import Ledger
import Primitives
import Provenance

/// What a store should answer after some batches, worked out from the batches anew for each question.
struct StoreModel {
    private(set) var batches: [Batch] = []

    mutating func add(_ batch: Batch) { batches.append(batch) }

    var entries: [StoredEntry] { batches.flatMap(\.entries) }
    var size: TreeSize { TreeSize(UInt64(entries.count)) }
    var rows: [DerivedRows] { batches.map(\.derived) }
    var subjects: Set<Subject> { Set(rows.flatMap(\.touches).map(\.subject)) }

    func history(of subject: Subject, below limit: TreeSize) -> [EntryIndex] {
        rows.flatMap(\.touches).filter { $0.subject == subject }.map(\.index).filter(limit.contains)
    }

    func labels(of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, limit: Int) -> [CurrentLabel] {
        let versions = rows.flatMap(\.labels).filter { $0.dataset == dataset && asOf.contains($0.index) }
        let addresses = Set(versions.map { LabelCursor(item: $0.item, label: $0.label) })
        let ordered = addresses.sorted { ($0.item, $0.label) < ($1.item, $1.label) }
        let page = ordered.filter { address in cursor.map { (address.item, address.label) > ($0.item, $0.label) } ?? true }
        let current = page.compactMap { address -> CurrentLabel? in
            let life = versions.filter { $0.item == address.item && $0.label == address.label }
            guard let head = life.lastIndex(where: { !$0.kind.isReview }) else { return nil }
            return CurrentLabel(version: life[head], review: life[(head + 1)...].last)
        }
        return Array(current.prefix(limit))
    }

    /// All derived rows from the first entry on, in pieces of so many entries.
    func derivedRows(inPiecesOf count: UInt64) -> [DerivedRows] {
        stride(from: 0, to: size.value, by: Int(count)).map { start in
            let piece = start..<start + count
            var rows = DerivedRows()
            for batch in self.rows {
                rows.events += batch.events.filter { piece.contains($0.index.value) }
                rows.touches += batch.touches.filter { piece.contains($0.index.value) }
                rows.keys += batch.keys.filter { piece.contains($0.index.value) }
                rows.datasets += batch.datasets.filter { piece.contains($0.index.value) }
                rows.items += batch.items.filter { piece.contains($0.index.value) }
                rows.labels += batch.labels.filter { piece.contains($0.index.value) }
                rows.actors += batch.actors.filter { piece.contains($0.index.value) }
                rows.credentials += batch.credentials.filter { piece.contains($0.index.value) }
            }
            return rows
        }
    }
}
