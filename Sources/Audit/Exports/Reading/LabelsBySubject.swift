package import Ledger
package import Primitives
import Provenance

/// The current labels of a dataset in the order of their subjects, the withdrawn ones left out.
///
/// A store gives labels in the order of ids; the text of a subject orders them differently, because it escapes characters and
/// ends an item's id with a slash. So labels are read as a tree of prefixes: what begins alike and fits into one block is read
/// and sorted, what does not is split by its next character. Memory does not grow with the dataset.
package struct LabelsBySubject {
    private let reader: any LedgerReader
    private let dataset: String
    private let size: TreeSize
    private let blockSize: Int
    private var block = Block(after: nil, labels: [], isLast: false)

    /// Labels as they follow each other in the store.
    private struct Block {
        let after: LabelCursor?
        let labels: [CurrentLabel]
        /// True if no label follows.
        let isLast: Bool
    }

    /// - Parameter blockSize: how many labels are held at once.
    package init(_ reader: any LedgerReader, dataset: String, size: TreeSize, blockSize: Int = 1000) {
        self.reader = reader
        self.dataset = dataset
        self.size = size
        self.blockSize = blockSize
    }

    package mutating func forEachLabel(_ body: (CurrentLabel) throws -> Void) throws {
        block = try read(after: nil)
        try walk(.everything, after: nil, body)
    }

    private mutating func walk(
        _ prefix: SubjectPrefix, after cursor: LabelCursor?, _ body: (CurrentLabel) throws -> Void
    ) throws {
        if let labels = try wholeBlock(of: prefix, after: cursor) {
            let ordered = labels.map { (subject: $0.subject, label: $0) }.sorted { $0.subject < $1.subject }
            for (_, label) in ordered where label.version.kind != .withdrawn { try body(label) }
            return
        }
        for branch in try branches(of: prefix, after: cursor) { try walk(branch.prefix, after: branch.cursor, body) }
    }

    /// Every label that `prefix` holds; `nil` if they do not fit into a block.
    private mutating func wholeBlock(of prefix: SubjectPrefix, after cursor: LabelCursor?) throws -> ArraySlice<CurrentLabel>? {
        var rest = Array(known(after: cursor) ?? [])
        if !block.isLast || known(after: cursor) == nil, rest.count < blockSize, rest.allSatisfy({ prefix.holds($0.version) }) {
            let from = rest.last.map { LabelCursor($0.version) } ?? cursor
            let more = try read(after: from, limit: blockSize - rest.count)
            block = Block(after: cursor, labels: rest + more.labels, isLast: more.isLast)
            rest = block.labels
        }
        let inside = rest.prefix { prefix.holds($0.version) }
        return inside.count < rest.count || block.isLast || prefix.isWhole ? inside : nil
    }

    private func branches(
        of prefix: SubjectPrefix, after cursor: LabelCursor?
    ) throws -> [(prefix: SubjectPrefix, text: String, cursor: LabelCursor?)] {
        var branches: [(prefix: SubjectPrefix, text: String, cursor: LabelCursor?)] = []
        var cursor = cursor
        while let next = try first(after: cursor), prefix.holds(next.version) {
            let (branch, text) = prefix.extended(toward: next.version)
            branches.append((branch, text, cursor))
            cursor = branch.end
        }
        return branches.sorted { $0.text < $1.text }
    }

    private func first(after cursor: LabelCursor?) throws -> CurrentLabel? {
        if let first = known(after: cursor)?.first { return first }
        return try reader.labels(of: dataset, asOf: size, after: cursor, limit: 1).first
    }

    /// What the block has after `cursor`; `nil` if the labels that follow are not in it.
    private func known(after cursor: LabelCursor?) -> ArraySlice<CurrentLabel>? {
        switch (cursor, block.after) {
        case (nil, nil): break
        case (nil, _?): return nil
        case (let cursor?, let start): if let start, cursor.precedes(start) { return nil }
        }
        guard let cursor else { return block.labels[...] }
        let place = block.labels.firstIndex { cursor.precedes(LabelCursor($0.version)) } ?? block.labels.endIndex
        return place == block.labels.endIndex && !block.isLast ? nil : block.labels[place...]
    }

    private func read(after cursor: LabelCursor?, limit: Int? = nil) throws -> Block {
        let limit = limit ?? blockSize
        let labels = try reader.labels(of: dataset, asOf: size, after: cursor, limit: limit)
        return Block(after: cursor, labels: labels, isLast: labels.count < limit)
    }
}
