public import ArgumentParser
import Evidence
import Foundation
import Ledger
import Primitives
public import Provenance

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write an evidence bundle: what a regulator verifies offline.",
        discussion: """
            Seals first what is not sealed, so that the bundle proves that nothing was left out. Where that cannot be done here \
            (the ledger is being served, or its service key is elsewhere), the last seal serves, and what came after it is not \
            covered. A bundle of the whole ledger needs no seal.

            Sealed values are shown unless they are withheld, by the names of their members: --withhold name,contact,employer,group \
            shows what was judged without who judged it; --withhold all shows nothing that was sealed.

            Example: touchmark export --label label:scans/i1/l1 -o i1.touchmark
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(help: "A label, label:d/i/l.") var label: Subject?
    @Option(help: "An item, item:d/i.") var item: Subject?
    @Option(help: "A dataset: its id, or dataset:d.") var dataset: String?
    @Option(help: "An annotator, annotator:a; a model or a connector too.") var annotator: Subject?
    @Flag(help: "The whole ledger.") var all = false
    @OptionGroup var sealed: SealedValueOptions
    @Flag(help: "Do not seal first: add nothing to the ledger.") var noSeal = false
    @Option(name: .shortAndLong, help: "The new file; - is standard output.") var output: String

    func validate() throws {
        let chosen = [label != nil, item != nil, dataset != nil, annotator != nil, all].count { $0 }
        guard chosen == 1 else { throw ValidationError("Give one of --label, --item, --dataset, --annotator, --all.") }
    }

    func run() async throws {
        let choice = try sealed.choice()
        let directory = try ledger.open()
        if !choice.isNone { try directory.requireReadableVault() }
        if !all, !noSeal { try await seal(directory) }
        let source = try LedgerEvidence(try directory.openForReading(), showing: choice)
        if let cosigned = source.cosignedSize, cosigned < source.size {
            Output.note(
                "The newest cosignature is over \(cosigned) of \(source.size) entries. For a bundle under witnesses' word run touchmark witness "
                    + "ask, then export with --no-seal.")
        }
        let writer = BundleWriter(
            source, scope: try scope(), generator: "touchmark \(TouchmarkCommand.version)", created: SystemClock().now())
        if output == "-" {
            try await writer.write { Output.write(String(decoding: $0, as: UTF8.self), to: .standardOutput) }
            return
        }
        let file = try NewFile(output)
        var progress = ProgressBar("exporting, bytes", total: nil)
        do {
            var written: UInt64 = 0
            try await writer.write { piece in
                try file.write(piece)
                written += UInt64(piece.count)
                progress.update(written)
            }
            try file.publish()
        } catch let error as ExportError {
            file.discard()
            guard error.code == .damaged else { throw CommandFailure("Nothing was exported: \(error)") }
            throw CommandFailure(
                "Nothing was exported: \(error). Run touchmark check, and restore the ledger from a backup.",
                ExitStatus.unreadable)
        }
        progress.finish()
        report(source)
    }

    /// Seals, or says why not: the last seal serves then.
    private func seal(_ directory: LedgerDirectory) async throws {
        do {
            let ledger = try directory.openForWriting()
            defer { ledger.finish() }
            _ = try await directory.seal(ledger)
        } catch let error as StoreError where [.corrupt, .missing, .foreign].contains(error.code) {
            throw error
        } catch {
            Output.note("The newest entries are not sealed: \(error)")
        }
    }

    private func scope() throws -> EvidenceScope {
        if all { return .ledger }
        if let dataset {
            return .dataset(dataset.hasPrefix("dataset:") ? Subject(parsing: dataset) ?? .dataset(dataset) : .dataset(dataset))
        }
        let chosen = [("label", label), ("item", item), ("annotator", annotator)].first { $0.1 != nil }
        guard let (kind, subject) = chosen, let subject, let scope = EvidenceScope(kind: kind, subject: subject) else {
            throw CommandFailure("The subject is not of the kind that its option takes.", ExitStatus.usage)
        }
        return scope
    }

    private func report(_ source: LedgerEvidence) {
        let size = source.size
        let bytes = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
        if json.isOn {
            Output.json([
                "file": .string(output), "bytes": .integer(Int64(bytes)), "size": .integer(Int64(size.value)),
                "sealedSize": source.seal.map { .integer(Int64($0.size.value)) } ?? .null,
            ])
        } else {
            let seal = all ? "" : source.seal.map { ", sealed up to \($0.size)" } ?? ", without a seal"
            Output.line("\(output): \(bytes) bytes, proved against the checkpoint of size \(size)\(seal)")
        }
    }
}

extension Subject: ExpressibleByArgument {
    public init?(argument: String) { self.init(parsing: argument) }
}
