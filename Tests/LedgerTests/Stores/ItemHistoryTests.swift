import Ledger
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import LedgerSQLite

/// Histories of items of which some wait in runs.
struct ItemHistoryTests {
    /// The hash by which runs are looked for, of an item in the dataset `scans`.
    private static func hash(_ item: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "scans\0\(item)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    }

    @Test("An item beside one whose hash is nearly its own has each entry once")
    func neighbours() async throws {
        // The same upper 16 bits, in neighbouring places of the table; the later key of the two is first in it.
        let (first, second) = ("s01402", "s22541")
        #expect(Self.hash(first) >> 48 == Self.hash(second) >> 48)
        #expect(Self.hash(second) & 1023 == (Self.hash(first) & 1023 + 1) & 1023)
        // Others that leave their places free, so many that they become a run.
        let place = Int(Self.hash(first) & 1023)
        let others = Array(
            (70_000..<80_000).map { "s\($0)" }.filter { abs(Int(Self.hash($0) & 1023) - place) > 60 }.prefix(300))

        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.create(at: directory.path("ledger.db"), vault: directory.vault())
        var events = EventBuilder()
        let ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        for case .refused(let refusal) in try await ledger.append(try events.opening() + [events.dataset("scans").token]) {
            Issue.record("\(refusal)")
        }
        let tokens = try ([first, second] + others).map { try events.item("scans", $0).token }
        for case .refused(let refusal) in try await ledger.append(tokens) { Issue.record("\(refusal)") }
        for (number, item) in ([first, second] + others).enumerated() {
            let history = try store.read { try $0.history(of: .item("scans", item), below: $0.size()) }
            #expect(history.map(\.value) == [UInt64(number + 3)], "\(item)")
        }
    }

    @Test("An item with many labels is decoded once for all that a transaction asks of it, in walks, pages and histories")
    func manyLabels() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.create(at: directory.path("ledger.db"), vault: directory.vault())
        var events = EventBuilder()
        let ada = Actor(.annotator, "ada")
        let ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        let item = try events.item("scans", "one")
        let before =
            try events.opening() + [
                events.dataset("scans").token, item.token, events.item("scans", "other").token, events.enrolment(of: ada).token,
            ]
        for case .refused(let refusal) in try await ledger.append(before) { Issue.record("\(refusal)") }
        let names = (0..<ItemHistories.manyTouches / 2).map { "l\($0)" }
        // In several batches: the last of them wait in runs.
        for start in stride(from: 0, to: names.count, by: 100) {
            let tokens = try names[start...].prefix(100).map {
                try events.assertion(by: ada, "scans", item, label: $0, "sad").token
            }
            for case .refused(let refusal) in try await ledger.append(tokens) { Issue.record("\(refusal)") }
        }
        try store.read { reader in
            let items = try #require(reader as? SQLiteReader).items()
            func decoded() throws -> TouchedItem {
                var decoded: TouchedItem?
                try items.forEachItem(from: ItemKey.prefix("scans"), prefix: ItemKey.prefix("scans")) {
                    decoded = decoded ?? $0
                    return true
                }
                return try #require(decoded)
            }
            let first = try decoded()
            #expect(first.id == "one")

            let size = try reader.size()
            var labels: [CurrentLabel] = []
            while case let page = try reader.labels(
                of: "scans", asOf: size, after: labels.last.map { LabelCursor($0.version) }, limit: 7), !page.isEmpty
            {
                labels += page
            }
            #expect(labels.map(\.version.label) == names.sorted())
            for label in labels {
                #expect(try reader.history(of: label.subject, below: size) == [label.version.index])
            }
            #expect(try reader.history(of: .label("scans", "one", "none"), below: size) == [])
            #expect(try reader.history(of: .labels("scans", "one"), below: size).count == names.count)
            #expect(try decoded() === first)
        }
        // Histories alone: the first are looked up, then the item is decoded, and the others are of that.
        #expect(names.count > 2 * ItemHistories.manyLookups)
        try store.read { reader in
            let size = try reader.size()
            for (place, name) in names.enumerated() {
                #expect(try reader.history(of: .label("scans", "one", name), below: size) == [EntryIndex(UInt64(place + 6))])
            }
            #expect(try reader.history(of: .item("scans", "other"), below: size) == [EntryIndex(4)])
        }
    }
}
