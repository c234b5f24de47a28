import Primitives
import Provenance

/// The dataset's history as PROV-JSON (W3C member submission, 24 April 2013): items, guidelines and label versions are entities,
/// what was done is an activity, whoever did it an agent. What each event becomes is in `PROVRecords`.
///
/// PROV-JSON is one object with a member for each kind of record, so the log is gone through once for each kind. Unlike the
/// other formats it holds the versions before the current ones; labels that were withdrawn are there, invalidated. Only the
/// agents, what was withdrawn, and the items of splits that are left out are kept in memory meanwhile.
package struct PROVExport: DatasetExport {
    /// What Touchmark adds to PROV (Docs/Exports.md lists its names).
    package static let vocabulary = "urn:touchmark:prov:"

    package init() {}

    package mutating func export(_ view: DatasetView, to write: @escaping (String) throws -> Void) throws {
        var pieces = PieceWriter(write)
        let origin = view.definition.event.ledger
        let prefixes: JSONValue = [
            "tm": .string(Self.vocabulary), "ledger": .string("urn:touchmark:ledger:\(SubjectPath.encodeSegment(origin)):"),
        ]
        try pieces.add("{\"prefix\":" + prefixes.canonicalText)
        var agents: Set<Actor> = []
        var withdrawn = WithdrawnVersions()
        var chosen = ChosenEvents(view.splits)
        for kind in PROVRecords.Kind.allCases {
            var section = Section(kind)
            if kind == .agent {
                for agent in agents.sorted(by: { $0.description < $1.description }) {
                    try pieces.add(section.text(PROVRecords.agent(agent)))
                }
            } else {
                try view.forEachEvent { event in
                    guard chosen.holds(event.event.body) else { return }
                    if kind == .entity { withdrawn.take(event) }
                    let records = PROVRecords(event, withdrawn)
                    if kind == .entity, records.isShown { agents.insert(event.source) }
                    for record in records.records(of: kind) { try pieces.add(section.text(record)) }
                }
            }
            try pieces.add(section.end())
        }
        try pieces.add("}\n")
        try pieces.finish()
    }

    /// A member of the document: it begins with its first record, and is left out if there is none.
    private struct Section {
        private let kind: PROVRecords.Kind
        private var count = 0

        init(_ kind: PROVRecords.Kind) { self.kind = kind }

        mutating func text(_ record: PROVRecords.Record) -> String {
            let name = record.name ?? "_:\(kind.rawValue)\(count)"
            defer { count += 1 }
            return (count == 0 ? ",\n\"\(kind.rawValue)\":{\n" : ",\n")
                + JSONValue.string(name).canonicalText + ":" + JSONValue.object(record.members).canonicalText
        }

        func end() -> String { count == 0 ? "" : "\n}" }
    }
}
