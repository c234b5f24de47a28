import Primitives
import Provenance

/// Which entries touch the subjects of one item (`item:`, `labels:`, `label:`, `question:`): the histories of all of them in
/// one row, so that an entry that touches four changes one place.
///
/// The bytes are records, one an entry: its index; how many subjects it touches; of each the kind, and for `label:` and
/// `question:` the third id.
enum ItemTouches {
    /// Extends an item's row by records.
    static let upsertSQL = """
        INSERT INTO item_history(key, touches) VALUES(?, ?)
            ON CONFLICT DO UPDATE SET touches = CAST(touches || excluded.touches AS BLOB)
        """

    /// How a subject is called within its item.
    struct Place: Hashable, Comparable {
        let kind: Kind
        /// UTF-8 of the label's or question's id; empty for `item:` and `labels:`.
        let name: [UInt8]

        static func < (a: Place, b: Place) -> Bool {
            a.kind == b.kind ? a.name.lexicographicallyPrecedes(b.name) : a.kind.rawValue < b.kind.rawValue
        }
    }

    /// In the order of their names.
    enum Kind: UInt8 {
        case item, label, labels, question

        /// `nil` for subjects that are not bound to an item.
        init?(_ kind: Subject.Kind) {
            switch kind {
            case .item: self = .item
            case .label: self = .label
            case .labels: self = .labels
            case .question: self = .question
            default: return nil
            }
        }

        var subjectKind: Subject.Kind {
            switch self {
            case .item: .item
            case .label: .label
            case .labels: .labels
            case .question: .question
            }
        }

        var hasName: Bool { self == .label || self == .question }
    }

    /// Calls `body` for every touch of a row, in the order in which they were written.
    ///
    /// - Throws: `SQLFailure` with SQLITE_CORRUPT if the bytes are not records.
    static func forEach(
        in bytes: UnsafeRawBufferPointer, _ body: (EntryIndex, Kind, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var row = RecordReader(bytes, of: "item_history")
        while !row.isAtEnd {
            let index = EntryIndex(try row.integer())
            for _ in 0..<(try row.integer()) {
                guard let kind = Kind(rawValue: try row.byte()) else { throw row.damaged }
                try body(index, kind, kind.hasName ? try row.slice() : UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
    }
}
