package import ArgumentParser
import Connectors
import Files
import Intake
import Ledger
import LedgerServer
import MerkleLog
import Primitives
import Signatures
import VerifyCommand

/// The command line (Docs, commands by name: `touchmark --help`).
package struct TouchmarkCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "touchmark",
        abstract: "Birth certificates for training data: who labelled what, under which instructions, and were they entitled to.",
        version: version,
        subcommands: [
            InitCommand.self, KeyCommand.self, SignCommand.self, AppendCommand.self, EnrolCommand.self,
            AnnotatorCommand.self, AuthorityCommand.self, CredentialCommand.self, DatasetCommand.self,
            RequirementCommand.self, GuidelineCommand.self, ImportCommand.self, ConnectorCommand.self, LogCommand.self,
            ReceiptCommand.self,
            CertificateCommand.self, TraceCommand.self, ReportCommand.self,
            SealCommand.self, EraseCommand.self, ExportCommand.self, VerifyCommand.self, CompareCommand.self, WitnessCommand.self,
            StampCommand.self, MonitorCommand.self, VerifierCommand.self,
            RebuildCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self, ResumeCommand.self,
            ContinueCommand.self, ServeCommand.self, TokenCommand.self, BenchCommand.self, VectorsCommand.self,
        ])

    static let version = ProgramVersion.text

    package init() {}

    /// Runs the command line and ends the process with the status of commands.md.
    package static func runAndExit() async -> Never {
        Descriptor.fillStandardPlaces()
        do {
            let arguments = try ProgramArguments.read()
            if let first = arguments.first, ["verify", "compare"].contains(first) { try VerifierArguments.check(arguments) }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit()
        } catch let failure as CommandFailure {
            Output.note("touchmark: \(failure)")
            exit(withError: failure.status)
        } catch let error as StoreError {
            Output.note("touchmark: \(error)")
            exit(withError: error.isUnreadable ? ExitStatus.unreadable : ExitStatus.failed)
        } catch let error as LedgerError {
            Output.note("touchmark: \(error)")
            exit(withError: ExitStatus.failed)
        } catch let error as ServiceFileError {
            Output.note("touchmark: \(error)")
            exit(withError: ExitStatus.unreadable)
        } catch let error as IntakeError {
            Output.note("touchmark: \(error)")
            exit(withError: error.code == .unreadable ? ExitStatus.unreadable : ExitStatus.failed)
        } catch let error as ImportError {
            Output.note("touchmark: \(error)")
            exit(withError: ExitStatus.unreadable)
        } catch let error where error is MerkleLogError || error is NoteError {
            Output.note("touchmark: The ledger is damaged: \(error). Run touchmark check, and restore it from a backup.")
            exit(withError: ExitStatus.unreadable)
        } catch let error where SystemReason(error) != nil {
            Output.note("touchmark: \(SystemReason.description(of: error)). Check the disk and who may read and write there.")
            exit(withError: ExitStatus.failed)
        } catch {
            exit(withError: error)
        }
    }
}

extension StoreError {
    /// True if the input is at fault: there is nothing, or nothing that can be read as a ledger.
    fileprivate var isUnreadable: Bool { [.missing, .corrupt, .foreign].contains(code) }
}
