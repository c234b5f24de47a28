import ArgumentParser
import Dispatch
import Foundation
import Ledger
import LedgerServer
import Logging
import Primitives
import Provenance
import Synchronization

/// The service over loopback HTTP, client and server on the same cores.
struct ServeBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The service over loopback: batches, single events, certificates, tiles.",
        discussion: """
            Client and server share the cores. Batches of 1,000 on eight connections; single events on 64, and on one; then
            certificates of labels drawn at random, a full tile, and a constant page to compare it with.

            Example: touchmark bench serve --events 100000 --json
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "Single events, of all that are appended.") var singles = 20_000
    @Option(help: "How many connections send single events.") var connections = 64

    private static let batchSize = 1000
    private static let batchConnections = 8
    private static let reads = 2000

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let path = try world.signTokens(options.events + singles)
        let before = VerificationLimit.measure(seconds: 2)
        let watch = LedgerWatch()
        let ledger = try world.directory.openForWriting(observer: watch)
        var settings = ServerSettings()
        settings.port = 0
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let service = LedgerService(
            ledger: ledger, watch: watch, settings: settings, authenticators: [AnyToken()],
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }, onRunning: { running.yield($0) })
        let serving = Task { try await service.run() }
        defer { serving.cancel() }
        guard let port = await ports.first(where: { _ in true }) else { throw CommandFailure("The service did not start.") }
        let tokens = try BenchTokens(path)
        let load = ServeLoad(port: port)
        let memory = MemoryWatch()
        let idle = ProcessorTime.seconds
        let seconds = try await load.batches(
            tokens, count: options.events, size: Self.batchSize, connections: Self.batchConnections)
        let processor = ProcessorTime.seconds - idle
        let middle = VerificationLimit.measure(seconds: 2)
        let alone = try await load.singles(tokens, count: min(1000, singles / 10), connections: 1)
        let many = try await load.singles(tokens, count: singles - singles / 10, connections: connections)
        let after = VerificationLimit.measure(seconds: 2)
        let labels = try load.labels(in: ledger.store, count: Self.reads)
        let certificates = try await load.reads(labels.map { "/v1/labels/\($0)/certificate" })
        let tile = try await load.repeated("/tile/0/000", count: Self.reads * 5)
        let page = try await load.repeated("/healthz", count: Self.reads * 5)
        var result = BenchResult(
            name: "serve", events: options.events, seconds: seconds, limits: [before, middle], processorSeconds: processor,
            residentMiB: memory.stop())
        let limit = (middle.perSecond + after.perSecond) / 2
        result.further = [
            "singlesPerSecond": .rounded(many.perSecond), "singlesRatio": .rounded(many.perSecond / limit, 1000),
            "singlesMedianMs": .rounded(many.quantile(0.5) * 1000, 1000),
            "singlesP99Ms": .rounded(many.quantile(0.99) * 1000, 1000),
            "aloneMedianMs": .rounded(alone.quantile(0.5) * 1000, 1000),
            "p99ToAloneMedian": .rounded(many.quantile(0.99) / alone.quantile(0.5), 10),
            "certificateMedianMs": .rounded(certificates.quantile(0.5) * 1000, 1000),
            "certificateP99Ms": .rounded(certificates.quantile(0.99) * 1000, 1000),
            "tilesPerSecond": .rounded(tile.perSecond), "constantPagesPerSecond": .rounded(page.perSecond),
            "tileToPage": .rounded(tile.perSecond / page.perSecond, 1000),
        ]
        result.print(asJSON: options.json.isOn)
    }
}

extension JSONValue {
    fileprivate static func rounded(_ value: Double, _ parts: Double = 1) -> JSONValue {
        JSONValue((value * parts).rounded() / parts) ?? .null
    }
}

/// Whoever asks is an auditor.
private struct AnyToken: Authenticator {
    func grant(bearing token: String, at now: Timestamp) -> Grant? { Grant(id: "bench", role: .auditor) }
}

/// The signed tokens of a bench world, handed out once each.
private final class BenchTokens: Sendable {
    private let lines: Mutex<LineReader>

    init(_ path: String) throws { lines = Mutex(try LineReader(path)) }

    func take(_ count: Int) throws -> [[UInt8]] {
        try lines.withLock { lines in
            var taken: [[UInt8]] = []
            while taken.count < count, let line = try lines.next() { taken.append(line.bytes) }
            return taken
        }
    }
}

/// What a load came to.
private struct Timings {
    let seconds: Double
    /// Seconds of each request.
    let requests: [Double]

    var perSecond: Double { Double(requests.count) / seconds }

    func quantile(_ share: Double) -> Double {
        let sorted = requests.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

/// Clients, a thread for each connection.
private struct ServeLoad {
    let port: Int

    func batches(_ tokens: BenchTokens, count: Int, size: Int, connections: Int) async throws -> Double {
        let left = Mutex(count / size)
        return try await drive(connections) {
            guard
                left.withLock({
                    $0 -= 1
                    return $0 >= 0
                })
            else { return nil }
            var lines: [UInt8] = []
            for token in try tokens.take(size) { lines += token + [UInt8(ascii: "\n")] }
            return BareConnection.post(lines, type: "text/plain")
        } accepting: {
            $0 == 200
        }.seconds
    }

    func singles(_ tokens: BenchTokens, count: Int, connections: Int) async throws -> Timings {
        let requests = try tokens.take(count).map { BareConnection.post($0, type: "application/sd-jwt") }
        return try await all(requests, connections) { $0 == 201 }
    }

    func reads(_ paths: [String]) async throws -> Timings {
        try await all(paths.map { BareConnection.get($0, token: "bench") }, 1) { $0 == 200 }
    }

    func repeated(_ path: String, count: Int) async throws -> Timings {
        try await all(Array(repeating: BareConnection.get(path), count: count), 16) { $0 == 200 }
    }

    /// Labels drawn at random.
    func labels(in store: any LedgerStore, count: Int) throws -> [Subject] {
        let size = try store.read { try $0.size() }
        var labels: [Subject] = []
        while labels.count < count {
            let index = EntryIndex(.random(in: 0..<size.value))
            let subject = try store.read { try $0.event(at: index).event.subject }
            if subject.kind == .label { labels.append(subject) }
        }
        return labels
    }

    private func all(
        _ requests: [[UInt8]], _ connections: Int, accepting: @escaping @Sendable (Int) -> Bool
    ) async throws -> Timings {
        let next = Mutex(0)
        return try await drive(connections) {
            let place = next.withLock { next in
                defer { next += 1 }
                return next
            }
            return place < requests.count ? requests[place] : nil
        } accepting: {
            accepting($0)
        }
    }

    private func drive(
        _ connections: Int, _ next: @escaping @Sendable () throws -> [UInt8]?, accepting: @escaping @Sendable (Int) -> Bool
    ) async throws -> Timings {
        let outcome = Mutex<(requests: [Double], failure: (any Error)?)>(([], nil))
        let done = DispatchGroup()
        let start = Date()
        for _ in 0..<connections {
            done.enter()
            Thread.detachNewThread {
                defer { done.leave() }
                var own: [Double] = []
                let result = Result {
                    let connection = try BareConnection(port: port)
                    while let request = try next() {
                        let sent = Date()
                        let status = try connection.exchange(request).status
                        guard accepting(status) else { throw CommandFailure("The server being measured answered \(status).") }
                        own.append(Date().timeIntervalSince(sent))
                    }
                }
                outcome.withLock { outcome in
                    outcome.requests += own
                    if case .failure(let error) = result { outcome.failure = error }
                }
            }
        }
        // Not by holding a thread: the server's tasks share them.
        await withCheckedContinuation { ended in done.notify(queue: .global()) { ended.resume() } }
        let seconds = Date().timeIntervalSince(start)
        return try outcome.withLock { outcome in
            if let failure = outcome.failure { throw failure }
            return Timings(seconds: seconds, requests: outcome.requests)
        }
    }
}
