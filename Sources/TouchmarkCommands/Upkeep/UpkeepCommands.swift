import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Primitives

struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make histories and projections anew from the entries.",
        discussion: "All of it or nothing; the entries are not touched.\n\nExample: touchmark rebuild --ledger ledger")

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption

    func run() throws {
        let directory = try ledger.open()
        let store = try SQLiteStore(opening: directory.database, for: .writing)
        let size = try store.read { try $0.size() }
        let before = try store.readableDerivedDigest()
        var progress = ProgressBar("rebuilding", total: size.value)
        try Rebuild.run(from: store, into: store) { progress.update($0) }
        progress.finish()
        try Self.remakeSealIndex(of: store)
        let after = try store.derivedDigest()
        if json.isOn {
            Output.json([
                "entries": .integer(Int64(size.value)), "changed": .bool(before != after), "digest": .string(after.contentDigest),
            ])
        } else {
            let result = before == after ? "they are what they were" : "they differed from the entries and are right now"
            Output.line("Histories and projections of \(size) entries made anew: \(result) (\(after.contentDigest)).")
        }
    }
}

extension RebuildCommand {
    /// What seals rest on, as far as the last of them goes: bundles are proved against that one.
    private static func remakeSealIndex(of store: any LedgerStore) throws {
        try store.sealIndex.removeAll()
        guard let seal = try store.read({ try $0.newestSeal(below: $0.size()) }) else { return }
        let progress = SharedProgress("seals")
        defer { progress.finish() }
        try store.sealIndex.catchUp(with: store, to: seal.size) { progress.update($0, of: $1) }
    }
}

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy of the database to a new file, also while it is written to.",
        discussion: "Keys are not in it: keep DIR/keys elsewhere.\n\nExample: touchmark backup ledger-2026-11-23.db")

    @OptionGroup var ledger: LedgerOption
    @Argument(help: "The new file.") var file: String

    func run() throws {
        let store = try ledger.open().openForReading()
        try store.backup(to: file)
        let size = try store.read { try $0.size() }
        Output.line("\(file) holds the ledger's \(size) entries. Keep the keys elsewhere; they are not in it.")
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into a new directory, for reading.",
        discussion: """
            The directory gets no keys, so nothing can be appended: a ledger that goes on from an old copy would contradict
            what it signed after the copy was made. Put the keys back only if nothing was appended since.

            Example: touchmark restore ledger-2026-11-23.db restored --origin labels.example.org/scans
            """)

    @Argument(help: "A file that touchmark backup wrote.") var file: String
    @Argument(help: "A new or empty directory.") var directory: String
    @OptionGroup var json: JSONOption

    func run() throws {
        let restored = try LedgerDirectory.restore(file, to: directory)
        let size = try restored.openForReading().read { try $0.size() }
        if json.isOn {
            Output.json(["origin": .string(restored.origin), "entries": .integer(Int64(size.value))])
        } else {
            Output.line("\(directory) holds \(restored.origin) with \(size) entries, for reading.")
        }
    }
}
