import Primitives
import Provenance

/// Holds what is kept beside the log against it. That a disclosure is its event's, the verification of the whole ledger says.
package struct DisclosureCheck {
    /// Sentences about disclosures that are not what their digest says, erased ones that are there or could come back, and ones
    /// that are gone though nobody erased them.
    package private(set) var findings: [String] = []
    /// Digests in the log beside which there is nothing: their text was never given to this ledger, or its row was removed.
    package private(set) var absentCount = 0

    private var lockedCount = 0
    /// Digests whose text was erased, by entry, while no event has been met that says so.
    private var unexplained: [EntryIndex: Set<String>] = [:]

    /// - Parameter progress: called with the number of entries of each run.
    /// - Throws: `StoreError`.
    package init(of store: any LedgerStore, progress: (UInt64) -> Void) throws {
        let size = try store.read { try $0.size() }
        try store.events(below: size).forEachRun { run in
            try store.read { reader in
                for entry in run {
                    try look(at: entry, reader)
                    try explain(entry, reader)
                }
            }
            progress(UInt64(run.count))
        }
        // Somebody may have erased while this read on.
        try store.read { reader in
            try reader.forEachEntry(in: size.nextIndex..<reader.size().nextIndex) { entry in
                try explain(entry.logged(), reader)
                return true
            }
        }
        conclude(unsettled: try store.unsettledErasures())
    }

    private mutating func look(at entry: LoggedEvent, _ reader: any LedgerReader) throws {
        let open = try reader.disclosures(of: entry.index)
        let locked = try reader.lockedDisclosures(of: entry.index)
        let erased = Set(try reader.erasures(of: entry.index))
        findings += open.filter { Digest(hashing: $0.encoded).base64URL != $0.digest }.map { _ in
            "A disclosure of entry \(entry.index) is not the one that its digest says."
        }
        lockedCount += locked.count
        if !erased.isEmpty { unexplained[entry.index] = erased }
        let known = erased.union(locked).union(open.map(\.digest))
        absentCount += entry.event.sealed.flatMap(\.digests).count { !known.contains($0) }
    }

    private mutating func explain(_ entry: LoggedEvent, _ reader: any LedgerReader) throws {
        guard case .disclosureErased(let erasure) = entry.event.body, let index = try reader.index(of: erasure.event.id) else {
            return
        }
        if try !Set(reader.erasures(of: index)).isSuperset(of: erasure.digests) {
            findings.append("A disclosure of entry \(index) was erased, and is there again or could be.")
        }
        unexplained[index]?.subtract(erasure.digests)
        if unexplained[index]?.isEmpty == true { unexplained[index] = nil }
    }

    private mutating func conclude(unsettled: Int) {
        findings += unexplained.keys.sorted().map { "A disclosure of entry \($0) is gone, and no event says that it was erased." }
        if lockedCount > 0 {
            findings.append(
                "\(lockedCount) disclosures cannot be opened: the vault that holds their keys is missing, or older than they are. "
                    + "Put back its newest copy.")
        }
        if unsettled > 0 {
            findings.append("The keys of \(unsettled) erased disclosures are not destroyed yet. Open the ledger for writing.")
        }
    }
}
