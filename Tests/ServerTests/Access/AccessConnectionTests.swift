import Foundation
import Ledger
import LedgerSQLite
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Synchronization
import Testing
import Vault

@Suite("Connections that come to nothing cost a timeout", .timeLimit(.minutes(2)))
struct AccessConnectionTests {
    private static func settings(_ change: (inout ServerLimits) -> Void) -> ServerSettings {
        var settings = ServerSettings()
        change(&settings.limits)
        return settings
    }

    @Test("One that sends nothing, and one that sends its head byte by byte, are closed")
    func head() async throws {
        try await RunningService.with(settings: Self.settings { $0.idleSeconds = 1 }) { service, _, _ in
            let silent = try RawConnection(port: service.port)
            let slow = try RawConnection(port: service.port)
            slow.send("GET /healthz HTTP/1.1\r\nX-Slow: ")
            var sent = 0
            while sent < 200, await slow.read(milliseconds: 100) == .nothing, slow.send("a") { sent += 1 }
            #expect(sent < 200, "it is closed though bytes keep coming")
            #expect(await silent.isClosedInTheEnd())
            #expect(try await service.get("/healthz").status == 200)
        }
    }

    @Test("A body that stops half-way, and one that comes byte by byte, are given up, and nothing of them is written")
    func body() async throws {
        try await RunningService.with(settings: Self.settings { $0.requestSeconds = 1 }) { service, events, item in
            let token = String(decoding: try events.assertions(1, on: item)[0].token, as: UTF8.self)
            let head =
                "POST /v1/events HTTP/1.1\r\nHost: t\r\nContent-Type: application/sd-jwt\r\nContent-Length: \(token.utf8.count)\r\n\r\n"
            let stopped = try RawConnection(port: service.port)
            stopped.send(head + token.dropLast(10))
            let slow = try RawConnection(port: service.port)
            slow.send(head)
            var sent = 0
            while sent < 200, await slow.read(milliseconds: 100) == .nothing, slow.send("a") { sent += 1 }
            #expect(sent < 200, "it is closed though bytes keep coming")
            #expect(await stopped.isClosedInTheEnd())
            #expect(try service.store.read { try $0.size().value } == 5)
            #expect(try await service.post(Array(token.utf8)).status == 201)
        }
    }

    @Test("A batch that we do not read on, because the disk is slow, is not taken for an idle connection")
    func slowDisk() async throws {
        let limited = Self.settings { $0.idleSeconds = 1 }
        try await RunningService.with(settings: limited, store: SlowStore.create) { service, events, item in
            try #require(service.store as? SlowStore).isSlow.withLock { $0 = true }
            // More lines than are read ahead while the first run of them is written.
            let noTokens = Array(repeating: [UInt8](repeating: UInt8(ascii: "x"), count: 10_000), count: 1500)
            let answer = try await service.post(lines: [try events.assertions(1, on: item)[0].token] + noTokens)
            #expect(answer.status == 200)
            #expect(try answer.lines.map { $0["status"] == 201 } == [true] + Array(repeating: false, count: 1500))
        }
    }

    @Test("One that takes a byte now and then of a large answer is closed, and its place is free")
    func reader() async throws {
        try await RunningService.with(settings: Self.settings { $0.stalledSeconds = 1 }) { service, events, item in
            _ = try await service.post(lines: try events.assertions(300, on: item).map(\.token), query: "?receipt=brief")
            let others = try await connections(service)
            let slow = try RawConnection(port: service.port, receiveBuffer: 4096)
            // More answers than the network keeps for us.
            let request = "GET /v1/events?limit=1000 HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer auditor\r\n\r\n"
            slow.send(String(repeating: request, count: 60))
            var read = 0
            #expect(try await connections(service) > others)
            while read < 300, await slow.read(upTo: 1, milliseconds: 100) != .closed, try await connections(service) > others {
                read += 1
                usleep(100_000)
            }
            #expect(read < 300, "its place is free in the end")
        }
    }

    @Test("One that takes a large answer slowly, and all the time, gets it whole")
    func slowReader() async throws {
        try await RunningService.with(settings: Self.settings { $0.stalledSeconds = 1 }) { service, events, item in
            _ = try await service.post(lines: try events.assertions(900, on: item).map(\.token), query: "?receipt=brief")
            let whole = try await service.get("/v1/events?limit=1000", token: "auditor")
            let slow = try RawConnection(port: service.port, receiveBuffer: 65536)
            slow.send(
                "GET /v1/events?limit=1000 HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer auditor\r\nConnection: close\r\n\r\n")
            var answer: [UInt8] = []
            while case .bytes(let more) = await slow.read(upTo: 1 << 14) {
                answer += more
                try await Task.sleep(for: .milliseconds(40))
            }
            #expect(answer.count > whole.bytes.count && answer.suffix(whole.bytes.count).elementsEqual(whole.bytes))
        }
    }

    /// As the service counts them: the one that asks, and others.
    private func connections(_ service: RunningService) async throws -> Int {
        let asking = try RawConnection(port: service.port)
        asking.send("GET /metrics HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        var text: [UInt8] = []
        while case .bytes(let more) = await asking.read() { text += more }
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("touchmark_connections ") }
        return try #require(line?.split(separator: " ").last.flatMap { Int($0) })
    }

    @Test("When all places are taken, the next one waits until one is free")
    func places() async throws {
        let limited = Self.settings {
            $0.connections = 2
            $0.idleSeconds = 2
        }
        try await RunningService.with(settings: limited) { service, _, _ in
            let idle = try (0..<2).map { _ in try RawConnection(port: service.port) }
            usleep(200_000)
            let waiting = try RawConnection(port: service.port)
            waiting.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n")
            #expect(await waiting.read(milliseconds: 300) == .nothing)
            #expect(await waiting.status() == 200)
            for connection in idle { #expect(await connection.isClosedInTheEnd()) }
        }
    }

    @Test("Heads that are too large or have too many fields are refused")
    func heads() async throws {
        let limited = Self.settings {
            $0.headerBytes = 2048
            $0.headerCount = 20
        }
        try await RunningService.with(settings: limited) { service, _, _ in
            let many = (0..<30).map { "X-\($0): a\r\n" }.joined()
            let large = "X-Large: \(String(repeating: "a", count: 3000))\r\n"
            let sum = (0..<15).map { "X-\($0): \(String(repeating: "a", count: 200))\r\n" }.joined()
            for fields in [many, large, sum] {
                let connection = try RawConnection(port: service.port)
                connection.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\(fields)\r\n")
                let status = await connection.status()
                #expect(status == 431 || status == 400, "\(String(describing: status))")
                #expect(await connection.isClosedInTheEnd())
            }
        }
    }
}

/// A store that writes, once it is slow, for three seconds.
private final class SlowStore: LedgerStore {
    let isSlow = Mutex(false)
    private let store: any LedgerStore

    private init(_ store: any LedgerStore) { self.store = store }

    static func create(in directory: String) throws -> any LedgerStore {
        let vault = VaultPlace(path: directory + "/vault.db", masterKey: MasterKey())
        return SlowStore(try SQLiteStore.create(at: directory + "/ledger.db", vault: vault))
    }

    func append(_ batch: Batch) throws {
        if isSlow.withLock({ $0 }) { sleep(3) }
        try store.append(batch)
    }

    func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result { try store.read(body) }
    func readBeforeWriting<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        try store.readBeforeWriting(body)
    }
    func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws { try store.keep(disclosures) }
    func keep(cosignatures: [String], at size: TreeSize) throws { try store.keep(cosignatures: cosignatures, at: size) }
    func keep(timeTokens: [[UInt8]], at size: TreeSize) throws { try store.keep(timeTokens: timeTokens, at: size) }
    func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws { try store.rebuild(refill) }
    var sealIndex: any SealIndex { store.sealIndex }
    func derivedDigest() throws -> Digest { try store.derivedDigest() }
    func integrityFindings() throws -> [String] { try store.integrityFindings() }
    func backup(to path: String) throws { try store.backup(to: path) }
}
