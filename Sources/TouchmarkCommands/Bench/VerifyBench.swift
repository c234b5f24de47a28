import ArgumentParser
import Evidence
import Files
import Foundation
import Ledger
import Primitives
import Provenance
import Signatures
import VerifyCommand

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
