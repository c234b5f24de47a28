import Connectors
import Ledger
import Primitives
import Provenance

/// The tracks of an item as they were registered: what the ticks of a label's segments count.
///
/// A configuration may change after that, and with it what a track is and how long its ticks are. A label that was read by other
/// tracks than the registered ones would say something else than was meant.
struct RegisteredTracks {
    private let timebases: [String: Track.Timebase?]

    /// - Returns: `nil` if there is no such item.
    init?(of item: String, in dataset: String, _ reader: any LedgerReader) throws {
        let subject = Subject.item(dataset, item)
        guard let first = try reader.history(of: subject, below: reader.size()).first, let entry = try reader.entry(at: first),
            case .itemRegistered(let data) = try entry.logged().event.body
        else { return nil }
        timebases = Dictionary(data.tracks.map { ($0.id, $0.timebase) }) { first, _ in first }
    }

    /// Why a label's segments would not mean what they say; `nil` if they do.
    func fault(of event: ForeignEvent, readWith tracks: [JSONValue]) -> ImportRemark? {
        for segment in event.data["segments"]?.array ?? [] {
            guard let id = segment["track"]?.string else { continue }
            guard let registered = timebases[id] else {
                return ImportRemark(
                    .conflictingItem, event.place, "the item was registered without a track \"\(id)\"; it keeps the tracks it has"
                )
            }
            let read = tracks.first { $0["id"]?.string == id }?["timebase"]
            guard read?["numerator"]?.integer == registered?.numerator, read?["denominator"]?.integer == registered?.denominator
            else {
                return ImportRemark(
                    .conflictingItem, event.place,
                    "the track \"\(id)\" was registered with ticks of another length; give the frame rate or sample rate of then")
            }
        }
        return nil
    }
}
