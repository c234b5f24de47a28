import Ledger
import Primitives
import Provenance

/// Label versions lie packed in rows of several, by rising index: a row for each would cost as much as the entry.
///
/// A record is preceded by its length, so that one is found without reading those before.
enum LabelVersionRow {
    /// How many share a row at the most.
    static let capacity = 32

    static func append(_ version: LabelVersion, to row: inout [UInt8], using record: inout [UInt8]) {
        record.removeAll(keepingCapacity: true)
        record.appendRecord(version.index.value)
        record.appendRecord(version.dataset)
        record.appendRecord(version.item)
        record.appendRecord(version.label)
        record.appendRecord(version.name)
        record.appendRecord(UInt64(bitPattern: version.recorded.microseconds))
        record.append(version.kind.rawValue)
        record.appendRecord(version.source.kind.rawValue)
        record.appendRecord(version.source.id)
        record.appendRecord(version.value)
        record.appendRecord(version.verdictThen?.rawValue ?? "")
        row.appendRecord(record)
    }

    /// The versions of a row that `isWanted` by their index.
    static func versions(
        in bytes: UnsafeRawBufferPointer, where isWanted: (EntryIndex) -> Bool
    ) throws -> [LabelVersion] {
        var versions: [LabelVersion] = []
        var row = RecordReader(bytes, of: "label_versions")
        while !row.isAtEnd {
            var record = RecordReader(try row.slice(), of: "label_versions")
            let index = EntryIndex(try record.integer())
            if isWanted(index) { versions.append(try LabelVersion(index, &record)) }
        }
        return versions
    }
}

extension LabelVersion {
    fileprivate init(_ index: EntryIndex, _ record: inout RecordReader) throws {
        let (dataset, item, label, name) = (try record.text(), try record.text(), try record.text(), try record.text())
        let recorded = Timestamp(microseconds: Int64(bitPattern: try record.integer()))
        guard let kind = Kind(rawValue: try record.byte()), let sourceKind = ActorKind(rawValue: try record.text()) else {
            throw record.damaged
        }
        let (source, value, verdict) = (try record.text(), try record.text(), try record.text())
        guard verdict.isEmpty || Verdict(rawValue: verdict) != nil else { throw record.damaged }
        self.init(
            dataset: dataset, item: item, label: label, name: name, index: index, recorded: recorded, kind: kind,
            source: Actor(sourceKind, source), value: value, verdictThen: Verdict(rawValue: verdict))
    }
}
