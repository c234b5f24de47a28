import GRDB
import Ledger
import Primitives
import Provenance
import Signatures

/// Writes derived rows, within a transaction of its caller.
struct DerivedWriter {
    private let db: Database
    private let limits: RunLimits
    private(set) var fold: ItemFold

    init(_ db: Database, _ cache: ItemRunCache) throws {
        self.db = db
        limits = cache.limits
        fold = try ItemFold(db, cache)
    }

    mutating func write(_ rows: DerivedRows) throws {
        try writeEvents(rows.events)
        try writeHistories(rows.touches)
        try writeLabels(rows.labels)
        try writeKeys(rows.keys)
        try writeRegistrations(rows)
        try writeCredentials(rows.credentials)
    }

    private func writeEvents(_ events: [(id: EventID, index: EntryIndex)]) throws {
        let insert = try SQLStatement(db, "INSERT INTO event(id, idx) VALUES(?, ?)")
        for (id, index) in events {
            try id.withBigEndianBytes { id in
                insert.bind(1, borrowing: id)
                insert.bind(2, index.value)
                try insert.run()
            }
        }
    }

    private mutating func writeHistories(_ touches: [SubjectTouch]) throws {
        var items = ItemTouchSorter()
        var others: [Subject: [EntryIndex]] = [:]
        for touch in touches where !items.add(touch) { others[touch.subject, default: []].append(touch.index) }
        try writeItems(items.sortedItems())
        for (subject, indices) in others { try extendHistory(of: subject, by: indices) }
    }

    private func extendHistory(of subject: Subject, by indices: [EntryIndex]) throws {
        let upsert = try SQLStatement(
            db,
            """
            INSERT INTO \(subject.kind.isWide ? "wide_history" : "history")(block, subject, offsets) VALUES(?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET offsets = CAST(offsets || excluded.offsets AS BLOB)
            """)
        var offsets: [UInt8] = []
        var rest = indices[...]
        while let first = rest.first {
            let block = HistoryBlock.number(of: first)
            offsets.removeAll(keepingCapacity: true)
            while let index = rest.first, HistoryBlock.number(of: index) == block {
                HistoryBlock.append(index, to: &offsets)
                rest.removeFirst()
            }
            upsert.bind(1, block)
            upsert.bind(2, subject.description)
            upsert.bind(3, offsets)
            try upsert.run()
        }
    }

    private mutating func writeItems(_ items: ItemTouches.Sorted) throws {
        guard items.count < limits.smallestRun else {
            return try fold.add(items.bytes, waitingAtMost: limits.waitingItems, db)
        }
        let upsert = try SQLStatement(db, ItemTouches.upsertSQL)
        try items.bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes, of: "item_run")
            while !reader.isAtEnd {
                upsert.bind(1, borrowing: try reader.slice().assumingMemoryBound(to: UInt8.self))
                upsert.bind(2, borrowing: try reader.slice().assumingMemoryBound(to: UInt8.self))
                try upsert.run()
            }
        }
    }

    private func writeLabels(_ labels: [LabelVersion]) throws {
        let insert = try SQLStatement(db, "INSERT INTO label_versions(first, versions) VALUES(?, ?)")
        var (row, record): ([UInt8], [UInt8]) = ([], [])
        var rest = labels[...]
        while let first = rest.first {
            row.removeAll(keepingCapacity: true)
            for label in rest.prefix(LabelVersionRow.capacity) { LabelVersionRow.append(label, to: &row, using: &record) }
            rest = rest.dropFirst(LabelVersionRow.capacity)
            insert.bind(1, first.index.value)
            try insert.run(2, borrowing: row)
        }
    }

    private func writeKeys(_ keys: [StoredKey]) throws {
        let insert = try SQLStatement(db, "INSERT INTO key(thumbprint, key, actor, idx) VALUES(?, ?, ?, ?)")
        for key in keys {
            insert.bind(1, key.key.thumbprint.digest.bytes)
            insert.bind(2, key.key.bytes)
            insert.bind(3, key.actor.description)
            insert.bind(4, key.index.value)
            try insert.run()
        }
    }

    private func writeRegistrations(_ rows: DerivedRows) throws {
        let dataset = try SQLStatement(db, "INSERT INTO dataset(dataset, title, idx) VALUES(?, ?, ?)")
        for row in rows.datasets {
            dataset.bind(1, row.dataset)
            dataset.bind(2, row.title)
            dataset.bind(3, row.index.value)
            try dataset.run()
        }
        let item = try SQLStatement(db, "INSERT INTO item(dataset, item, idx) VALUES(?, ?, ?)")
        for row in rows.items {
            item.bind(1, row.dataset)
            item.bind(2, row.item)
            item.bind(3, row.index.value)
            try item.run()
        }
        let actor = try SQLStatement(db, "INSERT INTO actor(kind, id, custody, idx) VALUES(?, ?, ?, ?)")
        for row in rows.actors {
            actor.bind(1, row.actor.kind.rawValue)
            actor.bind(2, row.actor.id)
            actor.bind(3, row.custody.rawValue)
            actor.bind(4, row.index.value)
            try actor.run()
        }
    }

    private func writeCredentials(_ credentials: [CredentialRow]) throws {
        let insert = try SQLStatement(
            db,
            "INSERT INTO credential(annotator, idx, subject, competence, valid_from, valid_until) VALUES(?, ?, ?, ?, ?, ?)")
        for row in credentials {
            insert.bind(1, row.annotator)
            insert.bind(2, row.index.value)
            insert.bind(3, row.subject.description)
            insert.bind(4, row.competence)
            insert.bind(5, row.validFrom.microseconds)
            insert.bind(6, row.validUntil.microseconds)
            try insert.run()
        }
    }
}

extension Subject.Kind {
    /// Kinds that most entries touch, each subject many times.
    var isWide: Bool { self == .dataset || self == .work }
}
