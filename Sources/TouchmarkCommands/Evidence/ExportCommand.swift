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
            covered. A bundle of the whole ledger needs no seal. With --url a service makes the bundle, and shows what its token opens.

            Sealed values are shown unless they are withheld, by the names of their members: --withhold name,contact,employer,group \
            shows what was judged without who judged it; --withhold all shows nothing that was sealed.

            Example: touchmark export --label label:scans/i1/l1 -o i1.touchmark
            Example: touchmark export --dataset scans --url https://labels.example.org -o scans.touchmark
            """)

    @OptionGroup var ledger: LedgerSourceOption
    @OptionGroup var json: JSONOption
    @Option(help: "A label, label:d/i/l.") var label: Subject?
    @Option(help: "An item, item:d/i.") var item: Subject?
    @Option(help: "A dataset: its id, or dataset:d.") var dataset: String?
    @Option(
        help: "An annotator, annotator:a or her id alone; a model or a connector too.",
        transform: { try Actor(orPerson: $0).standingSubject })
    var annotator: Subject?
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
        if let service = try ledger.service() { return try await order(from: service) }
        let directory = try ledger.open()
        if !choice.isNone { try directory.requireReadableVault() }
        let lacksVault = try !choice.isNone && directory.lacksVault()
        if lacksVault {
            Output.note(
                "The bundle withholds all that was sealed: there is no vault. It belongs in \(directory.vaultFile) and "
                    + "\(directory.masterKeyFile); put them back and export again, if sealed values are to be shown.")
        }
        if !all, !noSeal { try await seal(directory, lacksVault: lacksVault) }
        let source = try LedgerEvidence(try directory.openForReading(), showing: choice)
        if let cosigned = source.cosignedSize, cosigned < source.size {
            Output.note(
                "The newest cosignature is over \(cosigned) of \(source.size) entries. For a bundle under witnesses' word run touchmark witness "
                    + "ask, then export with --no-seal.")
        }
        if !all, let seal = source.stolenSeal {
            Output.note(
                "The newest seal, entry \(seal), is by a key that is declared compromised from before it: no bundle rests on it. Run touchmark "
                    + "seal with a key that is good, then export once more.")
        }
        let writer = BundleWriter(
            source, scope: try scope(), generator: "touchmark \(TouchmarkCommand.version)", created: SystemClock().now())
        do {
            try await write { sink in
                let summary = try await writer.write { try sink($0) }
                return (summary.size, summary.sealedSize)
            }
        } catch let error as ExportError {
            guard error.code == .damaged else { throw CommandFailure("Nothing was exported: \(error)") }
            throw CommandFailure(
                "Nothing was exported: \(error). Run touchmark check, and restore the ledger from a backup.",
                ExitStatus.unreadable)
        }
    }

    /// Lets `body` write the bundle to where it was asked for, and say what it is proved against and sealed to; where that
    /// fails nothing is left.
    private func write(
        _ body: (_ sink: ([UInt8]) throws -> Void) async throws -> (size: TreeSize, sealedSize: TreeSize?)
    ) async throws {
        guard output != "-" else {
            _ = try await body { Output.write($0, to: .standardOutput) }
            return
        }
        let file = try NewFile(output)
        var progress = ProgressBar("exporting, bytes", total: nil)
        var written: UInt64 = 0
        let reached: (size: TreeSize, sealedSize: TreeSize?)
        do {
            reached = try await body { piece in
                try file.write(piece)
                written += UInt64(piece.count)
                progress.update(written)
            }
            try file.publish()
        } catch {
            file.discard()
            throw error
        }
        progress.finish()
        report(written, reached.size, reached.sealedSize)
    }

    /// Has the service make the bundle, and fetches it.
    private func order(from service: ServedLedger) async throws {
        var order: JSONObject = ["subject": .string(try scope().subject.description)]
        order.set("disclose", try SealedValueOptions.names(sealed.disclose))
        order.set("withhold", try SealedValueOptions.names(sealed.withhold))
        if noSeal { order["seal"] = false }
        let answer = try await service.order("/v1/exports", .object(order))
        guard let id = answer["export"]?.string, let size = answer["size"]?.integer.flatMap(UInt64.init(exactly:)) else {
            throw CommandFailure("\(service.address) does not say where the bundle is.", ExitStatus.unreadable)
        }
        let sealedSize = answer["sealedSize"]?.integer.flatMap(UInt64.init(exactly:))
        let bundle = try await service.get(
            "/v1/exports/\(PercentEncoded.segment(id))", accepting: "application/vnd.touchmark.evidence+jsonl")
        try await write { sink in
            try await service.forEachPiece(of: bundle, sink)
            return (TreeSize(size), sealedSize.map { TreeSize($0) })
        }
    }

    /// Seals, or says why not: the last seal serves then.
    ///
    /// - Parameter lacksVault: that there is no vault, and where it belongs, has been said.
    private func seal(_ directory: LedgerDirectory, lacksVault: Bool) async throws {
        do {
            let ledger = try directory.openForWriting(
                orElse: "Or order the bundle from it, if it is a service (--url): it seals before.")
            defer { ledger.close() }
            _ = try await directory.seal(ledger)
        } catch let error as StoreError where [.corrupt, .missing, .foreign].contains(error.code) {
            throw error
        } catch {
            Output.note(
                "The newest entries are not sealed: \(lacksVault ? "without its vault a ledger is not written." : "\(error)")")
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

    private func report(_ bytes: UInt64, _ size: TreeSize, _ sealedSize: TreeSize?) {
        if json.isOn {
            Output.json([
                "file": .string(output), "bytes": .integer(Int64(bytes)), "size": .integer(Int64(size.value)),
                "sealedSize": sealedSize.map { .integer(Int64($0.value)) } ?? .null,
            ])
        } else {
            let seal = all ? "" : sealedSize.map { ", sealed up to \($0)" } ?? ", without a seal"
            Output.line("\(output): \(bytes) bytes, proved against the checkpoint of size \(size)\(seal)")
        }
    }
}

extension Subject: ExpressibleByArgument {
    public init?(argument: String) { self.init(parsing: argument) }
}
