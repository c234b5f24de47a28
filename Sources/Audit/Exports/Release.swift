package import Ledger
package import Primitives
package import Provenance

/// A release as the ledger records it.
package struct Release {
    package let event: LoggedEvent
    package let released: DatasetReleased
    /// Why it was recalled, if it was.
    package let recallReason: String?

    /// `nil` if the dataset has no such release.
    package init?(of dataset: String, _ version: String, from reader: any LedgerReader) throws {
        var found: (LoggedEvent, DatasetReleased)?
        var reason: String?
        for entry in try reader.events(of: .release(dataset, version), below: reader.size()) {
            switch entry.event.body {
            case .datasetReleased(let data): found = found ?? (entry, data)
            case .datasetRecalled(let data): reason = reason ?? data.reason
            default: break
            }
        }
        guard let found else { return nil }
        (event, released) = found
        recallReason = reason
    }

    /// What was released, as the ledger holds it, in the lines that were digested: in releases from before lines named the
    /// responses of rankings, without them.
    package func checked(_ reader: any LedgerReader) throws -> (view: DatasetView, content: ReleaseContent) {
        let view = try DatasetView(
            reader, dataset: released.dataset, asOf: TreeSize(released.size), splits: released.chosenSplits.names)
        let content = try ReleaseContent(of: view)
        guard content.digest != released.digest else { return (view, content) }
        let earlier = try ReleaseContent(of: view.withoutResponses)
        return earlier.digest == released.digest ? (view.withoutResponses, earlier) : (view, content)
    }
}

/// What a release freezes: how much, and the digest of the canonical export.
package struct ReleaseContent: Hashable, Sendable {
    package let size: TreeSize
    package let items: UInt64
    package let labels: UInt64
    package let digest: Digest
    /// `{name: {"items": n, "labels": n}}`; items without a split are counted under "".
    package let splits: JSONValue

    /// Counts and digests; nothing is kept.
    package init(of view: DatasetView) throws {
        var digest = RunningDigest()
        var counts: [String: (items: Int64, labels: Int64)] = [:]
        for split in view.splits.names ?? [] { counts[split] = (0, 0) }
        try view.forEachItem { counts[$0.splitName, default: (0, 0)].items += 1 }
        try view.forEachLabel { label in
            digest.update(label.json.canonicalText + "\n")
            counts[label.item.splitName, default: (0, 0)].labels += 1
        }
        size = view.size
        items = counts.values.reduce(0) { $0 + UInt64($1.items) }
        labels = counts.values.reduce(0) { $0 + UInt64($1.labels) }
        self.digest = digest.digest
        let members = counts.map { name, count in
            JSONObject.Member(name: name, value: ["items": .integer(count.items), "labels": .integer(count.labels)])
        }
        splits = .object(JSONObject(members))
    }

    /// What is to be released for good.
    ///
    /// - Throws: `LedgerError.invalid` if there is no item of a split that was chosen, or none at all and `allowsNone` is
    ///   false; `StoreError`.
    package init(releasing view: DatasetView, allowsNone: Bool) throws {
        try self.init(of: view)
        let empty = (view.splits.names ?? []).filter { splits[$0]?["items"] == 0 }.sorted()
        guard empty.isEmpty else {
            throw LedgerError(.invalid, "No item of \(view.dataset) is of the split \(empty.joined(separator: ", ")).")
        }
        guard allowsNone || items > 0 else {
            throw LedgerError(.invalid, "The dataset \(view.dataset) has no items. To release it nevertheless, say --empty.")
        }
    }

    /// What `dataset.released` says of it.
    package func statement(of dataset: String, version: String) -> JSONObject {
        [
            "dataset": .string(dataset), "version": .string(version), "size": .integer(Int64(clamping: size.value)),
            "items": .integer(Int64(clamping: items)), "labels": .integer(Int64(clamping: labels)),
            "digest": .string(digest.contentDigest), "splits": splits,
        ]
    }

    /// What differs between this and what a release says of itself, in sentences; empty if nothing does.
    package func differences(from release: DatasetReleased) -> [String] {
        var differences: [String] = []
        if items != release.items { differences.append("It counts \(release.items.counted("item")), the ledger has \(items).") }
        if labels != release.labels {
            differences.append("It counts \(release.labels.counted("label")), the ledger has \(labels).")
        }
        if digest != release.digest {
            differences.append("Its digest is \(release.digest.contentDigest), the ledger's \(digest.contentDigest).")
        }
        return differences
    }
}
