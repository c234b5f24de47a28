import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Provenance
import Testing

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
}
