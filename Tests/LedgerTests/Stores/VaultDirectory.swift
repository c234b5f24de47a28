import LedgerSQLite
import LedgerTesting
import Vault

extension TemporaryDirectory {
    private static let masterKey = MasterKey()

    /// The same vault each time; of another name, another one under the same master key.
    func vault(_ name: String = "vault.db") -> VaultPlace { VaultPlace(path: path(name), masterKey: Self.masterKey) }
}
