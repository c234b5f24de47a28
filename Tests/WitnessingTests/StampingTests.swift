import Ledger
import LedgerTesting
import Logging
import Primitives
import Provenance
import Testing
import Witnessing

@Suite("A ledger that has its checkpoints stamped", .enabled(if: OpenSSLAuthority.isHere, "openssl is not installed"))
struct StampingTests {
    private struct Transport: TimeStampTransport {
        let authority: OpenSSLAuthority

        func stamp(_ request: [UInt8], at url: String, within limit: Duration) async throws -> TimeStampAnswer {
            TimeStampAnswer(status: 200, body: try authority.reply(to: request))
        }
    }

    /// The first read is of what was stamped before, the second of the newest checkpoint; then the token is kept.
    @Test("while the ledger's disk stands still, who asks how far it is does not wait", arguments: [2, .max])
    func slowDisk(firstRead: Int) async throws {
        let authority = try OpenSSLAuthority()
        defer { authority.remove() }
        var events = EventBuilder()
        let ledger = try Ledger(store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        _ = try await ledger.append(try events.opening())
        let disk = StoppedDisk()
        var settings = Stamping.Settings()
        settings.authorities = [try #require(TimeAuthority(name: "a", url: "http://a/"))]
        let stamping = try Stamping(
            store: StoppedStore(ledger.store, disk, from: firstRead), transport: Transport(authority: authority),
            settings: settings, logger: Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() }),
            threads: disk.threads)
        disk.stop()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await stamping.run() }
            #expect(await disk.letsOthersGoOn())
            #expect(await stamping.stampedSize == .empty)
            #expect(disk.isStopped)
            disk.goOn()
            let deadline = ContinuousClock.now + .seconds(120)
            while await stamping.stampedSize != TreeSize(2), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(await stamping.stampedSize == TreeSize(2))
            group.cancelAll()
        }
    }
}
