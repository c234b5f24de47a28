import LedgerClient
import Primitives
import Provenance
import Signatures

/// A ledger that a service writes. What is read there is the service's word; what is appended, its receipt proves.
struct ServedStatementLedger: StatementLedger {
    let service: ServedLedger
    let client: LedgerClient

    var origin: String { client.key.name }

    func holder(of key: KeyThumbprint) async throws -> Actor? { try await service.holder(of: key) }

    func events(about subject: Subject) async throws -> [EventOnRecord] { try await service.events(about: subject) }

    func append(_ token: [UInt8]) async throws -> (index: EntryIndex, receipt: JSONValue) {
        switch try await client.append([token]).first {
        case .receipt(let receipt): return (receipt.index, receipt.json)
        case .refused(let problem): throw CommandFailure(problem.sentence, isRefusal: true)
        case .unproved(let failure): throw CommandFailure("\(failure)")
        case .undecided(let failure) where failure.isDenied:
            throw CommandFailure(
                "The event was not written. The ledger says: \(failure) Run the command again when that has passed.",
                isRefusal: true)
        case .undecided(let failure):
            throw CommandFailure(
                "It is not known whether the ledger has the event: \(failure) Look there before you run the command again: "
                    + "it would make another event.")
        case nil: throw CommandFailure("The service says nothing of the event.")
        }
    }
}

extension ReceivedProblem {
    /// As a ledger in a directory says it: the rule first.
    fileprivate var sentence: String { rule.map { "\(VisibleText.showingControls($0)): \(self)" } ?? "\(self)" }
}
