import Ledger
import Primitives
import Witnessing

/// Appends, and holds receipts back until witnesses know of what was appended, if it is told to.
struct WitnessedAppends: Sendable {
    let ledger: Ledger
    /// `nil` to hold nothing back.
    let cosigning: Cosigning?
    /// How long a receipt is held back before its caller is told to ask again.
    let limit: Duration

    /// Each answer stands at its token's place.
    ///
    /// - Throws: `LedgerError`; then none of the tokens was written by this call.
    func append(_ tokens: [[UInt8]], atomically: Bool = false) async throws -> [Result<AppendOutcome, Problem>] {
        guard let cosigning else { return try await ledger.append(tokens, atomically: atomically).map { .success($0) } }
        let outcomes = try await ledger.appendBriefly(tokens, atomically: atomically)
        // Nothing of the ledger's is held meanwhile: others are sequenced, and what comes together is cosigned together.
        let needed = outcomes.compactMap(\.index).max().map { TreeSize($0.value + 1) }
        var witnessed: TreeSize?
        if let needed { witnessed = await cosigning.witnessed(covering: needed, within: limit) }
        return try outcomes.map { outcome in
            switch outcome {
            case .refused(let refusal): return .success(.refused(refusal))
            case .new(let index, _, _), .known(let index):
                guard let witnessed else { return .failure(.notWitnessed) }
                let receipt = try ledger.receipt(for: index, size: witnessed)
                return .success(outcome.isNew ? .appended(receipt) : .duplicate(receipt))
            }
        }
    }
}

extension SequencedOutcome {
    fileprivate var index: EntryIndex? {
        switch self {
        case .new(let index, _, _), .known(let index): index
        case .refused: nil
        }
    }

    fileprivate var isNew: Bool { if case .new = self { true } else { false } }
}

extension Problem {
    /// The event is in the log all the same; its receipt is what is late.
    static let notWitnessed = Problem(
        503, "not-witnessed", title: "Not witnessed yet",
        detail: "The event is in the log. No quorum of witnesses has cosigned a checkpoint that covers it in time: "
            + "send the same token again for its receipt.", retryAfter: 10)
}
