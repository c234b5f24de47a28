public import Primitives
import Signatures

/// What can be said of whoever signed an event that is about no label, such as a report's signature. Admission refuses ended keys;
/// this also counts what was found out since.
public enum SignatureRule {
    /// The verdict as known at `size`: `not-required`, or `machine`, where key and standing are good.
    ///
    /// - Returns: `nil` if a history that is read is not here whole.
    public static func judge(_ entry: LoggedEvent, at size: TreeSize, in histories: some Histories) throws -> Judgement? {
        try judge(Attribution(signatureOf: entry), at: size, in: histories)
    }

    static func judge(_ statement: Attribution, at size: TreeSize, in histories: some Histories) throws -> Judgement? {
        let known = Knowledge.now(statement, at: size)
        switch try signerKey(of: statement, in: histories) {
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

    private static func signerKey(of statement: Attribution, in histories: some Histories) throws -> Signer {
        let source = statement.source
        if source.kind.isEnrolled { return .enrolled }
        if source.kind == .authority {
            return try histories.authority(source.id).map { .official($0.keys[statement.keyID]) } ?? .notHere
        }
        guard let ledger = try histories.ledger() else { return .notHere }
        return .official(ledger.officerKeys[statement.keyID].flatMap { $0.actor == source ? $0.key : nil })
    }
}

extension Attribution {
    /// Of an event that is about no label: no rule of key and standing asks for dataset or name.
    init(signatureOf entry: LoggedEvent) {
        self.init(
            index: entry.index, recorded: entry.recorded, source: entry.source, keyID: entry.keyID, dataset: "", name: "")
    }
}
