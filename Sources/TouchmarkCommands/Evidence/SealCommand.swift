import ArgumentParser
import Intake
import Ledger
import Primitives
import Provenance

struct SealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal the ledger: say, signed by the service, what all histories come to.",
        discussion: """
            A bundle of a sealed ledger proves that nothing was left out of its histories, up to the seal. A service seals by itself \
            on a schedule; export seals before it writes, where it can.

            Example: touchmark seal --ledger ledger
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let directory = try ledger.open()
        let ledger = try directory.openForWriting(orElse: "A service seals by itself (seals.seconds).")
        defer { ledger.close() }
        let outcome = try await directory.seal(ledger)
        let seal = outcome.seal
        if json.isOn {
            Output.json([
                "index": .integer(Int64(seal.index.value)), "size": .integer(Int64(seal.size.value)),
                "root": .string(seal.data.root.base64URL), "indexRoot": .string(seal.data.indexRoot.base64URL),
                "subjects": .integer(Int64(seal.data.subjectCount)), "new": .bool(outcome.isNew),
            ])
        } else {
            let what = outcome.isNew ? "sealed" : "were sealed before"
            Output.line(
                "\(seal.size) entries \(what), by entry \(seal.index): \(seal.data.subjectCount == 1 ? "1 history" : "\(seal.data.subjectCount) histories")"
            )
        }
    }
}

extension SealOutcome {
    fileprivate var isNew: Bool { if case .sealed = self { true } else { false } }
}

extension LedgerDirectory {
    /// Who seals, with the key that `touchmark init` made.
    static let service = Actor(.service, "main")

    func sealer(_ ledger: Ledger) throws -> Sealer {
        Sealer(ledger: ledger, service: Self.service, key: try KeyFile.read(key("service")), clock: SystemClock())
    }

    /// Seals what is not sealed yet, with a progress bar.
    func seal(_ ledger: Ledger) async throws -> SealOutcome {
        let progress = SharedProgress("sealing, entries")
        defer { progress.finish() }
        return try await sealer(ledger).seal { done, total in progress.update(done, of: total) }
    }
}
