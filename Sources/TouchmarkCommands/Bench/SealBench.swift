import ArgumentParser
import Evidence
import Foundation
import Ledger
import Primitives
import Provenance
import Signatures

struct SealBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Sealing after further events, and the evidence for one label of the sealed ledger.",
        discussion: """
            events and eventsPerSecond are those of the seal after the further events; firstSealSeconds is that of all before.

            Example: touchmark bench seal --events 1000000 --further 100000 --json
            """)

    private static let exports = 50

    @OptionGroup var options: BenchOptions
    @Option(help: "How many events come between the two seals.") var further = 100_000

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        var lines = try LineReader(try world.signTokens(options.events + further))
        let ledger = try world.directory.openForWriting()
        var appender = BenchAppender()
        _ = try await appender.run(&lines, count: options.events, into: ledger)
        let sealer = try world.directory.sealer(ledger)
        let (_, first) = try await Self.timed { try await sealer.seal() }
        _ = try await appender.run(&lines, count: .max, into: ledger)
        let before = VerificationLimit.measure(seconds: 2)
        let memory = MemoryWatch()
        let idle = ProcessorTime.seconds
        let (outcome, seconds) = try await Self.timed { try await sealer.seal() }
        let processor = ProcessorTime.seconds - idle
        let peak = memory.stop()
        let evidence = try await evidence(of: ledger.store, world)
        let after = VerificationLimit.measure(seconds: 2)
        var result = BenchResult(
            name: "seal", events: further, seconds: seconds, limits: [before, after], processorSeconds: processor,
            residentMiB: peak)
        result.further = evidence
        result.further["firstSealSeconds"] = .rounded(first)
        result.further["ledgerEvents"] = .integer(Int64(outcome.seal.size.value))
        result.further["sealSeconds"] = .rounded(seconds)
        result.further["subjects"] = .integer(Int64(outcome.seal.data.subjectCount))
        result.print(asJSON: options.json.isOn)
    }

    /// Labels drawn at random: their bundles, and what verifying takes.
    private func evidence(of store: any LedgerStore, _ world: BenchWorld) async throws -> JSONObject {
        let vkey = try VerifierKey(parsing: String(decoding: try WholeFile.read(world.directory.vkeyFile), as: UTF8.self).trimmed)
        let labels = try store.read { try $0.labels(of: "bench", asOf: $0.size(), after: nil, limit: 5000) }
        var (exporting, verifying, largest) = ([Double](), [Double](), 0)
        for label in labels.shuffled().prefix(Self.exports) {
            let subject = Subject.label("bench", label.version.item, label.version.label)
            var bytes: [UInt8] = []
            exporting.append(
                try await Self.timed {
                    let source = try LedgerEvidence(store, showing: .all)
                    let writer = BundleWriter(source, scope: .label(subject), generator: "bench", created: SystemClock().now())
                    try await writer.write { bytes += $0 }
                }.1)
            let (report, seconds) = try await Self.timed {
                try await BundleVerifier(options: VerificationOptions(key: vkey)).verify(BundleBytes(bytes))
            }
            guard report.result == .verified else { throw CommandFailure("The bundle does not verify: \(report.text)") }
            verifying.append(seconds)
            largest = max(largest, bytes.count)
        }
        return [
            "exportMedianMs": .rounded(exporting.sorted()[exporting.count / 2] * 1000),
            "verifyMedianMs": .rounded(verifying.sorted()[verifying.count / 2] * 1000),
            "largestBundleBytes": .integer(Int64(largest)),
        ]
    }

    private static func timed<Value>(_ body: () async throws -> Value) async rethrows -> (Value, Double) {
        let start = Date()
        let value = try await body()
        return (value, Date().timeIntervalSince(start))
    }
}
