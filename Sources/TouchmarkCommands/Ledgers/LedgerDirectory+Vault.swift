import Foundation
import Intake
import Ledger
import LedgerSQLite
import Primitives
import Vault

/// The vault of disclosures: `keys/vault.db` with a key for each keeper, and `keys/vault.jwk`, under which those are kept.
///
/// Both are apart from the database, and so apart from its backups: what is erased there cannot be brought back from here.
extension LedgerDirectory {
    enum VaultNeed {
        /// A new one is made unless there is one: whoever asks has decided so.
        case making
        /// As `making`, unless something was sealed before: its keys must be found, not replaced.
        case keeping
        /// Without it disclosures stay locked.
        case ifThere
    }

    var vaultFile: String { keys + "/vault.db" }
    var masterKeyFile: String { key("vault") }

    /// - Throws: `CommandFailure` if one of the two files is missing, or the master key is none.
    func vault(_ need: VaultNeed) throws -> VaultPlace? {
        let files = FileManager.default
        let (hasKeys, hasMaster) = (files.fileExists(atPath: vaultFile), files.fileExists(atPath: masterKeyFile))
        if need == .ifThere, !hasKeys || !files.isReadableFile(atPath: masterKeyFile) { return nil }
        guard hasMaster || !hasKeys else { throw missing(masterKeyFile, remedy: ": move \(vaultFile) away, and then") }
        guard try hasKeys || need == .making || !SQLiteStore.needsVault(database) else { throw missing(vaultFile, remedy: ":") }
        if !hasMaster { try OwnersFile.create(masterKeyFile, MasterKey().jwk.canonicalText + "\n", "a master key") }
        return VaultPlace(path: vaultFile, masterKey: try readMasterKey())
    }

    private func missing(_ file: String, remedy: String) -> CommandFailure {
        CommandFailure(
            """
            \(file) is not there, and without it nothing that was sealed can be read. Put it back, in its newest copy. To go on \
            with a new vault and without what was sealed\(remedy) touchmark rebuild --new-vault --ledger \(path)
            """)
    }

    /// - Throws: `CommandFailure` if there is a vault that cannot be opened: what was sealed would be withheld by nobody's
    ///   choice.
    func requireReadableVault() throws {
        let isThere = [vaultFile, masterKeyFile].filter { FileManager.default.fileExists(atPath: $0) }
        guard !isThere.isEmpty, try vault(.ifThere) == nil else { return }
        throw CommandFailure(
            """
            What was sealed cannot be read here: it takes \(vaultFile) and \(masterKeyFile), and one of them is missing or \
            cannot be read. Put it back, or export without all that was sealed: --withhold all.
            """)
    }

    /// True if the ledger has sealed values and here is nothing of their vault.
    func lacksVault() throws -> Bool {
        try ![vaultFile, masterKeyFile].contains { FileManager.default.fileExists(atPath: $0) }
            && SQLiteStore.needsVault(database)
    }

    private func readMasterKey() throws -> MasterKey {
        let bytes = try OwnersFile.read(masterKeyFile, "master key")
        guard let json = try? JSONValue(parsing: bytes), let key = MasterKey(jwk: json) else {
            throw CommandFailure("\(masterKeyFile) is no JWK of type oct with 32 bytes.", ExitStatus.unreadable)
        }
        return key
    }

    /// The database itself, for upkeep; nothing says here whether the ledger may go on.
    func openStoreForWriting(_ need: VaultNeed = .keeping) throws -> SQLiteStore {
        try SQLiteStore(opening: database, for: .writing, vault: vault(need))
    }
}
