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
    let openness: Openness

    /// What can be seen here of its sealed values.
    enum Openness {
        case whole
        /// Some were erased.
        case erased
        /// The vault has no key for some that are kept.
        case locked
        /// Some were never given to this ledger.
        case notGiven
    }

    var isWithdrawn: Bool { kind == .withdrawn }

    /// True if the ledger says the same.
    func says(the event: ForeignEvent) -> Bool {
        let said = JSONValue.object(event.data).withoutSeal
        let isSamePlace = said["segments"] == data["segments"] || isRead(otherwise: event, said["segments"])
        return isSamePlace && said["rationale"] == data["rationale"] && said["value"]?.withoutSeal == data["value"]
    }

    /// What the event says of how the label was made, and the ledger has otherwise. What a source does not give it does not deny.
    ///
    /// - Parameter guideline: that the event names by its version.
    func membersMadeOtherwise(than event: ForeignEvent, citing guideline: EventReference?) -> [String] {
        var members = ["durationMs", "session"].filter { name in
            event.data[name].map { $0 != data[name] } ?? false
        }
        // Its version may be that of the program which the file comes from now.
        if let tool = event.data["tool"]?["name"], tool != data["tool"]?["name"] { members.append("tool") }
        if let guideline, data["guideline"] != guideline.json { members.append("guideline") }
        if let claimed = event.time, claimed != time { members.insert("time", at: 0) }
        return members
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
        let entry = try reader.entry(at: version.index)
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
        let disclosed = try reader.disclosedValues(of: logged)
        var data = payload["data"]?.object ?? [:]
        data.open(disclosed.filter { $0.path.isEmpty })
        if var value = data["value"]?.object {
            value.open(disclosed.filter { $0.path == ["value"] })
            data["value"] = .object(value)
        }
        self.data = data
        openness = try Openness(logged, disclosed, reader)
    }
}

extension LabelOnRecord.Openness {
    fileprivate init(_ entry: LoggedEvent, _ disclosed: [DisclosedValue], _ reader: any LedgerReader) throws {
        let missing = Set(entry.event.sealed.flatMap(\.digests)).subtracting(disclosed.map(\.disclosure.digest))
        if missing.isEmpty {
            self = .whole
        } else if try !missing.isDisjoint(with: reader.erasures(of: entry.index)) {
            self = .erased
        } else {
            self = try missing.isDisjoint(with: reader.lockedDisclosures(of: entry.index)) ? .notGiven : .locked
        }
    }
}

extension JSONObject {
    /// Puts what was sealed of it in the place of its digests.
    fileprivate mutating func open(_ values: [DisclosedValue]) {
        self["_sd"] = nil
        for value in values { self[value.name] = value.value }
    }
}

extension LedgerReader {
    /// Why a label stays as it is, whatever is said of it: what it said is not there any more, in its head or a version before it, and
    /// cannot be told from that. `nil` if all of it is there.
    func reasonToLeave(
        _ label: LabelOnRecord, in dataset: String
    ) throws -> (reason: IntakeReport.Ignored.Reason, sentence: String)? {
        switch label.openness {
        case .whole: return try hasErasure(label, in: dataset) ? Self.erased : nil
        case .erased: return Self.erased
        case .notGiven:
            return (
                .notGiven,
                "Something of the label was sealed and never given to this ledger. Nothing is taken in in its place: they cannot be told "
                    + "apart."
            )
        case .locked:
            return (
                .locked,
                "Sealed values of entry \(label.index) cannot be opened, and what is said of its label now is to be held against them: the "
                    + "vault that holds their keys is missing, or older than they are. Put back its newest copy, and import again."
            )
        }
    }

    private static var erased: (reason: IntakeReport.Ignored.Reason, sentence: String) {
        (
            .erased,
            "Something of the label was erased here. It is not taken in again, nor anything else in its place: they cannot be "
                + "told apart any more."
        )
    }

    private func hasErasure(_ label: LabelOnRecord, in dataset: String) throws -> Bool {
        try versions(dataset: dataset, item: label.place.item, label: label.place.label).contains { version in
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
