import Foundation
import Ledger
import LedgerSQLite
import Provenance
import Yams

extension LedgerDirectory {
    /// A directory without keys around a copy of a backup.
    static func restore(_ backup: String, to path: String) throws -> LedgerDirectory {
        guard FileManager.default.fileExists(atPath: backup) else {
            throw CommandFailure("There is no backup \(backup).", ExitStatus.unreadable)
        }
        let opening = try SQLiteStore(opening: backup, for: .reading).read { reader in
            try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)
        }
        guard let origin = opening?.origin, let vkey = opening?.opened?.vkey else {
            throw CommandFailure("\(backup) holds no ledger: it has no opening entry.", ExitStatus.unreadable)
        }
        try prepare(path)
        try FileManager.default.copyItem(atPath: backup, toPath: path + "/ledger.db")
        try write(origin: origin, vkey: vkey, to: path)
        return try LedgerDirectory(path)
    }
}
