import Foundation
import LedgerSQLite
import Vault

/// A directory that goes when its owner does.
final class TemporaryDirectory {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "touchmark-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    private let masterKey = MasterKey()

    /// The same vault each time; of another name, another one under the same master key.
    func vault(_ name: String = "vault.db") -> VaultPlace { VaultPlace(path: path(name), masterKey: masterKey) }
}
