package import Ledger
package import Primitives
package import Provenance

/// A dataset as of a size of the log, as exports read it: never more than a page of it at a time.
package struct DatasetView {
    package let reader: any LedgerReader
    package let dataset: String
    /// Entries below it count.
    package let size: TreeSize
    /// Only items of these splits.
    package let splits: SplitChoice
    package let definition: LoggedEvent
    /// The statement of `definition`.
    package let defined: DatasetDefined
    /// False in a release whose digest is over lines that did not name the responses of rankings.
    private var namesResponses = true

    /// - Parameters:
    ///   - size: the log's if `nil`.
    ///   - splits: as of `SplitChoice.names`.
    /// - Throws: `LedgerError.missing` if the dataset was not defined by then, `.invalid` for a size past the log's;
    ///   `StoreError`.
    package init(
        _ reader: any LedgerReader, dataset: String, asOf size: TreeSize? = nil, splits: Set<String>? = nil
    ) throws {
        let size = try reader.size(asOf: size)
        // The definition is the first entry that touches the policy: nothing else about the dataset is admitted before it.
        guard let first = try reader.history(of: .policy(dataset), below: size).first else {
            throw LedgerError(.missing, "There is no dataset \(dataset) below index \(size).")
        }
        let definition = try reader.event(at: first)
        guard case .datasetDefined(let defined) = definition.event.body else {
            throw StoreError.stale(.policy(dataset), at: first)
        }
        (self.reader, self.dataset, self.size, self.splits) = (reader, dataset, size, SplitChoice(names: splits))
        (self.definition, self.defined) = (definition, defined)
    }

    /// Current labels in the order of their subjects, the withdrawn ones left out. The version of each is held against the entry
    /// that it is of; its reviews, and that no label is missing, `touchmark check` holds against the log.
    ///
    /// - Throws: `StoreError.corrupt`, if what is kept of a version, or an item, is not what its entry says.
    package func forEachLabel(_ body: (ExportedLabel) throws -> Void) throws {
        var labels = LabelsBySubject(reader, dataset: dataset, size: size)
        let disputes = try LabelDisputes(reader, asOf: size)
        let histories = try LedgerHistories(reader)
        var item: (id: String, registration: ItemRegistered)?
        try labels.forEachLabel { label in
            let version = label.version
            let event = try reader.event(at: version.index)
            guard try Projector.version(event, in: histories) == version else {
                throw StoreError.stale(label.subject, at: version.index)
            }
            let registration: ItemRegistered
            if let item, item.id.utf8.elementsEqual(version.item.utf8) {
                registration = item.registration
            } else {
                registration = try registered(version.item)
                item = (version.item, registration)
            }
            guard splits.holds(registration) else { return }
            try body(
                ExportedLabel(
                    label: label, isDisputed: try disputes.isDisputed(label), event: event, item: registration,
                    responses: try namesResponses ? responses(of: event) : nil))
        }
    }

    /// Items in the order of their ids.
    package func forEachItem(_ body: (ItemRegistered) throws -> Void) throws {
        var cursor: String?
        while true {
            let page = try reader.items(of: dataset, asOf: size, after: cursor, limit: 500)
            for row in page {
                let event = try reader.event(at: row.index).event
                let subject = Subject.item(dataset, row.item)
                guard event.subject == subject, case .itemRegistered(let item) = event.body else {
                    throw StoreError.stale(subject, at: row.index)
                }
                if splits.holds(item) { try body(item) }
            }
            guard let last = page.last else { return }
            cursor = last.item
        }
    }

    /// Every event that touches the dataset, in the order of the log: an entry is read once and let go.
    package func forEachEvent(_ body: (LoggedEvent) throws -> Void) throws {
        let subject = Subject.dataset(dataset)
        try reader.forEachEntry(in: definition.index..<max(definition.index, size.nextIndex)) { entry in
            let event = try entry.logged()
            if event.event.subjects.contains(subject) { try body(event) }
            return true
        }
    }

    /// The same, in lines as they were before they named the responses of rankings.
    package var withoutResponses: DatasetView {
        var view = self
        view.namesResponses = false
        return view
    }

    private func responses(of event: LoggedEvent) throws -> JSONValue? {
        guard let address = event.event.body.labelAddress, let value = event.event.body.labelValue, value.isRanking,
            value["responses"] == nil
        else { return nil }
        if let own = ResponseNames(event.event.body) { return own.json }
        let entries = try reader.events(of: address.questionSubject, below: TreeSize(event.index.value + 1))
        return QuestionResponses(entries).names(for: event.event.subject).json
    }

    private func registered(_ item: String) throws -> ItemRegistered {
        let subject = Subject.item(dataset, item)
        guard let registration = try reader.registration(of: subject, below: size) else {
            throw StoreError(.corrupt, "\(subject) has labels and no registration. Run touchmark rebuild.")
        }
        return registration
    }
}
