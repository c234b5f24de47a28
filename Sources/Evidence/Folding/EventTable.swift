import Primitives
import Provenance

/// Which event stands where, by its id.
struct EventTable: Sendable {
    private struct Record: Sendable {
        let id: EventID
        let index: EntryIndex
        let place: BundlePlace
    }

    private var records: [Record] = []
    private var slots = SlotIndex()

    func find(_ id: EventID) -> (index: EntryIndex, place: BundlePlace)? {
        slots.find(id.hashValue) { records[$0].id == id }.map { (records[$0].index, records[$0].place) }
    }

    mutating func append(_ id: EventID, at index: EntryIndex, _ place: BundlePlace) {
        records.append(Record(id: id, index: index, place: place))
        slots.append(id.hashValue)
    }
}
