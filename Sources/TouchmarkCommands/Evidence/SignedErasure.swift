import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// An erasure as events that an operator signs.
struct SignedErasure {
    let legalBasis: String
    let orderedBy: String?
    let signer: Actor
    let key: PrivateKey
    let origin: String

    /// Events to a batch.
    private static let batchSize = 1000

    /// What makes the tokens of each batch, when its turn comes.
    func batches(_ plan: ErasurePlan) throws -> [() throws -> [[UInt8]]] {
        stride(from: 0, to: plan.steps.count, by: Self.batchSize).map { start in
            { try plan.steps[start...].prefix(Self.batchSize).map(token) }
        }
    }

    private func token(_ step: ErasurePlan.Step) throws -> [UInt8] {
        let now = SystemClock().now()
        let draft = EventDraft(
            source: signer, type: DisclosureErased.type, data: step.data(legalBasis: legalBasis, orderedBy: orderedBy))
        return try EventSigner(ledger: origin).sign(draft, id: .random(at: now), at: now, with: key).token
    }

    /// - Throws: `CommandFailure` for the first event that is refused; those before it are done.
    func run(_ plan: ErasurePlan, in ledger: Ledger, progress: (UInt64) -> Void) async throws {
        var done: UInt64 = 0
        for tokens in try batches(plan) {
            for outcome in try await ledger.append(tokens()) {
                if case .refused(let refusal) = outcome { throw CommandFailure("\(refusal)") }
                done += 1
            }
            progress(done)
        }
    }
}
