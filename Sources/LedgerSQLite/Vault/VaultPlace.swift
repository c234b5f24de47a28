package import Vault

/// Where the keys of a ledger's disclosures are, and under which key they are kept.
package struct VaultPlace: Sendable {
    /// A SQLite file, apart from the ledger's, so that copies of the one are not copies of the other.
    package let path: String
    package let masterKey: MasterKey

    package init(path: String, masterKey: MasterKey) {
        self.path = path
        self.masterKey = masterKey
    }
}
