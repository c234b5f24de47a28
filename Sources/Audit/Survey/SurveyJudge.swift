import Ledger
import Primitives
import Provenance

/// Asks the judge about one event after the other, as known at one size, and remembers what does not change between them.
final class SurveyJudge {
    private var histories: LedgerHistories
    private var reader: any LedgerReader
    private let size: TreeSize
    /// The last entry below the size that can have changed what is known of somebody's entitlement.
    private var lastChanges: [Actor: EntryIndex] = [:]
    private var ledger: LedgerHistory?

    init(_ reader: any LedgerReader, at size: TreeSize) throws {
        histories = try LedgerHistories(reader)
        self.reader = reader
        self.size = size
    }

    /// Goes on with another view of the same ledger: a view is not held while entries are waited for.
    func go(on reader: any LedgerReader) throws {
        histories = try LedgerHistories(reader, continuing: histories)
        self.reader = reader
    }

    /// - Throws: `StoreError.corrupt` if a history that the rules read is not whole.
    func verdicts(on statement: Attribution) throws -> (then: Verdict, now: Verdict) {
        guard let then = try Judge.judge(statement, .then(statement), in: histories) else {
            throw StoreError.notWhole(statement.index)
        }
        // What is known now differs from what was known then by entries at or past the label's.
        guard try mayHaveChanged(statement.source, since: statement.index) else { return (then.verdict, then.verdict) }
        guard let now = try Judge.judge(statement, .now(statement, at: size), in: histories) else {
            throw StoreError.notWhole(statement.index)
        }
        return (then.verdict, now.verdict)
    }

    /// Whether a review that accepts a label settles what disputes it, as known at the size: key and standing were good. The same is
    /// asked of any other event of a label.
    func isSettled(by acceptance: Attribution) throws -> Bool {
        try DisputeRule.isSettled(by: acceptance, at: size, in: histories)
    }

    /// As known at the size, on the key and the standing of whoever signed an event that gives no label a value.
    func verdict(onActBy entry: LoggedEvent) throws -> Verdict {
        guard let judgement = try SignatureRule.judge(entry, at: size, in: histories) else {
            throw StoreError.notWhole(entry.index)
        }
        return judgement.verdict
    }

    /// The verdicts on an event of a label that gives it no value.
    func verdicts(onAct statement: Attribution) throws -> (then: Verdict, now: Verdict) {
        guard let pair = try Judge.judgeAct(statement, at: size, in: histories) else {
            throw StoreError.notWhole(statement.index)
        }
        return (pair.then.verdict, pair.now.verdict)
    }

    /// The credential that the verdict then rests on.
    func credential(of statement: Attribution) throws -> Subject? {
        try Judge.judge(statement, .then(statement), in: histories)?.credential
    }

    /// False if nothing that verdicts on somebody's labels rest on was said at or past an index.
    func mayHaveChanged(_ actor: Actor, since index: EntryIndex) throws -> Bool { try lastChange(of: actor) >= index }

    func isBeyondTolerance(_ entry: LoggedEvent) throws -> Bool {
        let known = try ledger ?? histories.fold(LedgerHistory.self, of: .ledger) ?? LedgerHistory()
        ledger = known
        return known.isBeyondTolerance(entry)
    }

    private func lastChange(of actor: Actor) throws -> EntryIndex {
        if let known = lastChanges[actor] { return known }
        let foundations = try Judge.foundations(of: actor, in: histories)
        let last = try foundations.compactMap { try reader.lastIndex(of: $0, below: size) }.max() ?? EntryIndex(0)
        lastChanges[actor] = last
        return last
    }
}
