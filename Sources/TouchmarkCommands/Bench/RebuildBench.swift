import ArgumentParser
import Foundation
import Ledger
import Primitives

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
