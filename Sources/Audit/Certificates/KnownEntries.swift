import Ledger
import Primitives
import Provenance

/// The entries below a size, by subject and by place: what a certificate is told from.
final class KnownEntries {
    let reader: any LedgerReader
    let size: TreeSize
    /// What the rules read. They are told the size with each question.
    let histories: LedgerHistories
    let showsDisclosures: Bool
    /// If there is one, what was sealed is shown of its entries alone.
    let shownDataset: Subject?
    private var bySubject: [Subject: [LoggedEvent]] = [:]

    init(
        _ reader: any LedgerReader, below size: TreeSize, showsDisclosures: Bool, onlyOf shownDataset: Subject? = nil
    ) throws {
        self.reader = reader
        self.size = size
        self.showsDisclosures = showsDisclosures
        self.shownDataset = shownDataset
        histories = try LedgerHistories(reader)
    }

    func entries(of subject: Subject) throws -> [LoggedEvent] {
        if let known = bySubject[subject] { return known }
        let entries = try reader.events(of: subject, below: size)
        bySubject[subject] = entries
        return entries
    }

    /// A history as far as it is known here.
    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) throws -> Fold {
        var fold = Fold()
        for entry in try entries(of: subject) { fold.apply(entry, of: subject) }
        return fold
    }

    /// The event that a reference names, if it is known here and is that very one.
    func entry(_ reference: EventReference) throws -> LoggedEvent? {
        guard let entry = try histories.entry(withID: reference.id), size.contains(entry.index), entry.reference == reference
        else { return nil }
        return entry
    }

    func sealedParts(of entry: LoggedEvent) throws -> SealedParts {
        let isShown = shownDataset.map(entry.event.subjects.contains) ?? true
        return try SealedParts(of: entry, in: reader, showsDisclosures: showsDisclosures && isShown)
    }
}
