import ArgumentParser
import LedgerClient
import Primitives
import Signatures

/// `--url URL`, and what goes with it.
struct RemoteOptions: ParsableArguments {
    @Option(help: "Append to the ledger at this address, https://labels.example.org, instead of a directory.") var url: String?
    @Option(
        name: [.long, .customLong("log-vkey")],
        help: """
            With --url: the ledger's vkey, or @FILE that holds it, had by another way than from the server. Again for each that it \
            had before: an event that was taken under one keeps its receipt under that one.
            """)
    var key: [String] = []
    @Option(help: "With --url: a directory that keeps tokens until the ledger has them; it is made if it is not there.")
    var spool: String?

    func validate() throws {
        guard url != nil || (key.isEmpty && spool == nil) else { throw ValidationError("--key and --spool go with --url.") }
        guard url == nil || !key.isEmpty else {
            throw ValidationError("Give the ledger's vkey with --key: receipts are checked with it.")
        }
    }

    /// `nil` without `--url`.
    func append(brief: Bool) throws -> RemoteAppend? {
        guard let url else { return nil }
        let keys = try key.map { try VerifierKey(option: $0) }
        guard let first = keys.first, keys.allSatisfy({ $0.name.isSpelled(as: first.name) }) else {
            throw CommandFailure("Each --key is a vkey of one ledger: these are of several.", ExitStatus.usage)
        }
        do throws(AddressError) {
            let client = try LedgerClient(address: url, key: first, earlierKeys: Array(keys.dropFirst()))
            return RemoteAppend(client: client, spool: spool, brief: brief)
        } catch {
            throw CommandFailure("\(error)", ExitStatus.usage)
        }
    }
}

/// Appends to a ledger over HTTP, through a spool or without.
struct RemoteAppend {
    let client: LedgerClient
    let spool: String?
    let brief: Bool

    /// Tokens that are sent, or kept, before more are read.
    private static let batchSize = 1000

    /// - Parameter tokens: a file; standard input if there is none.
    func run(_ tokens: String?) async throws {
        var lines = try LineReader(tokens)
        let refused: Int
        do {
            if let spool {
                refused = try await send(&lines, through: try Spool(directory: spool))
            } else {
                refused = try await send(&lines)
            }
        } catch let error as SpoolError {
            throw CommandFailure("\(error)")
        }
        if refused > 0 { throw ExitStatus.failed }
    }

    private func nextBatch(_ lines: inout LineReader) throws -> [LineReader.Line] {
        var batch: [LineReader.Line] = []
        while batch.count < Self.batchSize, let line = try lines.next() { batch.append(line) }
        return batch
    }

    // Without a spool: what is not decided is the caller's to send again.

    private func send(_ lines: inout LineReader) async throws -> Int {
        var refused = 0
        while true {
            let batch = try nextBatch(&lines)
            guard !batch.isEmpty else { return refused }
            for (line, outcome) in zip(batch, try await client.append(batch.map(\.bytes))) {
                switch outcome {
                case .receipt(let receipt): show(receipt)
                case .refused(let problem):
                    refused += 1
                    Output.note("Line \(line.number): \(problem)")
                case .unproved(let failure): throw CommandFailure("Line \(line.number): \(failure)")
                case .undecided(let failure):
                    throw CommandFailure(
                        "Line \(line.number) and those after it are not decided: \(words(failure)) Send them again; that does no harm."
                    )
                }
            }
        }
    }

    // With a spool: what is kept is sent as long as the ledger answers, and the rest the next time.

    private func send(_ lines: inout LineReader, through spool: Spool) async throws -> Int {
        var (refused, stop) = try await drain(spool)
        while true {
            let batch = try nextBatch(&lines)
            guard let last = batch.last else { break }
            do throws(SpoolError) { try spool.add(contentsOf: batch.map(\.bytes)) } catch {
                throw CommandFailure("Of the lines \(batch[0].number) to \(last.number) nothing is promised: \(error)")
            }
            Output.note("Kept: all lines up to \(last.number).")
            guard stop == nil else { continue }
            let (more, next) = try await drain(spool)
            refused += more
            stop = next
        }
        guard let stop else { return refused }
        throw CommandFailure("What is left stays in the spool: \(stop) Run the command again with the same --spool.")
    }

    private func drain(_ spool: Spool) async throws -> (notTaken: Int, stop: String?) {
        let drained = try await spool.drain(with: client) { outcome in
            switch outcome {
            case .receipt(let receipt): show(receipt)
            case .refused(_, let problem): Output.note("Refused, and kept beside the receipts: \(problem)")
            case .damaged: Output.note("A record of the spool is damaged; what is left of it is kept beside the receipts.")
            }
        }
        let stop: String? =
            switch drained.stop {
            case .undecided(let failure): words(failure)
            case .unproved(let failure): "\(failure)"
            case nil: nil
            }
        return (drained.refused + drained.damaged, stop)
    }

    /// With the address and what the network said, where it is at fault.
    private func words(_ failure: AppendFailure) -> String {
        guard let cause = failure.cause else { return "\(failure)" }
        return "\(client.address) cannot be reached, or the connection broke: \(ConnectionFailure(cause))."
    }

    private func show(_ receipt: ProvedReceipt) { Output.json(receipt.json.asReceipt(brief: brief)) }
}
