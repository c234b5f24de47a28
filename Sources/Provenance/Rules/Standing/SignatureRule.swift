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
        switch try signerKey(of: entry, in: histories) {
        case .official(let key): return KeyRule.judge(key, known) ?? Judgement(.notRequired)
        case .enrolled: return try Judge.judgeAct(statement, known, in: histories)
        case .notHere: return nil
        }
    }

    private enum Signer {
        /// The key of an officer or an authority; `nil` for one that is not theirs.
        case official(KeyHistory?)
        case enrolled, notHere
    }

    private static func signerKey(of entry: LoggedEvent, in histories: some Histories) throws -> Signer {
        if entry.source.kind.isEnrolled { return .enrolled }
        if entry.source.kind == .authority {
            return try histories.authority(entry.source.id).map { .official($0.keys[entry.keyID]) } ?? .notHere
        }
        guard let ledger = try histories.ledger() else { return .notHere }
        return .official(ledger.officerKeys[entry.keyID].flatMap { $0.actor == entry.source ? $0.key : nil })
    }
}
