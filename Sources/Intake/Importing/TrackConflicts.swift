import Connectors
import Ledger
import Primitives
import Provenance

/// Where an item's tracks, as something foreign gives them, are not those that it was registered with.
///
/// An item is registered once, and what is said of it is said of the content of then, in its ticks and characters. A frame rate, a
/// configuration or a text may change after that. A label on another text would be put on one that its author never saw, and a
/// segment that was read by other ticks would say something else than was meant. Ids of items are each source's own: two servers both
/// have a task 1.
struct TrackConflicts {
    /// Why segments on a track would not mean what they say.
    private var conflicts: [String: String] = [:]
    /// Why nothing that is said of the item here is about what was registered.
    private var replacement: String?
    /// True if a track has another address, or was not registered: what it showed may have been the same or not.
    private(set) var isUncertain = false
    private var hasOtherAddress = false
    private var hasKnownContent = false

    static let remark = "registered with another address, or without a track that is here; what was registered stays"

    /// - Parameters:
    ///   - tracks: as a registration now would give them.
    ///   - connector: who would register the item now.
    /// - Returns: `nil` if there is no such item.
    init?(
        of item: String, in dataset: String, readAs tracks: [JSONValue], by connector: Actor, _ reader: any LedgerReader
    ) throws {
        guard let first = try reader.beginning(of: .item(dataset, item), below: reader.size()) else { return nil }
        let registration = try reader.event(at: first)
        guard case .itemRegistered(let data) = registration.event.body else { return nil }
        let registered = Dictionary(data.tracks.map { ($0.id, $0) }) { first, _ in first }
        for track in tracks { compare(track, with: registered) }
        // Whoever registered the item through this connector, or by hand, knew which task it is.
        let registrar = registration.source
        guard registrar.kind == .connector, registrar != connector, hasOtherAddress || !hasKnownContent else { return }
        replacement =
            replacement
            ?? "\(registrar) registered an item of this id with other addresses or tracks, so that this may be about something else; "
            + "import each source into a dataset of its own, or give the items ids that name their source where a mapping makes them"
    }

    private mutating func compare(_ track: JSONValue, with registered: [String: Track]) {
        guard let id = track["id"]?.string else { return }
        guard let known = registered[id] else {
            conflicts[id] = "the item was registered without a track \"\(id)\"; it keeps the tracks it has"
            isUncertain = true
            return
        }
        let (then, now) = (Self.length(known.timebase), Self.length(track["timebase"]))
        if then != now {
            conflicts[id] =
                "the track \"\(id)\" was registered with ticks of another length (\(then), not \(now)); "
                + "give the frame rate, sample rate or timebase of then"
        }
        if track["digest"]?.string == known.digest.contentDigest {
            hasKnownContent = true
        } else if [known.mediaType, track["mediaType"]?.string].contains(TrackContent.referenceMediaType) {
            // An address may change while the content behind it does not.
            (isUncertain, hasOtherAddress) = (true, true)
        } else if replacement == nil {
            replacement =
                "the item's track \"\(id)\" was registered with other content, and this is about what it is here; "
                + "give the content of then, or give this content an item of its own, with another id"
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

    var isEmpty: Bool { conflicts.isEmpty && replacement == nil }

    /// Why a label or a gold answer would not mean what it says; `nil` if it does, and for what is said of no content.
    func fault(of event: ForeignEvent) -> ImportRemark? {
        guard event.type != ItemRegistered.type else { return nil }
        if let replacement { return ImportRemark(.conflictingItem, event.place, replacement) }
        for segment in event.data["segments"]?.array ?? [] {
            guard let id = segment["track"]?.string, let sentence = conflicts[id] else { continue }
            return ImportRemark(.conflictingItem, event.place, sentence)
        }
        return nil
    }
}
