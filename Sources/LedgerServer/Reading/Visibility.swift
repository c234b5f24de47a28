import Ledger
import Primitives
import Provenance

/// What a grant lets through.
struct Visibility: Sendable {
    let grant: Grant

    /// An entry is of every dataset whose `dataset:` it touches. What touches none (people, keys, authorities) is for those who
    /// read all.
    func shows(_ entry: LoggedEvent) -> Bool {
        grant.readsAll || entry.event.touches(anyOf: grant.datasets ?? [])
    }

    /// - Throws: a problem of status 403 if the grant does not name the dataset.
    func require(dataset: String) throws(Problem) {
        guard grant.reads(dataset: dataset) else {
            throw .forbidden("The token does not name this dataset.")
        }
    }

    /// - Throws: a problem of status 403 if the subject is of no dataset that the grant names.
    func require(_ subject: Subject) throws(Problem) {
        if grant.readsAll { return }
        switch subject.kind {
        case .dataset, .policy, .item, .label, .question, .labels, .release: try require(dataset: subject.segments[0])
        default: throw .forbidden("The token names datasets; this subject belongs to none.")
        }
    }

    /// An entry in the shape of a bundle's line, without `kind` (protocol.md §6.3).
    func json(_ entry: StoredEntry, in reader: any LedgerReader) throws -> JSONValue {
        let disclosures = grant.showsDisclosures ? try reader.disclosures(of: entry.index).map(\.encoded) : []
        return [
            "index": .integer(Int64(entry.index.value)), "entry": .string(String(decoding: entry.bytes, as: UTF8.self)),
            "disclosures": .array(disclosures.map { .string($0) }),
        ]
    }
}
