import Ledger
import LedgerTesting
import MerkleLog
import Monitoring
import Primitives
import Signatures
import Testing

/// A log of one tile that signs whatever stands in it.
private struct SignedLog: LogSource {
    let entries: [[UInt8]]
    let signer: LogSigner

    private var leaves: [Digest] { entries.map { .leaf($0) } }

    func checkpoint() async throws -> String {
        var tree = TileTree()
        _ = tree.append(contentsOf: leaves)
        return signer.sign(Checkpoint(origin: EventBuilder.origin, size: tree.size, root: tree.root))
    }

    func bytes(of path: TilePath) async throws -> [UInt8] {
        switch path {
        case .entries: try #require(EntryBundle.format(entries))
        case .tile(let coordinate, _): try #require(Tile(coordinate, hashes: leaves)).bytes
        }
    }
}

@Suite("A monitor")
struct MonitorTests {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)

    /// What a monitor finds of a new ledger whose second entry is another than its sequencer made it, in two runs.
    private func findings(_ change: (String) -> String) async throws -> [[MonitorFinding]] {
        var events = EventBuilder()
        let texts = try events.opening().enumerated().map { place, token in
            "\(Self.now.microseconds + Int64(place)) " + String(decoding: token, as: UTF8.self)
        }
        let log = SignedLog(
            entries: [Array(texts[0].utf8), Array(change(texts[1]).utf8)],
            signer: LogSigner(origin: EventBuilder.origin, key: events.logKey))
        var monitor = try Monitor(
            log, key: events.vkey, store: MemoryStore(), state: MonitorState(), progress: { _, _ in }, save: { _ in },
            keep: { _, _ in [] })
        var found: [[MonitorFinding]] = []
        for _ in 0..<2 { found.append(try await monitor.run(SealWatch.Limits(), now: Self.now).findings) }
        return found
    }

    private func recording(_ time: String) -> (String) -> String {
        { entry in time + entry.drop { $0 != " " } }
    }

    @Test("believes what a log records up to the last time that can be written down, whatever its own clock says")
    func farAhead() async throws {
        #expect(try await findings(recording("253402300799999999")) == [[], []])
    }

    @Test("says for ever that an entry is none which the log signed", arguments: ["253402300800000000", "07", ""])
    func noEntry(_ time: String) async throws {
        for found in try await findings(recording(time)) {
            #expect(found.map(\.code) == [.inadmissible])
            #expect(found.allSatisfy { $0.isLasting && $0.sentence.hasPrefix("Entry 1 should not have been taken.") })
        }
    }
}
