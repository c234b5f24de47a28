import ArgumentParser
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
