import ArgumentParser
import LedgerClient
import Primitives
import Signatures

/// `--url URL`, and the vkey of the ledger that is there.
struct ServiceOption: ParsableArguments {
    @Option(
        help: """
            Send what is signed to the service at this address, https://labels.example.org, instead of writing a directory. \
            $TOUCHMARK_TOKEN opens what is read there.
            """)
    var url: String?
    @Option(help: "With --url: the ledger's vkey, or @FILE that holds it, had by another way than from the service.")
    var logVkey: String?

    func validate() throws {
        guard url != nil || logVkey == nil else { throw ValidationError("--log-vkey goes with --url.") }
    }

    /// `nil` without `--url`.
    func connect() async throws -> ServedStatementLedger? {
        guard let url else { return nil }
        let service = try ServedLedger(url)
        let key = if let logVkey { try VerifierKey(option: logVkey) } else { try await service.statedKey() }
        guard key.algorithm == .log else { throw CommandFailure("--log-vkey is no log's vkey.", ExitStatus.unreadable) }
        do { return ServedStatementLedger(service: service, client: try LedgerClient(address: url, key: key)) } catch {
            throw CommandFailure("\(error)", ExitStatus.usage)
        }
    }
}

extension VerifierKey {
    /// A vkey as an option gives it: its text, or `@FILE`.
    init(option: String) throws {
        let text =
            option.hasPrefix("@") ? String(decoding: try WholeFile.read(String(option.dropFirst())), as: UTF8.self) : option
        do { try self.init(parsing: text.trimmed) } catch {
            throw CommandFailure("The key is no vkey: \(error).", ExitStatus.unreadable)
        }
    }
}
