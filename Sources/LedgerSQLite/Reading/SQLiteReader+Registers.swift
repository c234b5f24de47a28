import Ledger
import Primitives
import Provenance

extension SQLiteReader {
    func datasets(after cursor: String?, limit: Int) throws -> [DatasetRow] {
        try query("SELECT dataset, title, idx FROM dataset WHERE dataset > ? ORDER BY dataset LIMIT ?") { row in
            row.bind(1, cursor ?? "")
            row.bind(2, Int64(limit))
            return try row.rows(DatasetRow.init)
        }
    }

    func items(of dataset: String, asOf: TreeSize, after cursor: String?, limit: Int) throws -> [ItemRow] {
        try query(
            "SELECT dataset, item, idx FROM item WHERE dataset = ? AND item > ? AND idx < ? ORDER BY item LIMIT ?"
        ) { row in
            row.bind(1, dataset)
            row.bind(2, cursor ?? "")
            row.bind(3, Int64(clamping: asOf.value))
            row.bind(4, Int64(limit))
            return try row.rows(ItemRow.init)
        }
    }

    func actors(after cursor: Actor?, limit: Int) throws -> [ActorRow] {
        try query("SELECT kind, id, custody, idx FROM actor WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?") { row in
            row.bind(1, cursor?.kind.rawValue ?? "")
            row.bind(2, cursor?.id ?? "")
            row.bind(3, Int64(limit))
            return try row.rows(ActorRow.init)
        }
    }

    func credentials(of annotator: String) throws -> [CredentialRow] {
        try query("SELECT \(CredentialRow.columns) FROM credential WHERE annotator = ? ORDER BY idx") { row in
            row.bind(1, annotator)
            return try row.rows(CredentialRow.init)
        }
    }
}

extension DatasetRow {
    init(_ row: SQLStatement) throws {
        self.init(dataset: row.text(0), title: row.text(1), index: EntryIndex(try row.unsigned(2)))
    }
}

extension ItemRow {
    init(_ row: SQLStatement) throws {
        self.init(dataset: row.text(0), item: row.text(1), index: EntryIndex(try row.unsigned(2)))
    }
}

extension ActorRow {
    init(_ row: SQLStatement) throws {
        guard let kind = ActorKind(rawValue: row.text(0)), let custody = Custody(rawValue: row.text(2)) else {
            throw SQLFailure.damagedRow("actor")
        }
        self.init(actor: Actor(kind, row.text(1)), custody: custody, index: EntryIndex(try row.unsigned(3)))
    }
}

extension CredentialRow {
    static let columns = "subject, annotator, competence, valid_from, valid_until, idx"

    init(_ row: SQLStatement) throws {
        guard let subject = Subject(parsing: row.text(0)) else { throw SQLFailure.damagedRow("credential") }
        self.init(
            subject: subject, annotator: row.text(1), competence: row.text(2),
            validFrom: Timestamp(microseconds: row.integer(3)), validUntil: Timestamp(microseconds: row.integer(4)),
            index: EntryIndex(try row.unsigned(5)))
    }
}
