import ArgumentParser
import VerifyCommand

/// The verifier alone: it links neither the ledger nor its database.
struct Verifier: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "touchmark-verify", abstract: VerifyCommand.configuration.abstract,
        discussion: VerifyCommand.configuration.discussion, version: ProgramVersion.text,
        subcommands: [VerifyCommand.self, CompareCommand.self], defaultSubcommand: VerifyCommand.self)
}

@main
enum Main {
    static func main() async {
        do { try VerifierArguments.check(try ProgramArguments.read()) } catch { Verifier.exit(withError: error) }
        await Verifier.main()
    }
}
