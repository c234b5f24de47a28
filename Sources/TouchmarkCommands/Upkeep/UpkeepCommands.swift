import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite
import Primitives

struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make histories and projections anew from the entries.",
        discussion: """
            All of it or nothing; the entries are not touched.

            Example: touchmark rebuild --ledger ledger
            """)

    @OptionGroup var ledger: LedgerOption
    @Flag(help: "Make a new vault where the old one is lost: what was sealed under it can never be read again.")
    var newVault = false
    @OptionGroup var json: JSONOption

    func run() throws {
        let directory = try ledger.open()
        let store = try directory.openStoreForWriting(newVault ? .making : .keeping)
        try directory.requireNewest(store)
        let size = try store.read { try $0.size() }
        let before = try store.readableDerivedDigest()
        var progress = ProgressBar("rebuilding", total: size.value)
        try Rebuild.run(from: store, into: store) { progress.update($0) }
        progress.finish()
        try store.remakeSealIndex()
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

extension LedgerStore {
    /// Makes anew what seals rest on, as far as the last of them goes: bundles are proved against that one.
    func remakeSealIndex() throws {
        try sealIndex.removeAll()
        guard let seal = try read({ try $0.newestSeal(below: $0.size()) }) else { return }
        let progress = SharedProgress("seals")
        defer { progress.finish() }
        try sealIndex.catchUp(with: self, to: seal.size) { progress.update($0, of: $1) }
    }
}

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy of the database to a new file, also while it is written to.",
        discussion: """
            Keys are not in it: neither those that sign, nor those of the vault, without which nothing sealed can be read from the
            copy. --vault copies the vault's too, under its master key (DIR/keys/vault.jwk), which is kept elsewhere. Keep the
            newest copy of the vault and no older one: an older one brings back what was erased since.

            Example: touchmark backup ledger-2026-11-23.db --vault vault-2026-11-23.db
            """)

    @OptionGroup var ledger: LedgerOption
    @Argument(help: "The new file.") var file: String
    @Option(help: "A new file for the keys of sealed values, wrapped under the master key.") var vault: String?

    func run() throws {
        let directory = try ledger.open()
        let place = try directory.vault(.ifThere)
        let store = try SQLiteStore(opening: directory.database, for: .reading, vault: place)
        let size = try store.backup(to: file, vault: vault)
        Output.line(
            "\(file) holds the ledger's first \(size) entries. Keep \(directory.keysToKeep) elsewhere; they are not in it.")
    }
}

extension LedgerDirectory {
    /// What no backup holds; connectors are easily forgotten, and nothing stands in for what they know.
    fileprivate var keysToKeep: String {
        let connectors = (try? FileManager.default.contentsOfDirectory(atPath: keys + "/connectors")) ?? []
        return connectors.isEmpty ? "the keys" : "the keys and what connectors know (keys/connectors)"
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into a new directory, for reading.",
        discussion: """
            The copy is read-only, and gets no keys: a ledger that goes on from an old copy would contradict what it signed after
            the copy was made. touchmark resume lets it go on once it is shown the newest checkpoint known outside.

            --vault takes the copy of the vault's keys that touchmark backup wrote; put the master key, vault.jwk, into the new
            directory's keys before you read what was sealed.

            Example: touchmark restore ledger-2026-11-23.db restored --vault vault-2026-11-23.db
            """)

    @Argument(help: "A file that touchmark backup wrote, or a ledger.db that was copied with the ledger.db-wal beside it.")
    var file: String
    @Argument(help: "A new or empty directory.") var directory: String
    @Option(help: "A copy of the vault that touchmark backup wrote.") var vault: String?
    @OptionGroup var json: JSONOption

    func run() throws {
        let (size, damage) = try LedgerDirectory.restore(file, vault: vault, to: directory)
        let restored = try LedgerDirectory(directory)
        if let damage { Output.note("\(damage). They are not in \(directory).") }
        if json.isOn {
            Output.json(["origin": .string(restored.origin), "entries": .integer(Int64(size.value))])
        } else {
            Output.line("\(directory) holds \(restored.origin) with \(size) entries, for reading.")
        }
    }
}
