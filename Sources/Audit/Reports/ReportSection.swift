import Primitives
import Provenance

/// A section of an audit report or of a trace: what is known under its heading, whose word that is, and what is not known.
struct ReportSection: Hashable, Sendable {
    enum Status: String, Hashable, Sendable, CaseIterable {
        /// From verified events.
        case evidenced
        /// The operator's statement, quoted.
        case declared
        /// Some of what the section is asked for is there, some is missing.
        case partly
        /// Nothing in the ledger says it.
        case missing
        case notApplicable = "not applicable"
    }

    var number: Int
    var title: String
    /// Where the law asks for it; empty where it does not.
    let law: String
    /// Whose word the section rests on, as far as there is any.
    private let basis: Status
    /// The facts that the section is asked for, by id.
    private let asked: Set<String>
    private(set) var facts: [ReportFact] = []
    var tables: [ReportTable] = []
    var figures: [Figure] = []
    var notes: [Phrase] = []

    /// - Parameter asked: ids of the facts that decide whether anything is missing.
    init(_ number: Int, _ title: String, law: String = "", _ basis: Status, asked: Set<String> = []) {
        self.number = number
        self.title = title
        self.law = law
        self.basis = basis
        self.asked = asked
    }

    /// The basis, where all is there that is asked for; one rule for all sections.
    var status: Status {
        let answers = facts.filter { asked.contains($0.id) }
        let missing = answers.count { $0.status == .missing }
        if missing == 0 { return basis }
        return missing == answers.count ? .missing : .partly
    }

    /// - Parameter entries: the entries that say so.
    mutating func add(
        _ id: String, _ name: String, _ value: ReportValue, from entries: [EntryIndex] = [], status: Status? = nil
    ) {
        add(id, name, value, from: IndexList(entries), status: status)
    }

    mutating func add(_ id: String, _ name: String, _ value: ReportValue, from entries: IndexList, status: Status? = nil) {
        let own = asked.contains(id) && value.isNothing ? .missing : value.ownStatus
        // An entry that does not say it is no source of its absence.
        let sources = own == .missing ? IndexList() : entries
        facts.append(ReportFact(id: id, name: name, value: value, entries: sources, status: own ?? status ?? basis))
    }
}

/// A figure or a statement, and the entries that it rests on.
struct ReportFact: Hashable, Sendable {
    /// Its name in JSON and CSV.
    let id: String
    let name: String
    let value: ReportValue
    /// Empty for what is counted over all entries of the dataset: the section says so.
    let entries: IndexList
    let status: ReportSection.Status

    /// Entries that are named one by one.
    static let namedEntries = 12

    var named: ArraySlice<EntryIndex> { entries.first.prefix(Self.namedEntries) }
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
    /// What must stay as it is, line by line.
    case verbatim(String)
    /// Why there is none.
    case missing(String)
    /// Nothing belongs here.
    case blank

    /// A number that somebody stated.
    static func signed(_ number: Double) -> ReportValue { .quoted(JSONValue(number) ?? .null) }

    /// True for what says that there is none: for what a section is asked for, that is missing.
    var isNothing: Bool {
        switch self {
        case .missing, .blank, .count(0), .share(0, _): true
        default: false
        }
    }

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

    /// Counts rows that are not made, because no more are kept.
    mutating func add(unmade: Int) { count += unmade }
}

extension Array where Element == EntryIndex {
    static func one(_ entry: LoggedEvent?) -> [EntryIndex] { entry.map { [$0.index] } ?? [] }
}
