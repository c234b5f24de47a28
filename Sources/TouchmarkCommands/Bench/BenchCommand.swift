import ArgumentParser
import Evidence
import Foundation
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures
import VerifyCommand

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure rates, as shares of the libsodium limit of the same run.",
        subcommands: [
            AppendBench.self, SingleBench.self, RebuildBench.self, VerifyBench.self, ServeBench.self, ReportBench.self,
            SealBench.self, EraseBench.self,
        ])
}

struct BenchOptions: ParsableArguments {
    @Option(help: "How many events.") var events = 100_000
    @OptionGroup var json: JSONOption
}

/// What a benchmark found (commands.md, `touchmark bench NAME`).
struct BenchResult {
    let name: String
    let events: Int
    let seconds: Double
    /// Before and after.
    let limits: [VerificationLimit.Measurement]
    /// Of all cores, while it ran.
    let processorSeconds: Double
    let residentMiB: Double
    var further: JSONObject = [:]

    var limitPerSecond: Double { limits.map(\.perSecond).reduce(0, +) / Double(limits.count) }
    /// What a signature alone costs, as a share of what an event costs in processor time: the ratio that a quiet machine would
    /// give if all cores were busy all the time.
    var processorRatio: Double {
        limits.map(\.microsecondsEach).reduce(0, +) / Double(limits.count) / (processorSeconds / Double(events) * 1_000_000)
    }
    var eventsPerSecond: Double { Double(events) / seconds }
    var ratio: Double { eventsPerSecond / limitPerSecond }

    func print(asJSON isJSON: Bool) {
        Output.note(
            "\(name): \(events) events in \(Self.rounded(seconds)) s, \(Int(eventsPerSecond)) a second; limit "
                + "\(Int(limitPerSecond)) verifications a second; ratio \(Self.rounded(ratio)) (in processor time \(Self.rounded(processorRatio))); \(Int(residentMiB)) MiB resident at the most"
        )
        guard isJSON else { return }
        var object = further
        object["name"] = .string(name)
        object["events"] = .integer(Int64(events))
        object["eventsPerSecond"] = JSONValue(eventsPerSecond.rounded())
        object["limitPerSecond"] = JSONValue(limitPerSecond.rounded())
        object["ratio"] = JSONValue((ratio * 1000).rounded() / 1000)
        object["processorRatio"] = JSONValue((processorRatio * 1000).rounded() / 1000)
        object["processorMicroseconds"] = JSONValue((processorSeconds / Double(events) * 10_000_000).rounded() / 10)
        object["limitMicroseconds"] = .array(limits.compactMap { JSONValue(($0.microsecondsEach * 10).rounded() / 10) })
        object["limitsPerSecond"] = .array(limits.compactMap { JSONValue($0.perSecond.rounded()) })
        object["residentMiB"] = JSONValue(residentMiB.rounded())
        Output.json(.object(object))
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

/// Appends the signed tokens of a bench world, several requests under way at once, as a busy service does.
struct BenchAppender {
    /// Tokens a request.
    private static let batchSize = 1000
    /// Requests under way at once: while one is written, the next ones' signatures are checked.
    private static let window = 4

    private(set) var peakMiB = 0.0
    /// Seconds for each hundred thousand events, to see whether the rate falls as the log grows.
    private(set) var stretches: [Double] = []

    mutating func run(_ tokens: String, into ledger: Ledger) async throws -> Double {
        var lines = try LineReader(tokens)
        return try await run(&lines, count: .max, into: ledger)
    }

    /// The next `count` of the tokens, or all that are left.
    mutating func run(_ lines: inout LineReader, count: Int, into ledger: Ledger) async throws -> Double {
        let start = Date()
        var stretchStart = start
        var done = 0
        var underWay: [Task<Int, any Error>] = []
        var batch: [[UInt8]] = []
        var taken = 0
        while taken < count, let line = try lines.next() {
            taken += 1
            batch.append(line.bytes)
            guard batch.count == Self.batchSize else { continue }
            underWay.append(Self.append(batch, to: ledger))
            batch = []
            guard underWay.count >= Self.window else { continue }
            done += try await underWay.removeFirst().value
            peakMiB = max(peakMiB, ResidentMemory.mebibytes)
            if done / 100_000 > stretches.count {
                stretches.append(Date().timeIntervalSince(stretchStart))
                stretchStart = Date()
            }
        }
        if !batch.isEmpty { underWay.append(Self.append(batch, to: ledger)) }
        for task in underWay { done += try await task.value }
        peakMiB = max(peakMiB, ResidentMemory.mebibytes)
        return Date().timeIntervalSince(start)
    }

    private static func append(_ batch: [[UInt8]], to ledger: Ledger) -> Task<Int, any Error> {
        Task {
            for case .refused(let refusal) in try await ledger.append(batch) { throw CommandFailure("\(refusal)") }
            return batch.count
        }
    }
}

struct AppendBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Signed tokens of 1 KB into SQLite, durable, with all projections and receipts.",
        discussion: "Example: touchmark bench append --events 1000000 --json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let tokens = try world.signTokens(options.events)
        let before = VerificationLimit.measure(seconds: 2)
        let ledger = try world.directory.openForWriting()
        var appender = BenchAppender()
        let idle = ProcessorTime.seconds
        let seconds = try await appender.run(tokens, into: ledger)
        let processor = ProcessorTime.seconds - idle
        let after = VerificationLimit.measure(seconds: 2)
        var result = BenchResult(
            name: "append", events: options.events, seconds: seconds, limits: [before, after], processorSeconds: processor,
            residentMiB: appender.peakMiB)
        result.further = [
            "secondsPer100000": .array(appender.stretches.compactMap { JSONValue(($0 * 1000).rounded() / 1000) })
        ]
        result.print(asJSON: options.json.isOn)
    }
}

struct RebuildBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Histories and projections anew from the entries, against appending them.",
        discussion: "Example: touchmark bench rebuild --events 100000 --json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let tokens = try world.signTokens(options.events)
        let limit = VerificationLimit.measure(seconds: 2)
        let ledger = try world.directory.openForWriting()
        var appender = BenchAppender()
        let appendSeconds = try await appender.run(tokens, into: ledger)
        let size = try ledger.store.read { try $0.size() }
        let digest = try ledger.store.derivedDigest()
        let start = Date()
        let idle = ProcessorTime.seconds
        var peak = 0.0
        try Rebuild.run(from: ledger.store, into: ledger.store) { _ in peak = max(peak, ResidentMemory.mebibytes) }
        let seconds = Date().timeIntervalSince(start)
        let processor = ProcessorTime.seconds - idle
        guard try ledger.store.derivedDigest() == digest else {
            throw CommandFailure("The rebuild gave other bytes than appending did.")
        }
        var result = BenchResult(
            name: "rebuild", events: Int(size.value), seconds: seconds, limits: [limit], processorSeconds: processor,
            residentMiB: peak)
        let appendRate = Double(options.events) / appendSeconds
        result.further = [
            "appendPerSecond": JSONValue(appendRate.rounded()) ?? .null,
            "timesAppend": JSONValue((result.eventsPerSecond / appendRate * 100).rounded() / 100) ?? .null,
        ]
        result.print(asJSON: options.json.isOn)
    }
}

struct VerifyBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a bundle of a whole ledger.",
        discussion: "Example: touchmark bench verify --events 1000000 --json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let tokens = try world.signTokens(options.events)
        let bundle = try await Self.export(world, tokens)
        let key = try VerifierKey(
            parsing: String(decoding: try WholeFile.read(world.directory.vkeyFile), as: UTF8.self).trimmed)
        let before = VerificationLimit.measure(seconds: 2)
        let file = try BundleFile(bundle)
        let start = Date()
        let idle = ProcessorTime.seconds
        let memory = MemoryWatch()
        let report = try await BundleVerifier(options: VerificationOptions(key: key)).verify(file)
        let seconds = Date().timeIntervalSince(start)
        let processor = ProcessorTime.seconds - idle
        let peak = memory.stop()
        let after = VerificationLimit.measure(seconds: 2)
        guard report.result == .verified else {
            throw CommandFailure("The bundle did not verify: \(report.findings.first?.description ?? "")")
        }
        var result = BenchResult(
            name: "verify", events: report.counts.entries, seconds: seconds, limits: [before, after], processorSeconds: processor,
            residentMiB: peak)
        result.further = ["bundleBytes": .integer(Int64(file.size))]
        result.print(asJSON: options.json.isOn)
    }

    private static func export(_ world: BenchWorld, _ tokens: String) async throws -> String {
        let ledger = try world.directory.openForWriting()
        var appender = BenchAppender()
        _ = try await appender.run(tokens, into: ledger)
        let path = world.directory.path + "/all.touchmark"
        let file = try NewFile(path)
        let source = try LedgerEvidence(ledger.store, showing: .all)
        try await BundleWriter(source, scope: .ledger, generator: "touchmark bench", created: SystemClock().now())
            .write { try file.write($0) }
        try file.publish()
        return path
    }
}
