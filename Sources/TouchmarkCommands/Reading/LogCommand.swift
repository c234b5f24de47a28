import ArgumentParser
import Foundation
import Ledger
import Primitives
import Provenance

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print entries of the log.",
        discussion: """
            With --url a service shows what its token opens. That the log holds it, touchmark monitor and bundles prove.

            Example: touchmark log --subject label:scans/i1/l1 --json
            Example: touchmark log --url https://labels.example.org --follow
            """)

    @OptionGroup var ledger: LedgerSourceOption
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
        if let service = try ledger.service() { return try await show(from: service, subject) }
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
                try show(reader.entry(at: index), reader)
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
        guard wants(entry.event) else { return }
        if json.isOn {
            let disclosures = try reader.disclosures(of: stored.index).map { JSONValue.string($0.encoded) }
            Output.json([
                "index": .integer(Int64(stored.index.value)), "entry": .string(String(decoding: stored.bytes, as: UTF8.self)),
                "disclosures": .array(disclosures),
            ])
        } else {
            show(entry.index, entry.recorded, entry.event)
        }
    }

    private func wants(_ event: Event) -> Bool { type == nil || event.type == type || event.type == "touchmark." + (type ?? "") }

    private func show(_ index: EntryIndex, _ recorded: Timestamp, _ event: Event) {
        let type = event.type.replacing("touchmark.", with: "")
        Output.line("\(index)  \(recorded)  \(event.source)  \(type)  \(event.subject)")
    }

    private func show(from service: ServedLedger, _ subject: Subject?) async throws {
        guard !follow else {
            return try await service.followEntries(from: from) { entry in
                if subject.map({ entry.event.subjects.contains($0) }) ?? true, wants(entry.event) { show(entry) }
            }
        }
        var filter: [(name: String, value: String)] = []
        if let type { filter.append(("type", type)) }
        if let subject { filter.append(("subject", subject.description)) }
        try await service.forEachEntry(from: from, filter) { show($0) }
    }

    private func show(_ entry: ShownEntry) {
        if json.isOn { Output.json(entry.json) } else { show(entry.index, entry.recorded, entry.event) }
    }
}
