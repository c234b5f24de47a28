import ArgumentParser
import Ledger
import Primitives
import Signatures
import Witnessing

struct TakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: "Keep the cosignature under a checkpoint that an auditor or a witness sent.",
        discussion: """
            touchmark monitor --out writes such a checkpoint. The cosignature is checked with the key given and kept beside this \
            ledger's own checkpoint; exports then carry it, so that whoever relies on that auditor reads "complete as replayed by" \
            her. Get the key from her, not with the file. An export that seals anew rests on a seal that she has not seen: export \
            with --no-seal.

            Example: touchmark witness take cosigned.checkpoint --by @auditor.vkey
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Argument(help: "The cosigned checkpoint.") var file: String
    @Option(help: "The cosigner's vkey, or @FILE that holds it; once for each.") var by: [String]

    func run() async throws {
        let directory = try ledger.open()
        let keys = try by.map(Self.key)
        let note = String(decoding: try WholeFile.read(file), as: UTF8.self)
        let ledger = try directory.openForWriting(
            orElse:
                "A service takes cosignatures by itself (witnesses.policy, and witnesses.auditors for touchmark monitor --submit)."
        )
        defer { ledger.close() }
        let checkpoint: CosignedCheckpoint
        switch try ledger.store.read({ try CosignedCheckpoint.check(note, by: keys, of: $0) }) {
        case .success(let checked): checkpoint = checked
        case .failure(let failure):
            throw CommandFailure("\(file) was not taken in. \(failure.sentence)", ExitStatus.failed)
        }
        try ledger.store.keep(cosignatures: checkpoint.lines, at: checkpoint.size)
        let kept = try ledger.store.read { try $0.checkpoint(atMost: checkpoint.size)?.note } ?? ""
        guard checkpoint.lines.allSatisfy(kept.contains) else {
            throw CommandFailure("No more cosignatures are kept of that checkpoint. Have a newer one cosigned.")
        }
        let names = checkpoint.cosigners.map(\.name)
        if json.isOn {
            Output.json([
                "size": .integer(Int64(checkpoint.size.value)), "cosigners": .array(names.map { .string($0) }),
            ])
        } else {
            Output.line("\(checkpoint.size) entries, cosigned by \(names.joined(separator: ", "))")
        }
    }

    private static func key(_ option: String) throws -> VerifierKey {
        let text =
            option.hasPrefix("@") ? String(decoding: try WholeFile.read(String(option.dropFirst())), as: UTF8.self) : option
        let key: VerifierKey
        do { key = try VerifierKey(parsing: text.trimmed) } catch {
            throw CommandFailure("A --by is no vkey: \(error).", ExitStatus.unreadable)
        }
        guard key.algorithm == .cosignature else {
            throw CommandFailure("A --by is a log's vkey: give the cosigner's.", ExitStatus.unreadable)
        }
        return key
    }
}
