import Primitives
import Provenance

extension ReportSection {
    var blocks: [Document.Block] {
        var blocks: [Document.Block] = [.paragraph(statusLine)]
        let listed = facts.filter { $0.verbatim == nil }
        if !listed.isEmpty { blocks.append(.facts(listed.map(\.fact))) }
        for fact in facts {
            if let text = fact.verbatim { blocks += [.paragraph("\(words: fact.name):"), .verbatim(text)] }
        }
        blocks += figures.map { .figure($0) }
        for table in tables { blocks += table.blocks }
        if !notes.isEmpty { blocks.append(.list(notes)) }
        return blocks
    }

    /// Without the line about status and law: for documents that are no reports.
    var plainBlocks: [Document.Block] { Array(blocks.dropFirst()) }

    private var statusLine: Phrase {
        let state: Phrase = status == .missing ? "\(warning: "Missing")" : "\(words: Self.words(status))"
        return law.isEmpty ? "Status: \(state)." : "Status: \(state). Asked for by \(words: law)."
    }

    private static func words(_ status: Status) -> String {
        switch status {
        case .evidenced: "evidenced, from signed entries of the log"
        case .declared: "declared, the operator's statement as it was signed"
        case .partly: "partly there, partly missing"
        case .missing: "missing"
        case .notApplicable: "not applicable"
        }
    }
}

extension ReportFact {
    fileprivate var verbatim: String? { if case .verbatim(let text) = value { text } else { nil } }

    fileprivate var fact: Document.Fact {
        var lines = [value.phrase]
        if entries.count > 0 {
            let more = entries.count - named.count
            let word = entries.count == 1 ? "entry" : "entries"
            let indices = named.map { "\($0)" as Phrase }.joined(separator: ", ")
            lines.append("\(words: word) \(indices)" + (more > 0 ? " and \(more) more" : ""))
        }
        return Document.Fact(name, lines)
    }
}

extension ReportTable {
    fileprivate var blocks: [Document.Block] {
        guard !rows.isEmpty else { return [.paragraph("\(words: caption): none.")] }
        let shown = rows.prefix(Self.shownRows).map { $0.map(\.phrase) }
        let table = Document.Table(caption: caption, headers: columns.map(\.heading), rows: shown)
        guard count > shown.count else { return [.table(table)] }
        return [
            .table(table),
            .paragraph(
                "\(shown.count) of \(count) rows are shown here; \(rows.count) stand in the JSON and CSV forms of this report."),
        ]
    }
}
