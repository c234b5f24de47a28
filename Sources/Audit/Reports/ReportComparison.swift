package import Primitives

/// What is different between two reports of one dataset, section by section.
package struct ReportComparison: Sendable {
    let before: AuditReport
    let after: AuditReport
    let sections: [Difference]
    /// Tables of which a report keeps only the first rows: more was not compared.
    let cuts: [Cut]

    struct Cut {
        let section: Int
        let id: String
        let caption: String
        let before: (rows: Int, count: Int)
        let after: (rows: Int, count: Int)
    }

    struct Difference: Sendable {
        let number: Int
        let title: String
        /// The statuses, if they differ.
        let status: (before: ReportSection.Status, after: ReportSection.Status)?
        let facts: [(id: String, name: String, before: ReportValue?, after: ReportValue?)]
        let tables: [(id: String, caption: String, headings: [String], added: [[ReportValue]], removed: [[ReportValue]])]

        var isEmpty: Bool { status == nil && facts.isEmpty && tables.isEmpty }
    }

    package init(from before: AuditReport, to after: AuditReport) {
        self.before = before
        self.after = after
        sections = zip(before.sections, after.sections).map { Difference(from: $0, to: $1) }.filter { !$0.isEmpty }
        cuts = zip(before.sections, after.sections).flatMap { Cut.all(from: $0, to: $1) }
    }

    package var json: JSONValue {
        [
            "kind": "touchmark-report-comparison", "version": 1, "dataset": .string(after.dataset),
            "before": .whole(before.size.value), "after": .whole(after.size.value), "sections": .list(sections, \.json),
            "cut": .list(cuts, \.json),
        ]
    }

    package var html: String { HTMLRenderer.render(document) }
    package func text(usesColour: Bool = false) -> String { TextRenderer(usesColour: usesColour).render(document) }

    private var document: Document {
        let summary = Document.Section(
            "In short",
            [
                .paragraph(
                    sections.isEmpty
                        ? cuts.isEmpty ? "The two reports say the same." : "In what was compared, the two reports say the same."
                        : "\(sections.count) of \(after.sections.count) sections differ: \(sections.map { "\($0.number) \(words: $0.title)" as Phrase }.joined(separator: ", "))."
                )
            ] + (cuts.isEmpty ? [] : [.list(cuts.map(\.phrase))]))
        return Document(
            title: "Changes between two reports",
            subtitle: "Dataset \(code: after.dataset), from \(before.size) to \(after.size) entries",
            sections: [summary] + sections.map { .init("Section \($0.number): \($0.title)", $0.blocks) })
    }
}

extension ReportComparison.Cut {
    fileprivate static func all(from before: ReportSection, to after: ReportSection) -> [Self] {
        let old = Dictionary(before.tables.map { ($0.id, $0) }) { first, _ in first }
        return after.tables.compactMap { table in
            let cut = Self(
                section: after.number, id: table.id, caption: table.caption,
                before: (old[table.id]?.rows.count ?? 0, old[table.id]?.count ?? 0), after: (table.rows.count, table.count))
            return cut.before.rows < cut.before.count || cut.after.rows < cut.after.count ? cut : nil
        }
    }

    fileprivate var json: JSONValue {
        func side(_ side: (rows: Int, count: Int)) -> JSONValue { ["rows": .whole(side.rows), "rowCount": .whole(side.count)] }
        return [
            "section": .whole(section), "id": .string(id), "caption": .string(caption), "before": side(before),
            "after": side(after),
        ]
    }

    fileprivate var phrase: Phrase {
        """
        Section \(section), \(words: caption): \(before.rows) of \(before.count) rows were compared with \
        \(after.rows) of \(after.count).
        """
    }
}

extension ReportComparison.Difference {
    init(from before: ReportSection, to after: ReportSection) {
        number = after.number
        title = after.title
        status = before.status == after.status ? nil : (before.status, after.status)
        let old = Dictionary(before.facts.map { ($0.id, $0) }) { first, _ in first }
        let new = Dictionary(after.facts.map { ($0.id, $0) }) { first, _ in first }
        let ids = (before.facts + after.facts).map(\.id).unique
        facts = ids.compactMap { id in
            guard old[id]?.value != new[id]?.value else { return nil }
            return (id, new[id]?.name ?? old[id]?.name ?? id, old[id]?.value, new[id]?.value)
        }
        let tablesBefore = Dictionary(before.tables.map { ($0.id, $0) }) { first, _ in first }
        tables = after.tables.compactMap { table in
            let rowsBefore = tablesBefore[table.id]?.rows ?? []
            let (added, removed) = (Self.rows(table.rows, without: rowsBefore), Self.rows(rowsBefore, without: table.rows))
            guard !added.isEmpty || !removed.isEmpty else { return nil }
            return (table.id, table.caption, table.columns.map(\.heading), added, removed)
        }
    }

    /// A row that stands twice must be there twice.
    private static func rows(_ rows: [[ReportValue]], without others: [[ReportValue]]) -> [[ReportValue]] {
        var left: [[ReportValue]: Int] = [:]
        for row in others { left[row, default: 0] += 1 }
        return rows.filter { row in
            guard let count = left[row], count > 0 else { return true }
            left[row] = count - 1
            return false
        }
    }

    var json: JSONValue {
        [
            "number": .whole(number), "title": .string(title),
            "status": status.map { ["before": .string($0.before.rawValue), "after": .string($0.after.rawValue)] } ?? .null,
            "facts": .list(facts) {
                [
                    "id": .string($0.id), "name": .string($0.name), "before": .or($0.before?.json), "after": .or($0.after?.json),
                ]
            },
            "tables": .list(tables) {
                [
                    "id": .string($0.id), "caption": .string($0.caption), "added": .list($0.added) { .list($0, \.json) },
                    "removed": .list($0.removed) { .list($0, \.json) },
                ]
            },
        ]
    }

    fileprivate var blocks: [Document.Block] {
        var blocks: [Document.Block] = []
        if let status {
            blocks.append(.paragraph("Status: \(words: status.before.rawValue), now \(words: status.after.rawValue)."))
        }
        if !facts.isEmpty {
            let rows = facts.map { [Phrase(words: $0.name), $0.before?.phrase ?? "not there", $0.after?.phrase ?? "not there"] }
            blocks.append(.table(.init(caption: "Facts that differ", headers: ["Fact", "Before", "After"], rows: rows)))
        }
        for table in tables {
            for (word, rows) in [("new", table.added), ("gone", table.removed)] where !rows.isEmpty {
                blocks.append(
                    .table(
                        .init(
                            caption: "\(table.caption): rows that are \(word)", headers: table.headings,
                            rows: rows.prefix(ReportTable.shownRows).map { $0.map(\.phrase) })))
                if rows.count > ReportTable.shownRows {
                    blocks.append(.paragraph("\(ReportTable.shownRows) of \(rows.count) rows are shown."))
                }
            }
        }
        return blocks
    }
}
