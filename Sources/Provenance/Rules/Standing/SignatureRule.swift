public import Primitives
import Signatures

/// What can be said of whoever signed an event that is about no label, such as a report's signature. Admission refuses ended keys;
/// this also counts what was found out since.
public enum SignatureRule {
    /// The verdict as known at `size`: `not-required`, or `machine`, where key and standing are good.
    ///
    /// - Returns: `nil` if a history that is read is not here whole.
    public static func judge(_ entry: LoggedEvent, at size: TreeSize, in histories: some Histories) throws -> Judgement? {
        // No rule of key and standing asks for dataset or name.
        let statement = Attribution(
            index: entry.index, recorded: entry.recorded, source: entry.source, keyID: entry.keyID, dataset: "", name: "")
        let known = Knowledge.now(statement, at: size)
        guard let chain = try officialKeys(of: entry, in: histories) else {
            return entry.source.kind.isEnrolled ? try Judge.judgeAct(statement, known, in: histories) : nil
        }
        return KeyRule.judge(chain, known) ?? Judgement(.notRequired)
    }

    /// The key of an officer or an authority, with those it descends from; empty for one that is not theirs.
    private static func officialKeys(of entry: LoggedEvent, in histories: some Histories) throws -> [KeyHistory]? {
        if entry.source.kind == .authority {
            return try histories.authority(entry.source.id)?.keys.ancestry(of: entry.keyID)
        }
        guard !entry.source.kind.isEnrolled, let ledger = try histories.ledger() else { return nil }
        return ledger.officerKeys[entry.keyID].flatMap { $0.actor == entry.source ? [$0.key] : nil } ?? []
    }
}
