import Ledger
import Primitives
import Provenance
import Signatures

/// A ledger that this process writes.
struct LocalStatementLedger: StatementLedger {
    let ledger: Ledger

    var origin: String { ledger.origin }

    func holder(of key: KeyThumbprint) throws -> Actor? { try ledger.store.read { try $0.key(key)?.actor } }

    func events(about subject: Subject) throws -> [EventOnRecord] {
        try ledger.store.read { try $0.events(of: subject, below: $0.size()) }
            .map { EventOnRecord(event: $0.event, reference: $0.reference) }
    }

    func append(_ token: [UInt8]) async throws -> (index: EntryIndex, receipt: JSONValue) {
        switch try await ledger.append([token]).first {
        case .appended(let receipt), .duplicate(let receipt): return (receipt.index, receipt.json)
        case .refused(let refusal): throw CommandFailure("\(refusal)", isRefusal: true)
        case nil: throw CommandFailure("The ledger says nothing of the event.")
        }
    }

    func close() { ledger.close() }
}
