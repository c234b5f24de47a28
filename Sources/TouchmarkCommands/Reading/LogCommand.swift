import ArgumentParser
import Foundation
import Ledger
import Primitives
import Provenance

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print entries of the log.",
        discussion: "Example: touchmark log --subject label:scans/i1/l1 --json")

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(help: "The index to begin at.") var from: UInt64 = 0
    @Option(help: "Only entries of this type; touchmark. may be left out.") var type: String?
    @Option(help: "Only entries that touch this subject.") var subject: String?
    @Flag(help: "Go on with entries as they come.") var follow = false

    func validate() throws {
        guard let type, !EventBody.isType(type) else { return }
        throw ValidationError("There is no type \(type) of events. There are: \(EventBody.shortTypes.joined(separator: ", ")).")
    }

    func run() async throws {
        let subject = try self.subject.map { text in
            guard let subject = Subject(parsing: text) else {
                throw CommandFailure("\"\(text)\" is no subject.", ExitStatus.usage)
            }
            return subject
        }
        let store = try ledger.open().openForReading()
        var next = EntryIndex(from)
        repeat {
            next = try store.read { reader in
                let size = try reader.size()
                try show(next, below: size, subject, reader)
                return max(next, size.nextIndex)
            }
            if follow { try await Task.sleep(for: .milliseconds(250)) }
        } while follow
    }

    private func show(_ next: EntryIndex, below size: TreeSize, _ subject: Subject?, _ reader: any LedgerReader) throws {
        guard next < size.nextIndex else { return }
        if let subject {
            for index in try reader.history(of: subject, below: size) where index >= next {
                if let entry = try reader.entry(at: index) { try show(entry, reader) }
            }
        } else {
            try reader.forEachEntry(in: next..<size.nextIndex) { entry in
                try show(entry, reader)
                return true
            }
        }
    }

    private func show(_ stored: StoredEntry, _ reader: any LedgerReader) throws {
        let entry = try stored.logged()
        if let type, entry.event.type != type, entry.event.type != "touchmark." + type { return }
        if json.isOn {
            let disclosures = try reader.disclosures(of: stored.index).map { JSONValue.string($0.encoded) }
            Output.json([
                "index": .integer(Int64(stored.index.value)), "entry": .string(String(decoding: stored.bytes, as: UTF8.self)),
                "disclosures": .array(disclosures),
            ])
        } else {
            let type = entry.event.type.replacing("touchmark.", with: "")
            Output.line("\(entry.index)  \(entry.recorded)  \(entry.source)  \(type)  \(entry.event.subject)")
        }
    }
}
