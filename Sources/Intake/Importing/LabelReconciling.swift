import Connectors
import Ledger
import Primitives
import Provenance

/// Holds the labels of a file against those that are there: what the file has otherwise since is revised.
///
/// Kept in memory is the place of each label's head, 8 bytes a label.
struct LabelReconciling {
    /// What was appended before the import.
    private let before: TreeSize
    /// Heads of the labels that the file gave.
    private var met: Set<EntryIndex> = []
    /// Questions that the file's labels answer.
    private var names: Set<String> = []

    init(before: TreeSize) { self.before = before }

    /// What becomes of a label's event; `nil` for other events, and for labels that are new.
    mutating func outcome(of event: ForeignEvent, _ scope: ImportScope, _ desk: CustodyDesk) throws -> ImportOutcome? {
        guard let item = event.data["item"]?.string, let id = event.data["label"]?.string,
            let name = event.data["name"]?.string
        else { return nil }
        names.insert(name)
        let found = try desk.ledger.store.read { try $0.label(of: scope.dataset, item: item, label: id) }
        guard let label = found else { return nil }
        met.insert(label.index)
        // Suggestions and preferences have no revisions: either they are there as they are, or the ledger refuses them. What a
        // model suggested may be followed by an assertion.
        guard event.type == LabelAsserted.type, label.kind != .suggested else { return nil }
        if label.isWithdrawn { return .kept("The label was withdrawn here. Whoever did so has to say that it holds again.") }
        if label.place.name == name, label.openness == .whole, label.says(the: event) {
            let others = try desk.membersNotRevised(in: label, by: event)
            return others.isEmpty ? .present : .kept(Self.sentence(about: others))
        }
        if let (reason, sentence) = try desk.ledger.store.read({ try $0.reasonToLeave(label, in: scope.dataset) }) {
            return reason == .locked ? .leaveOut(ImportRemark(.lockedLabel, event.place, sentence)) : .kept(sentence)
        }
        guard desk.station.keepsKey(of: label.source) else {
            return .kept("The label was revised here by \(label.source), whose key this connector does not keep.")
        }
        guard label.source == desk.source(of: event.author) else {
            return .leaveOut(
                ImportRemark(
                    .conflictingRecord, event.place,
                    "the ledger has the label's value by another annotator, \(label.source); this import revises a label only "
                        + "in the name of whoever gave it its value; give it another id"))
        }
        return .sign(scope.revision(of: event, head: label.head))
    }

    /// That a label says the same, and was made otherwise.
    static func sentence(about members: [String]) -> String {
        "The file gives the label another \(members.joined(separator: ", ")). Only value, segments and rationale are revised."
    }

    /// Labels that this connector made before, to questions that the file's labels answer, and that the file did not give.
    func missing(from dataset: String, _ desk: CustodyDesk) throws -> Tally {
        var missing = Tally()
        try desk.ledger.store.read { reader in
            try reader.forEachLabel(of: dataset, asOf: before, after: nil) { label in
                let label = label.version
                if label.kind != .withdrawn, names.contains(label.name), !met.contains(label.index),
                    desk.station.keepsKey(of: label.source)
                {
                    missing.add("\(Subject.label(dataset, label.item, label.label))")
                }
                return true
            }
        }
        return missing
    }
}
