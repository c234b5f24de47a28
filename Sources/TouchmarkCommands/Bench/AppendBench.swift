import ArgumentParser
import Primitives

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
