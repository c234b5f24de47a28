import Connectors
import Ledger
import Primitives
import Provenance

/// Where an item's tracks, as something foreign gives them, are not those that it was registered with.
///
/// An item is registered once, and what its labels' segments count are the ticks and characters of then. A frame rate, a
/// configuration or a text may change after that. A segment that was read by other tracks would say something else than was meant.
struct TrackConflicts {
    private struct Conflict {
        /// How long the ticks were and are; `nil` if they are the same.
        var ticks: String?
        var isOtherText = false
        var isMissing = false
    }

    private var conflicts: [String: Conflict] = [:]
    /// True if a track has other content, or another address.
    private(set) var isOtherContent = false

    /// - Parameter tracks: as a registration now would give them.
    /// - Returns: `nil` if there is no such item.
    init?(of item: String, in dataset: String, readAs tracks: [JSONValue], _ reader: any LedgerReader) throws {
        let subject = Subject.item(dataset, item)
        // An item that is there may be touched by more; its registration is what touched it first.
        guard let first = try reader.history(of: subject, below: reader.size()).first, let entry = try reader.entry(at: first),
            case .itemRegistered(let data) = try entry.logged().event.body
        else { return nil }
        let registered = Dictionary(data.tracks.map { ($0.id, $0) }) { first, _ in first }
        for track in tracks {
            guard let id = track["id"]?.string else { continue }
            guard let known = registered[id] else {
                conflicts[id] = Conflict(isMissing: true)
                continue
            }
            var conflict = Conflict()
            let (then, now) = (Self.length(known.timebase), Self.length(track["timebase"]))
            if then != now { conflict.ticks = "\(then), not \(now)" }
            if track["digest"]?.string != known.digest.contentDigest {
                isOtherContent = true
                // An address may change while the text behind it does not.
                conflict.isOtherText = ![known.mediaType, track["mediaType"]?.string].contains(TrackContent.referenceMediaType)
            }
            if conflict.ticks != nil || conflict.isOtherText { conflicts[id] = conflict }
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

    var isEmpty: Bool { conflicts.isEmpty }

    /// Why a label's segments would not mean what they say; `nil` if they do.
    func fault(of event: ForeignEvent) -> ImportRemark? {
        for segment in event.data["segments"]?.array ?? [] {
            guard let id = segment["track"]?.string, let conflict = conflicts[id] else { continue }
            let countsCharacters = segment["region"]?["kind"]?.string == "characters"
            let sentence: String? =
                if conflict.isMissing {
                    "the item was registered without a track \"\(id)\"; it keeps the tracks it has"
                } else if let ticks = conflict.ticks {
                    "the track \"\(id)\" was registered with ticks of another length (\(ticks)); "
                        + "give the frame rate, sample rate or timebase of then"
                } else if countsCharacters, conflict.isOtherText {
                    "the track \"\(id)\" was registered with another text, in which these characters stand elsewhere; "
                        + "give the text of then, or another item"
                } else {
                    nil
                }
            if let sentence { return ImportRemark(.conflictingItem, event.place, sentence) }
        }
        return nil
    }
}
