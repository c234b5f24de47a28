import Connectors
import Ledger
import Primitives
import Provenance

/// Where an item's tracks, as something foreign gives them, are not those that it was registered with.
///
/// An item is registered once, and what is said of it is said of the content of then, in its ticks and characters. A frame rate, a
/// configuration or a text may change after that. A label on another text would be put on one that its author never saw, and a
/// segment that was read by other ticks would say something else than was meant.
struct TrackConflicts {
    /// Why segments on a track would not mean what they say.
    private var conflicts: [String: String] = [:]
    /// The tracks whose content itself was digested, then and now, and is not the same.
    private var replaced: [String] = []
    /// True if a track has another address, or was not registered: what it showed may have been the same or not.
    private(set) var isUncertain = false

    static let remark = "registered with another address, or without a track that is here; what was registered stays"

    /// - Parameter tracks: as a registration now would give them.
    /// - Returns: `nil` if there is no such item.
    init?(of item: String, in dataset: String, readAs tracks: [JSONValue], _ reader: any LedgerReader) throws {
        guard let data = try reader.registration(of: .item(dataset, item), below: reader.size()) else { return nil }
        let registered = Dictionary(data.tracks.map { ($0.id, $0) }) { first, _ in first }
        for track in tracks {
            guard let id = track["id"]?.string else { continue }
            guard let known = registered[id] else {
                conflicts[id] = "the item was registered without a track \"\(id)\"; it keeps the tracks it has"
                isUncertain = true
                continue
            }
            let (then, now) = (Self.length(known.timebase), Self.length(track["timebase"]))
            if then != now {
                conflicts[id] =
                    "the track \"\(id)\" was registered with ticks of another length (\(then), not \(now)); "
                    + "give the frame rate, sample rate or timebase of then"
            }
            guard track["digest"]?.string != known.digest.contentDigest else { continue }
            // An address may change while the content behind it does not.
            if [known.mediaType, track["mediaType"]?.string].contains(TrackContent.referenceMediaType) {
                isUncertain = true
            } else {
                replaced.append(id)
            }
        }
    }

    private static func length(_ timebase: Track.Timebase?) -> String {
        timebase.map { "\($0.numerator)/\($0.denominator) second" } ?? "none"
    }

    private static func length(_ timebase: JSONValue?) -> String {
        guard let numerator = timebase?["numerator"]?.integer, let denominator = timebase?["denominator"]?.integer else {
            return "none"
        }
        return "\(numerator)/\(denominator) second"
    }

    var isEmpty: Bool { conflicts.isEmpty && replaced.isEmpty }

    /// Why a label or a gold answer would not mean what it says; `nil` if it does, and for what is said of no content.
    func fault(of event: ForeignEvent) -> ImportRemark? {
        guard event.type != ItemRegistered.type else { return nil }
        if let id = replaced.first {
            return ImportRemark(
                .conflictingItem, event.place,
                "the item's track \"\(id)\" was registered with other content, and this is about what it is here; "
                    + "give the content of then, or give this content an item of its own, with another id")
        }
        for segment in event.data["segments"]?.array ?? [] {
            guard let id = segment["track"]?.string, let sentence = conflicts[id] else { continue }
            return ImportRemark(.conflictingItem, event.place, sentence)
        }
        return nil
    }
}
