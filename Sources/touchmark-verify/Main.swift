import ArgumentParser
import VerifyCommand

/// The verifier alone: it links neither the ledger nor its database.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "touchmark-verify", abstract: VerifyCommand.configuration.abstract,
        discussion: VerifyCommand.configuration.discussion, subcommands: [VerifyCommand.self, CompareCommand.self],
        defaultSubcommand: VerifyCommand.self)
}
