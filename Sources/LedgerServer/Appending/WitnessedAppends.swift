import Ledger
import Primitives
import Witnessing

/// Appends, where there is room, and counts what became of it; holds receipts back until witnesses know of what was appended,
/// if it is told to.
struct WitnessedAppends: Sendable {
    let ledger: Ledger
    let gate: AppendGate
    let metrics: ServerMetrics
    /// `nil` to hold nothing back.
    let cosigning: Cosigning?
    /// How long a receipt is held back before its caller is told to ask again.
    let limit: Duration

    /// Each outcome stands at its token's place; `settle` makes answers of them.
    ///
    /// - Throws: `LedgerError`, or a problem of status 503 if too much is under way; then none of the tokens was written by this
    ///   call.
    func append(_ tokens: [[UInt8]], atomically: Bool = false) async throws -> [HeldOutcome] {
        do {
            let outcomes = try await gate.withRoom(for: tokens.count) { try await sequence(tokens, atomically: atomically) }
            // Now, and not when they are answered: they are in the log, whatever becomes of their receipts.
            metrics.appended(outcomes)
            return outcomes
        } catch {
            metrics.turnedAway(tokens.count, by: error)
            throw error
        }
    }

    private func sequence(_ tokens: [[UInt8]], atomically: Bool) async throws -> [HeldOutcome] {
        guard cosigning != nil else { return try await ledger.append(tokens, atomically: atomically).map { .settled($0) } }
        return try await ledger.appendBriefly(tokens, atomically: atomically).map { outcome in
            switch outcome {
            case .refused(let refusal): .settled(.refused(refusal))
            case .new(let index, _, _): .held(index, isNew: true)
            case .known(let index): .held(index, isNew: false)
            }
        }
    }

    /// Waits for witnesses, once for all that is held back. Nothing of the ledger's is held meanwhile: others are sequenced,
    /// and what comes together is cosigned together.
    ///
    /// - Throws: `LedgerError` if a receipt cannot be made.
    func settle(_ outcomes: [Result<HeldOutcome, Problem>]) async throws -> [Result<AppendOutcome, Problem>] {
        let held = Set(outcomes.compactMap { try? $0.get().heldIndex })
        var receipts: [EntryIndex: Receipt] = [:]
        if let last = held.max(), let cosigning,
            let witnessed = await cosigning.witnessed(covering: TreeSize(last.value + 1), within: limit)
        {
            receipts = try await ledger.receipts(for: held, size: witnessed)
        }
        return outcomes.map { outcome in
            outcome.flatMap { outcome in
                switch outcome {
                case .settled(let outcome): return .success(outcome)
                case .held(let index, let isNew):
                    guard let receipt = receipts[index] else { return .failure(.notWitnessed) }
                    return .success(isNew ? .appended(receipt) : .duplicate(receipt))
                }
            }
        }
    }
}

/// What became of a token; its receipt may be held back yet.
enum HeldOutcome: Sendable {
    case settled(AppendOutcome)
    case held(EntryIndex, isNew: Bool)

    var heldIndex: EntryIndex? { if case .held(let index, _) = self { index } else { nil } }
}

extension Problem {
    /// The event is in the log all the same; its receipt is what is late.
    static let notWitnessed = Problem(
        503, "not-witnessed", title: "Not witnessed yet",
        detail: "The event is in the log. No quorum of witnesses has cosigned a checkpoint that covers it in time: "
            + "send the same token again for its receipt.", retryAfter: 10)
}
