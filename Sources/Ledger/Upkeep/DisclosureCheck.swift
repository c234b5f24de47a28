import Primitives
import Provenance

/// Holds what is kept beside the log against it. That a disclosure is its event's, the verification of the whole ledger says.
package enum DisclosureCheck {
    /// Sentences about disclosures that are not what their digest says, and erased ones that are there or could come back.
    package static func findings(in store: any LedgerStore, progress: (UInt64) -> Void) throws -> [String] {
        let size = try store.read { try $0.size() }
        var findings: [String] = []
        var locked = 0
        try store.events(below: size).forEachRun { run in
            try store.read { reader in
                for entry in run {
                    findings += try mismatches(of: entry.index, reader)
                    locked += try reader.lockedDisclosures(of: entry.index).count
                    if case .disclosureErased(let data) = entry.event.body { findings += try remains(of: data, reader) }
                }
            }
            progress(UInt64(run.count))
        }
        if locked > 0 {
            findings.append(
                "\(locked) disclosures cannot be opened: the vault that holds their keys is missing, or older than they are. "
                    + "Put back its newest copy.")
        }
        let unsettled = try store.unsettledErasures()
        if unsettled > 0 {
            findings.append("The keys of \(unsettled) erased disclosures are not destroyed yet. Open the ledger for writing.")
        }
        return findings
    }

    private static func mismatches(of index: EntryIndex, _ reader: any LedgerReader) throws -> [String] {
        try reader.disclosures(of: index).filter { Digest(hashing: $0.encoded).base64URL != $0.digest }.map { _ in
            "A disclosure of entry \(index) is not the one that its digest says."
        }
    }

    private static func remains(of erasure: DisclosureErased, _ reader: any LedgerReader) throws -> [String] {
        guard let index = try reader.index(of: erasure.event.id) else { return [] }
        let erased = Set(try reader.erasures(of: index))
        return erased.isSuperset(of: erasure.digests)
            ? [] : ["A disclosure of entry \(index) was erased, and is there again or could be."]
    }
}
