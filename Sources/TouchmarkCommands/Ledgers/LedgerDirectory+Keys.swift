import Files
import Foundation
import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// Keys in `keys/` that are replaced by others.
///
/// The new key waits in `ROLE-next.jwk`. Once the ledger names it, it takes the place of `ROLE.jwk`, and the old one is kept under
/// its thumbprint. A run that ends between the two is finished by whoever opens the ledger for writing next.
extension LedgerDirectory {
    static let replaceableKeys = ["log", "operator", "service"]

    func nextKey(_ role: String) -> String { key("\(role)-next") }

    /// The key that waits for `role`, that of a run before, or a new one. For the one who holds the writer's lock.
    ///
    /// - Parameter anew: also in the place of one that waits and that the ledger does not name yet: whoever took the old key may
    ///   know it.
    func preparedKey(_ role: String, anew: Bool, _ store: any LedgerStore) throws -> PrivateKey {
        let file = nextKey(role)
        guard FileManager.default.fileExists(atPath: file) else { return try KeyFile.make(at: file) }
        let waiting = try KeyFile.read(file)
        if try !anew || isNamed(waiting, as: role, by: history(of: store)) { return waiting }
        try FileManager.default.removeItem(atPath: file)
        return try KeyFile.make(at: file)
    }

    /// The log's key in its place, if one before it has no end yet: a run before stopped short of that. For the one who holds
    /// the writer's lock.
    func logKeyOfUnfinishedRotation(_ store: any LedgerStore) throws -> PrivateKey? {
        let inPlace = try KeyFile.read(key("log"))
        guard let keys = try history(of: store)?.logKeys, let newest = keys.last, newest.vkey == vkey(of: inPlace),
            newest.end == nil, keys.dropLast().contains(where: { $0.end == nil })
        else { return nil }
        return inPlace
    }

    /// Puts every waiting key that the ledger names in its place. For the one who holds the writer's lock.
    func finishKeyRotations(_ store: any LedgerStore) throws {
        let waiting = Self.replaceableKeys.filter { FileManager.default.fileExists(atPath: nextKey($0)) }
        guard !waiting.isEmpty else { return }
        let history = try history(of: store)
        for role in waiting {
            let next = try KeyFile.read(nextKey(role))
            if isNamed(next, as: role, by: history) { try install(next, as: role) }
        }
    }

    /// Removes private keys under names that nobody gave them, left by a run that was killed while it wrote them. For the one who holds
    /// the writer's lock.
    func removeLeftKeys() {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: keys)) ?? [] where DurableFile.isTemporary(name) {
            let file = "\(keys)/\(name)"
            // Not everybody who writes here has that lock; nobody takes an hour.
            guard let known = try? files.attributesOfItem(atPath: file), known[.type] as? FileAttributeType == .typeRegular,
                let changed = known[.modificationDate] as? Date, changed.timeIntervalSinceNow < -3600
            else { continue }
            // The ledger can do without: whoever opens it next tries again.
            try? files.removeItem(atPath: file)
        }
    }

    private func history(of store: any LedgerStore) throws -> LedgerHistory? {
        try store.read { try LedgerHistories($0).fold(LedgerHistory.self, of: .ledger) }
    }

    private func isNamed(_ key: PrivateKey, as role: String, by history: LedgerHistory?) -> Bool {
        role == "log"
            ? history?.logKeys.contains { $0.vkey == vkey(of: key) } == true
            : history?.officerKeys[key.publicKey.thumbprint] != nil
    }

    private func vkey(of key: PrivateKey) -> String { LogSigner(origin: origin, key: key).vkey.text }

    private func install(_ next: PrivateKey, as role: String) throws {
        let file = key(role)
        if FileManager.default.fileExists(atPath: file) {
            let old = try KeyFile.read(file).publicKey.thumbprint
            let kept = key("\(role)-\(old)")
            if !FileManager.default.fileExists(atPath: kept) { try FileManager.default.linkItem(atPath: file, toPath: kept) }
        }
        if role == "log" {
            try DurableFile.replace(vkeyFile, Array((vkey(of: next) + "\n").utf8), mode: 0o644)
        }
        do throws(FileFailure) { try Directory.rename(nextKey(role), to: file) } catch {
            throw CommandFailure("\(file) cannot be replaced: \(error.why). Run the command again.")
        }
    }
}
