import Connectors
import Ledger
import Primitives
import Provenance
import Signatures

/// What the ledger says of a label now, to be held against what a foreign tool says.
struct LabelOnRecord {
    let place: LabelPlace
    let index: EntryIndex
    let head: EventReference
    let kind: LabelVersion.Kind
    let source: Actor
    /// When its signer says it happened: for what a connector signed, the foreign tool's time.
    let time: Timestamp
    /// As it was signed, with what was sealed put back where it is kept.
    let data: JSONObject
    /// False if something of it is sealed and no longer kept: it was erased.
    let isOpen: Bool

    var isWithdrawn: Bool { kind == .withdrawn }

    /// True if the ledger says the same.
    func says(the event: ForeignEvent) -> Bool {
        let said = JSONValue.object(event.data).withoutSeal
        let isSamePlace = said["segments"] == data["segments"] || isRead(otherwise: event, said["segments"])
        return isSamePlace && said["rationale"] == data["rationale"] && said["value"]?.withoutSeal == data["value"]
    }

    /// True if the ledger has the event's segments as they are read otherwise. Other frames are what an edit may say, so they are the same
    /// only in the same saved state; a channel that is said, or not, is no edit.
    private func isRead(otherwise event: ForeignEvent, _ said: JSONValue?) -> Bool {
        guard let otherwise = event.otherwise, otherwise.segments == data["segments"] else { return false }
        let isOfChannel = [said, otherwise.segments].contains { segments in
            segments?.array?.contains { $0["region"]?["kind"] == "channel" } ?? false
        }
        return isOfChannel || event.time == time
    }

    /// - Parameter version: the last one of its label that is not a review.
    init(_ version: LabelVersion, _ reader: any LedgerReader) throws {
        guard let entry = try reader.entry(at: version.index) else {
            throw StoreError(.corrupt, "Entry \(version.index) is not there. Run touchmark check.")
        }
        let logged = try entry.logged()
        let payload: JSONValue
        do { payload = try JSONValue(parsing: try UncheckedToken(parsing: entry.jws).payload) } catch {
            throw StoreError(.corrupt, "Entry \(version.index) cannot be read any more. Run touchmark check.", cause: error)
        }
        place = LabelPlace(item: version.item, label: version.label, name: version.name)
        index = version.index
        head = logged.reference
        kind = version.kind
        source = version.source
        time = logged.event.time
        var opening = Opening(try reader.disclosures(of: version.index))
        var data = opening.open(payload["data"]?.object ?? [:])
        if let value = data["value"]?.object { data["value"] = .object(opening.open(value)) }
        self.data = data
        isOpen = opening.isWhole
    }

    /// Puts sealed members back.
    private struct Opening {
        private let kept: [String: Disclosure]
        private(set) var isWhole = true

        init(_ disclosures: [StoredDisclosure]) {
            let parsed = disclosures.compactMap { kept in (try? Disclosure(parsing: kept.encoded)).map { (kept.digest, $0) } }
            kept = Dictionary(parsed) { first, _ in first }
        }

        mutating func open(_ object: JSONObject) -> JSONObject {
            guard let digests = object["_sd"]?.array else { return object }
            var opened = object
            opened["_sd"] = nil
            for digest in digests.compactMap(\.string) {
                guard let disclosure = kept[digest] else {
                    isWhole = false
                    continue
                }
                opened[disclosure.name] = disclosure.value
            }
            return opened
        }
    }
}

extension LedgerReader {
    /// True if anything sealed of a label is no longer kept, in its head or a version before it. What it said is destroyed, so
    /// that it cannot be told from what is said of the label later.
    func hasErasure(_ label: LabelOnRecord, in dataset: String) throws -> Bool {
        guard label.isOpen else { return true }
        return try versions(dataset: dataset, item: label.place.item, label: label.place.label).contains { version in
            // Reviews and withdrawals give reasons, not what a foreign tool says.
            guard !version.kind.isReview, version.kind != .withdrawn else { return false }
            return try !erasures(of: version.index).isEmpty
        }
    }

    /// A label as it is now, reviews of it aside; `nil` if there is none.
    func label(of dataset: String, item: String, label: String) throws -> LabelOnRecord? {
        let versions = try versions(dataset: dataset, item: item, label: label)
        return try versions.last { !$0.kind.isReview }.map { try LabelOnRecord($0, self) }
    }

    /// The labels of a dataset's item whose ids begin with `prefix`, those that were withdrawn among them, in order of their ids.
    func labels(of dataset: String, item: String, beginningWith prefix: String) throws -> [LabelOnRecord] {
        var found: [LabelOnRecord] = []
        // Ids that begin with the prefix come right after it, and the prefix itself ends with a dot and is no label's id.
        let cursor = LabelCursor(item: item, label: prefix)
        try forEachLabel(of: dataset, asOf: size(), after: cursor) { label in
            guard label.version.item == item, label.version.label.utf8.starts(with: prefix.utf8) else { return false }
            found.append(try LabelOnRecord(label.version, self))
            return true
        }
        return found
    }
}
