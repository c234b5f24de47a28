import Primitives
import Provenance

/// Any CSV or JSON Lines table as events, by a mapping file.
///
/// The items come first if a second table describes them, else each before its first label. Kept in memory are ids of items,
/// labels and annotators (16 bytes each, or their text), and how long the texts of a second table are, never records.
package struct TableImporter: ForeignImport {
    let mapping: TableMapping
    package let scope: ImportScope
    private var items: (any TableReader)?
    private var table: any TableReader
    private let file: String
    private var pending = StepQueue()
    /// Whether all of it was read, and what is to be said of the whole was said.
    private var isRead = false
    var seen = SeenIDs()

    /// - Parameters:
    ///   - table: The judgments.
    ///   - items: The table that the mapping's `itemsFile` names; needed exactly if it names one.
    /// - Throws: `badTable` if a table lacks columns that the mapping names; `unreadable`.
    package init(
        mapping: TableMapping, table: ByteSource, items: ByteSource? = nil, secret: ImportSecret
    ) throws(ImportError) {
        self.mapping = mapping
        scope = ImportScope(importer: "table", dataset: mapping.dataset, secret: secret)
        file = table.name
        let place = ImportPlace(file: table.name)
        guard let format = mapping.syntax.format(of: table.name) else {
            throw ImportError(.badMapping, place, "the file's name does not tell its format; write format: csv, tsv or jsonl")
        }
        guard (items == nil) == (mapping.items == nil) else {
            throw ImportError(.badTable, place, "the mapping and the call disagree on whether a table of items is there")
        }
        self.table = try format.reader(table)
        var needed = mapping.judgmentColumns
        if let items, let described = mapping.items {
            let reader = try described.format.reader(items)
            try Self.check(reader.header, has: mapping.item.id.columns + mapping.item.registrationColumns, in: items.name)
            self.items = reader
        } else {
            needed += mapping.item.registrationColumns
        }
        try Self.check(self.table.header, has: needed, in: table.name)
    }

    private static func check(_ header: TableHeader?, has columns: [String], in file: String) throws(ImportError) {
        guard let header else { return }
        let missing = Set(columns).subtracting(header.names).sorted()
        guard missing.isEmpty else {
            throw ImportError(
                .badTable, ImportPlace(file: file, line: 1),
                "the table has no column \(missing.joined(separator: ", ")); it has \(header.names.joined(separator: ", "))")
        }
    }

    package mutating func next() throws(ImportError) -> ImportStep? {
        while true {
            if let step = pending.next() { return step }
            if let row = try items?.next() {
                take(row) { (importer, record) throws(ImportRemark) in
                    try importer.registration(of: record, itemsComeFirst: true)
                }
            } else if let read = items {
                items = nil
                if let remark = read.remark { pending.append([.note(remark)]) }
            } else if let row = try table.next() {
                take(row) { (importer, record) throws(ImportRemark) in try importer.steps(of: record) }
            } else if isRead {
                return nil
            } else {
                isRead = true
                pending.append([table.remark, goldNote()].compactMap { $0.map(ImportStep.note) })
            }
        }
    }

    /// Which gold answers no label of the table can be held against.
    private func goldNote() -> ImportRemark? {
        let unanswered = seen.itemsWithGold.subtracting(seen.itemsWithAnswer)
        guard let gold = mapping.gold, !unanswered.isEmpty else { return nil }
        let items = Tally(of: unanswered.sorted())
        return ImportRemark(
            .unansweredGold, ImportPlace(file: file),
            "items with gold that no label of this table can be held against: \(items); "
                + "gold is for the labels of its item with the name \"\(gold.name)\"")
    }

    private mutating func take(
        _ row: TableRow, _ read: (inout TableImporter, TableRecord) throws(ImportRemark) -> [ImportStep]
    ) {
        switch row {
        case .unreadable(let remark): pending.append([.problem(remark)])
        case .record(let record):
            do throws(ImportRemark) { pending.append(try read(&self, record)) } catch { pending.append([.problem(error)]) }
        }
    }
}

/// Steps made but not yet handed out: those of one record.
struct StepQueue {
    private var steps: [ImportStep] = []
    private var at = 0

    mutating func append(_ more: [ImportStep]) {
        if at == steps.count {
            steps = more
            at = 0
        } else {
            steps += more
        }
    }

    mutating func next() -> ImportStep? {
        guard at < steps.count else { return nil }
        defer { at += 1 }
        return steps[at]
    }
}

/// What an import has seen so far, so that each is said once.
struct SeenIDs {
    /// As they were named last.
    private var actors: [ForeignActor.ID: ForeignActor] = [:]
    /// Each item's registration, by the item's id.
    var items: [String: EventID] = [:]
    /// How far the tracks of items reach that a table of items described, by item and track; of those alone on which labels have
    /// segments.
    var extents: [String: [String: TrackExtent]] = [:]
    /// Label subjects, as keyed digests.
    var labels: Set<EventID> = []
    var gold: [EventID: EventID] = [:]
    var itemsWithGold: Set<String> = []
    /// Those on which a label answers the question of the gold.
    var itemsWithAnswer: Set<String> = []

    /// True if this was not said of the actor last.
    mutating func meets(_ actor: ForeignActor) -> Bool { actors.updateValue(actor, forKey: actor.id) != actor }
}

extension TableMapping {
    /// Columns that the table of judgments must have apart from those of the registration.
    var judgmentColumns: [String] {
        var columns = item.id.columns + (time?.columns ?? [])
        columns += labels.flatMap(\.columns) + (gold?.value.columns ?? [])
        switch authors {
        case .annotator(let id, let name, let email):
            columns += ([id, name, email] as [Template?]).compactMap { $0 }.flatMap(\.columns)
        case .wide(let annotators): columns += annotators.flatMap(\.value.columns)
        case .model(let name, let version): columns += name.columns + version.columns
        }
        return columns.filter { !$0.hasPrefix("$") }
    }
}
