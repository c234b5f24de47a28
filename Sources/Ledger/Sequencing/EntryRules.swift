import Primitives
import Provenance
import Signatures

/// By which rules events enter a log.
enum EntryRules {
    /// They enter now, at the log's own sequencer, which hands over to `successor` if it has one.
    case sequencing(successor: VerifierKey?)
    /// They stand in another's log, whatever was not yet asked when they entered it.
    case replaying

    func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        switch self {
        case .sequencing(let successor):
            try Admission.refusal(ofNew: entry, in: histories) ?? Self.refusal(of: entry, handingOverTo: successor)
        case .replaying: try Admission.refusal(of: entry, in: histories)
        }
    }

    /// A key vouches for each log key that an entry below its checkpoints adds. So it must not sign over one that whoever has the
    /// log's key did not mean: an operator's signature alone brings in none.
    private static func refusal(of entry: LoggedEvent, handingOverTo successor: VerifierKey?) -> Refusal? {
        guard case .ledgerKeyAdded(let data) = entry.event.body, case .log(let vkey) = data.addition,
            successor?.text.isSpelled(as: vkey) != true
        else { return nil }
        return Refusal(
            "no-handover", .forbidden, "The log is not being handed over to this key.",
            remedy: "Stop the service and run touchmark key rotate log where the log's key is: it makes the next one and adds it."
        )
    }
}
