public import ArgumentParser
import Evidence
import Foundation
import Ledger
import Primitives
public import Provenance

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write an evidence bundle: what a regulator verifies offline.",
        discussion: "Example: touchmark export --label label:scans/i1/l1 -o i1.touchmark")

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(help: "A label, label:d/i/l.") var label: Subject?
    @Option(help: "An item, item:d/i.") var item: Subject?
    @Option(help: "A dataset: its id, or dataset:d.") var dataset: String?
    @Option(help: "An annotator, annotator:a; a model or a connector too.") var annotator: Subject?
    @Flag(help: "The whole ledger.") var all = false
    @Flag(help: "Leave out what was sealed: names and free text stay digests.") var withhold = false
    @Option(name: .shortAndLong, help: "The new file; - is standard output.") var output: String

    func validate() throws {
        let chosen = [label != nil, item != nil, dataset != nil, annotator != nil, all].count { $0 }
        guard chosen == 1 else { throw ValidationError("Give one of --label, --item, --dataset, --annotator, --all.") }
    }

    func run() async throws {
        let source = try LedgerEvidence(try ledger.open().openForReading(), showsDisclosures: !withhold)
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
        report(source.size)
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

    private func report(_ size: TreeSize) {
        let bytes = (try? FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
        if json.isOn {
            Output.json(["file": .string(output), "bytes": .integer(Int64(bytes)), "size": .integer(Int64(size.value))])
        } else {
            Output.line("\(output): \(bytes) bytes, proved against the checkpoint of size \(size)")
        }
    }
}

/// A file that has its name only once it is whole.
struct NewFile {
    private let path: String
    private let temporary: String
    private let handle: FileHandle

    /// - Throws: if there is a file of that name, or none can be made.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        self.path = path
        temporary = path + ".part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let handle = FileHandle(forWritingAtPath: temporary)
        else { throw CommandFailure("\(temporary) cannot be written.") }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws {
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            discard()
            throw CommandFailure("\(path) cannot be written: \(SystemReason.description(of: error)). Nothing is left of it.")
        }
    }

    /// Lets `body` write texts, with a progress bar over their bytes, and publishes the file; where that fails nothing is left.
    func writing(_ title: String, _ body: (_ write: @escaping (String) throws -> Void) throws -> Void) throws {
        var progress = ProgressBar(title, total: nil)
        var written: UInt64 = 0
        do {
            try body { text in
                try write(Array(text.utf8))
                written += UInt64(text.utf8.count)
                progress.update(written)
            }
            try publish()
        } catch {
            discard()
            throw error
        }
        progress.finish()
    }

    func publish() throws {
        try handle.synchronize()
        try handle.close()
        try FileManager.default.moveItem(atPath: temporary, toPath: path)
    }

    func discard() {
        // Of what is not there nothing needs to be removed.
        _ = try? FileManager.default.removeItem(atPath: temporary)
    }
}

extension Subject: ExpressibleByArgument {
    public init?(argument: String) { self.init(parsing: argument) }
}
