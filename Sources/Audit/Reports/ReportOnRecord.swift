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
        /// On key and standing of the signer, as known when the record was read.
        package let verdict: Verdict
    }

    /// `nil` if it was never issued.
    package static func find(_ id: String, in store: any LedgerStore) throws -> ReportOnRecord? {
        try store.read { reader in
            let (size, histories) = (try reader.size(), try LedgerHistories(reader))
            let entries = try reader.events(of: Subject(.report, [id]), below: size)
            for entry in entries {
                guard case .reportIssued(let data) = entry.event.body else { continue }
                return ReportOnRecord(
                    id: id, index: entry.index, recorded: entry.recorded, reference: entry.reference, dataset: data.dataset,
                    size: TreeSize(data.size), digest: data.digest,
                    signatures: try entries.compactMap { try Signature($0, at: size, in: histories) })
            }
            return nil
        }
    }
}

extension ReportOnRecord.Signature {
    /// `nil` for an event that is none.
    fileprivate init?(_ entry: LoggedEvent, at size: TreeSize, in histories: LedgerHistories) throws {
        guard case .reportSigned(let signed) = entry.event.body else { return nil }
        guard let judgement = try SignatureRule.judge(entry, at: size, in: histories) else {
            throw StoreError.notWhole(entry.index)
        }
        self.init(
            index: entry.index, recorded: entry.recorded, by: entry.source, role: signed.role, verdict: judgement.verdict)
    }

    /// "`annotator:p-heron` as “head of data”", and what is against it.
    var phrase: Phrase {
        let words: Phrase = "\(code: by) as \(quote: role)"
        guard verdict.isAdverse else { return words }
        return "\(words) (\(warning: "does not count:") \(words: verdict.words))"
    }
}
