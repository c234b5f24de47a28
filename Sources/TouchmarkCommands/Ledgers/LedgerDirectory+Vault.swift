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
        /// Made if neither file is there.
        case making
        /// Without it disclosures stay locked.
        case ifThere
    }

    var vaultFile: String { keys + "/vault.db" }
    var masterKeyFile: String { key("vault") }

    /// - Throws: `CommandFailure` if one of the two files is missing, or the master key is none.
    func vault(_ need: VaultNeed) throws -> VaultPlace? {
        let files = FileManager.default
        let (hasKeys, hasMaster) = (files.fileExists(atPath: vaultFile), files.fileExists(atPath: masterKeyFile))
        switch need {
        case .ifThere where !hasKeys || !files.isReadableFile(atPath: masterKeyFile): return nil
        case .making where hasKeys && !hasMaster:
            throw CommandFailure(
                """
                \(vaultFile) is there and its master key \(masterKeyFile) is not. Put it back: without it nothing that was sealed \
                can be read. To go on without what was sealed, move \(vaultFile) away.
                """)
        case .making where hasMaster && !hasKeys:
            throw CommandFailure(
                """
                \(masterKeyFile) is there and the vault \(vaultFile) is not. Put back its newest copy: without it nothing that was \
                sealed can be read. To go on with a new vault and without what was sealed, move \(masterKeyFile) away.
                """)
        case .making where !hasMaster:
            try OwnersFile.create(masterKeyFile, MasterKey().jwk.canonicalText + "\n", "a master key")
        default: break
        }
        return VaultPlace(path: vaultFile, masterKey: try readMasterKey())
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

    private func readMasterKey() throws -> MasterKey {
        let bytes = try OwnersFile.read(masterKeyFile, "master key")
        guard let json = try? JSONValue(parsing: bytes), let key = MasterKey(jwk: json) else {
            throw CommandFailure("\(masterKeyFile) is no JWK of type oct with 32 bytes.", ExitStatus.unreadable)
        }
        return key
    }

    /// The database itself, for upkeep; nothing says here whether the ledger may go on.
    func openStoreForWriting() throws -> SQLiteStore {
        try SQLiteStore(opening: database, for: .writing, vault: vault(.making))
    }
}
