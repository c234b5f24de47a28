import Ledger
import Primitives
import Provenance

/// What came of checking a dataset's relations in time.
struct RelationSummary {
    private(set) var holding = 0
    private(set) var violated = 0
    private(set) var undecidable = 0
    private(set) var table = ReportTable(
        "relations", "Relations in time that do not hold, or cannot be decided",
        [
            .init("item", "Item"), .init("label", "Relation"), .init("from", "From"), .init("relation", "Is said to be"),
            .init("to", "To"),
            .init("state", "State"), .init("why", "Why"), .init("entry", "Entry"),
        ])

    init(_ survey: DatasetSurvey, _ reader: any LedgerReader) throws {
        let checked = try RelationCheck.check(
            reader: reader, size: survey.size, relations: survey.relations.map { EntryIndex($0) })
        for relation in checked {
            guard let judgement = relation.judgement else { continue }
            switch judgement.state {
            case .holds:
                holding += 1
                continue
            case .violated: violated += 1
            case .undecidable: undecidable += 1
            }
            table.add([
                .text("\(id: relation.item)"), .text("\(id: relation.label)"), .text("\(id: relation.from)"),
                .text("\(words: relation.relation.rawValue)"), .text("\(id: relation.to)"),
                .text(judgement.state == .violated ? "\(warning: "violated")" : "undecidable"),
                .text(relation.sentence ?? "not said"), .count(Int(clamping: relation.index.value)),
            ])
        }
    }
}
