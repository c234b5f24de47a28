package import Ledger
package import Primitives
package import Provenance

/// What the log says of a report that was issued.
package struct ReportOnRecord: Sendable {
    package let id: String
    package let index: EntryIndex
    package let recorded: Timestamp
    package let reference: EventReference
    package let dataset: String
    package let size: TreeSize
    package let digest: Digest
    package let signatures: [Signature]

    package struct Signature: Sendable {
        package let index: EntryIndex
        package let recorded: Timestamp
        package let by: Actor
        package let role: String
    }

    /// `nil` if it was never issued.
    package static func find(_ id: String, in store: any LedgerStore) throws -> ReportOnRecord? {
        let entries = try store.read { try $0.events(of: Subject(.report, [id]), below: $0.size()) }
        for entry in entries {
            guard case .reportIssued(let data) = entry.event.body else { continue }
            let signatures = entries.compactMap { entry -> Signature? in
                guard case .reportSigned(let signed) = entry.event.body else { return nil }
                return Signature(index: entry.index, recorded: entry.recorded, by: entry.source, role: signed.role)
            }
            return ReportOnRecord(
                id: id, index: entry.index, recorded: entry.recorded, reference: entry.reference, dataset: data.dataset,
                size: TreeSize(data.size), digest: data.digest, signatures: signatures)
        }
        return nil
    }
}
