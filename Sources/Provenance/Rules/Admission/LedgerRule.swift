import Primitives

/// The event is for this ledger.
enum LedgerRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let ledger = try histories.ledger(), let origin = ledger.origin else { return nil }
        guard entry.event.ledger.isSpelled(as: origin) else {
            return Refusal(
                "another-ledger", .forbidden, "The event is for the ledger \"\(entry.event.ledger)\", this is \"\(origin)\".",
                remedy: "Sign it again with this ledger's origin.")
        }
        return nil
    }
}
