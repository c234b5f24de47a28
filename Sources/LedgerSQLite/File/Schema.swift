import GRDB
import Ledger

/// The tables, and how older ones become them.
///
/// What is in a ledger's database for ever (entries, checkpoints) cannot be changed through SQL; the rest follows from it, or
/// stands beside it (disclosures).
enum Schema {
    /// - Parameter vault: takes in the disclosures that an older version wrote in clear.
    static func migrator(_ vault: SQLiteVault?) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 log") { db in try db.execute(sql: log) }
        migrator.registerMigration("1 derived") { db in try db.execute(sql: derived) }
        migrator.registerMigration("2 cosignatures") { db in try db.execute(sql: cosignatures) }
        migrator.registerMigration("3 vault") { db in
            try db.execute(sql: sealedDisclosures)
            try ClearDisclosures(db).seal(into: DisclosureTable(db, vault))
            try db.execute(sql: "DROP TABLE clear_disclosure")
        }
        migrator.registerMigration("4 time tokens") { db in try db.execute(sql: timeTokens) }
        migrator.registerMigration("5 cosigners") { db in try CosignerTable.create(in: db) }
        return migrator
    }

    /// Tables, indices and triggers, by kind and name, as they were made.
    static func objects(in db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(db, sql: "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    /// Tables that a rebuild empties.
    static let derivedTables = [
        "event", "item_history", "item_fold", "item_run", "wide_history", "history", "key", "dataset", "item", "label_versions",
        "actor", "credential",
    ]

    /// What helps where a table's pages are damaged.
    static func remedy(for table: String) -> String {
        derivedTables.contains(table) ? "it follows from the entries: touchmark rebuild" : "restore the ledger from a backup"
    }

    /// - Throws: `DamagedDerivedTables` where a damaged page keeps one of them from being emptied: SQLite wants a new transaction then.
    static func emptyDerivedTables(in db: Database) throws {
        do {
            for table in derivedTables { try db.execute(sql: "DELETE FROM \(table)") }
        } catch let error as DatabaseError where error.isDamage {
            throw DamagedDerivedTables()
        }
    }

    /// Forgets them with their pages, whatever is in those, and makes them anew.
    static func remakeDerivedTables(in db: Database) throws {
        let names = derivedTables.map { "'\($0)'" }.joined(separator: ", ")
        // Afterwards the schema is read anew, and cannot be written any more.
        defer { try? db.execute(sql: "PRAGMA writable_schema = RESET") }
        try db.execute(sql: "PRAGMA writable_schema = ON")
        try db.execute(sql: "DELETE FROM sqlite_master WHERE tbl_name IN (\(names))")
        try db.execute(sql: "PRAGMA writable_schema = RESET")
        try db.execute(sql: derived)
    }

    private static let log = """
        CREATE TABLE entry(
            idx INTEGER PRIMARY KEY,
            recorded INTEGER NOT NULL,
            jws BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
            BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
            BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
        CREATE TRIGGER entry_in_order BEFORE INSERT ON entry
            WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entry)
            BEGIN SELECT RAISE(ABORT, 'an entry is added where the log ends'); END;

        CREATE TABLE checkpoint(
            size INTEGER PRIMARY KEY,
            note TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
        CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
        CREATE TRIGGER checkpoint_in_order BEFORE INSERT ON checkpoint
            WHEN NEW.size <= (SELECT max(size) FROM checkpoint)
            BEGIN SELECT RAISE(ABORT, 'a checkpoint is larger than those before'); END;

        -- place: level << 56 | number. Replaced by wider ones of the same place.
        CREATE TABLE tile(
            place INTEGER PRIMARY KEY,
            hashes BLOB NOT NULL
        ) STRICT;

        -- In clear, and moved into the vault since.
        CREATE TABLE disclosure(
            idx INTEGER NOT NULL,
            digest TEXT NOT NULL,
            encoded TEXT,
            PRIMARY KEY(idx, digest)
        ) STRICT, WITHOUT ROWID;
        """

    /// What witnesses say of checkpoints; place: the order in which the lines came.
    private static let cosignatures = """
        CREATE TABLE cosignature(
            size INTEGER NOT NULL,
            place INTEGER NOT NULL,
            line TEXT NOT NULL,
            PRIMARY KEY(size, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature
            BEGIN SELECT RAISE(ABORT, 'cosignatures are never changed'); END;
        """

    private static let sealedDisclosures = """
        ALTER TABLE disclosure RENAME TO clear_disclosure;
        -- sealed is NULL where the disclosure was erased; key, where its key was destroyed too (DisclosureTable).
        CREATE TABLE disclosure(
            idx INTEGER NOT NULL,
            digest TEXT NOT NULL,
            key INTEGER,
            place INTEGER,
            sealed BLOB,
            PRIMARY KEY(idx, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX disclosure_key ON disclosure(key) WHERE sealed IS NOT NULL;
        CREATE INDEX disclosure_unsettled ON disclosure(key) WHERE sealed IS NULL AND key IS NOT NULL;
        """

    /// What time-stamping authorities say of checkpoints; place: the order in which the tokens came.
    private static let timeTokens = """
        CREATE TABLE time_token(
            size INTEGER NOT NULL,
            place INTEGER NOT NULL,
            token BLOB NOT NULL,
            PRIMARY KEY(size, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER time_token_no_update BEFORE UPDATE ON time_token
            BEGIN SELECT RAISE(ABORT, 'time tokens are never changed'); END;
        """

    private static let derived = """
        CREATE TABLE event(
            id BLOB PRIMARY KEY,
            idx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Histories of item:, labels:, label: and question: subjects, those of an item in one row (ItemKey, ItemTouches).
        CREATE TABLE item_history(
            key BLOB PRIMARY KEY,
            touches BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- What waits to be added to those rows (ItemFold, ItemRun).
        CREATE TABLE item_fold(
            id INTEGER PRIMARY KEY,
            state BLOB NOT NULL
        ) STRICT;
        CREATE TABLE item_run(
            id INTEGER PRIMARY KEY,
            items BLOB NOT NULL
        ) STRICT;
        -- Histories of dataset: and work: subjects, which most entries touch. By block first: what is appended stays together.
        CREATE TABLE wide_history(
            block INTEGER NOT NULL,
            subject TEXT NOT NULL,
            offsets BLOB NOT NULL,
            PRIMARY KEY(block, subject)
        ) STRICT, WITHOUT ROWID;
        -- All other histories.
        CREATE TABLE history(
            subject TEXT NOT NULL,
            block INTEGER NOT NULL,
            offsets BLOB NOT NULL,
            PRIMARY KEY(subject, block)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE key(
            thumbprint BLOB PRIMARY KEY,
            key BLOB NOT NULL,
            actor TEXT NOT NULL,
            idx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dataset(
            dataset TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            idx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE item(
            dataset TEXT NOT NULL,
            item TEXT NOT NULL,
            idx INTEGER NOT NULL,
            PRIMARY KEY(dataset, item)
        ) STRICT, WITHOUT ROWID;
        -- Several versions a row (LabelVersionRow), by the index of the first.
        CREATE TABLE label_versions(
            first INTEGER PRIMARY KEY,
            versions BLOB NOT NULL
        ) STRICT;
        CREATE TABLE actor(
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            custody TEXT NOT NULL,
            idx INTEGER NOT NULL,
            PRIMARY KEY(kind, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE credential(
            annotator TEXT NOT NULL,
            idx INTEGER NOT NULL,
            subject TEXT NOT NULL,
            competence TEXT NOT NULL,
            valid_from INTEGER NOT NULL,
            valid_until INTEGER NOT NULL,
            PRIMARY KEY(annotator, idx)
        ) STRICT, WITHOUT ROWID;
        """
}

/// Derived tables that cannot be emptied, only be made anew.
struct DamagedDerivedTables: Error {}

extension StoreError {
    static func newer(_ path: String) -> StoreError {
        StoreError(.foreign, "\(path) was written by a newer Touchmark. Use that version or a later one.")
    }
}
