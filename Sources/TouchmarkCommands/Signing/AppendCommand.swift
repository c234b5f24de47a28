import ArgumentParser
import Ledger
import Primitives
import Provenance

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Append tokens to the ledger; print a receipt for each.",
        discussion: """
            One token a line. A receipt is printed as soon as its event is durable. A token that is there already gets its
            first receipt again. Refusals go to standard error with line, rule and remedy; the others are appended all the
            same, unless --atomic is given.

            With --url the ledger is a remote one: its receipts are checked with --key before they are printed, and what is not
            decided is sent again a few times. With --spool tokens are kept on disk until the ledger has them; a later run with
            the same spool sends what is left.

            Example: touchmark sign --key alice.jwk drafts.jsonl | touchmark append
            Example: touchmark append --url https://labels.example.org --key @log.vkey --spool outbox tokens
            """)

    /// Tokens to a batch: enough for the sequencer, few enough that a pipe is answered while it is written.
    private static let batchSize = 1000
    private static let atomicLimit = 10_000

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var remote: RemoteOptions
    @Flag(help: "All of the tokens or none (at most 10,000).") var atomic = false
    @Flag(help: "Print receipts without inclusion proofs.") var brief = false
    @Argument(help: "Tokens; standard input if there is none.") var tokens: String?

    func validate() throws {
        guard remote.url == nil || (ledger.path == nil && !atomic) else {
            throw ValidationError("With --url there is neither --ledger nor --atomic.")
        }
    }

    func run() async throws {
        if let append = try remote.append(brief: brief) { return try await append.run(tokens) }
        let ledger = try self.ledger.open().openForWriting(orElse: "Or send the events to it, if it is a service (--url).")
        defer { ledger.close() }
        var refused = 0
        var batch: [(line: Int, token: [UInt8])] = []
        var lines = try LineReader(tokens)
        while let line = try lines.next() {
            guard !atomic || batch.count < Self.atomicLimit else {
                throw CommandFailure("An atomic append takes at most \(Self.atomicLimit) tokens.")
            }
            batch.append((line.number, line.bytes))
            guard !atomic, batch.count == Self.batchSize else { continue }
            refused += try await append(batch, to: ledger)
            batch = []
        }
        if !batch.isEmpty { refused += try await append(batch, to: ledger) }
        if refused > 0 { throw ExitStatus.failed }
    }

    private func append(_ batch: [(line: Int, token: [UInt8])], to ledger: Ledger) async throws -> Int {
        var refused = 0
        for (line, outcome) in zip(batch, try await ledger.append(batch.map(\.token), atomically: atomic)) {
            switch outcome {
            case .appended(let receipt), .duplicate(let receipt): Output.json(receipt.json.asReceipt(brief: brief))
            case .refused(let refusal):
                refused += 1
                Output.note("Line \(line.line): \(refusal)")
            }
        }
        return refused
    }
}
