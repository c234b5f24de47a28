import Primitives
import Provenance

/// A section of an audit report or of a trace: what is known under its heading, whose word that is, and what is not known.
struct ReportSection: Hashable, Sendable {
    enum Status: String, Hashable, Sendable, CaseIterable {
        /// From verified events.
        case evidenced
        /// The operator's statement, quoted.
        case declared
        /// Nothing in the ledger says it.
        case missing
        case notApplicable = "not applicable"
    }

    let number: Int
    let title: String
    /// Where the law asks for it; empty where it does not.
    let law: String
    var status: Status
    var facts: [ReportFact] = []
    var tables: [ReportTable] = []
    var figures: [Figure] = []
    var notes: [Phrase] = []

    init(_ number: Int, _ title: String, law: String = "", _ status: Status) {
        self.number = number
        self.title = title
        self.law = law
        self.status = status
    }

    /// - Parameter entries: the entries that say so.
    mutating func add(
        _ id: String, _ name: String, _ value: ReportValue, from entries: [EntryIndex] = [], status: Status? = nil
    ) {
        // An entry that does not say it is no source of its absence.
        let own = value.ownStatus
        facts.append(
            ReportFact(
                id: id, name: name, value: value, entries: own == .missing ? [] : entries, status: own ?? status ?? self.status))
    }
}

/// A figure or a statement, and the entries that it rests on.
struct ReportFact: Hashable, Sendable {
    /// Its name in JSON and CSV.
    let id: String
    let name: String
    let value: ReportValue
    /// Empty for what is counted over all entries of the dataset: the section says so.
    let entries: [EntryIndex]
    let status: ReportSection.Status

    /// Entries that are named one by one.
    static let namedEntries = 12
}

enum ReportValue: Hashable, Sendable {
    case count(Int)
    case share(Int, of: Int)
    /// With the number of decimals that it is printed with.
    case number(Double, decimals: Int)
    case text(Phrase)
    case moment(Timestamp)
    /// By the vocabulary's name in JSON and CSV, in words on a page.
    case verdict(Verdict)
    /// What somebody stated, as they wrote it.
    case quoted(JSONValue)
    /// Why there is none.
    case missing(String)
    /// Nothing belongs here.
    case blank

    var ownStatus: ReportSection.Status? {
        switch self {
        case .missing: .missing
        case .quoted: .declared
        default: nil
        }
    }
}

/// A table that stands in the page, in JSON and in a CSV file of its own.
struct ReportTable: Hashable, Sendable {
    /// Its name in JSON, and its file's.
    let id: String
    let caption: String
    /// Names in JSON and CSV, and headings for readers.
    let columns: [Column]
    private(set) var rows: [[ReportValue]] = []
    /// Rows that there are, also beyond those kept.
    private(set) var count = 0

    struct Column: Hashable, Sendable {
        let id: String
        let heading: String

        init(_ id: String, _ heading: String) { (self.id, self.heading) = (id, heading) }
    }

    /// Rows that a report holds of one table; more would be no report.
    static let keptRows = 10_000
    /// Rows that a page shows.
    static let shownRows = 200

    init(_ id: String, _ caption: String, _ columns: [Column]) {
        self.id = id
        self.caption = caption
        self.columns = columns
    }

    /// - Parameter row: a cell for each column.
    mutating func add(_ row: [ReportValue]) {
        assert(row.count == columns.count)
        count += 1
        guard rows.count < Self.keptRows else { return }
        // A row that is not whole must not break the page that it stands in.
        rows.append(row.prefix(columns.count) + Array(repeating: .blank, count: max(0, columns.count - row.count)))
    }
}

extension Array where Element == EntryIndex {
    static func one(_ entry: LoggedEvent?) -> [EntryIndex] { entry.map { [$0.index] } ?? [] }
}
