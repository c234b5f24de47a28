import Files
import Foundation
import Intake
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures
import Yams

/// A ledger on disk: `touchmark.yaml`, `ledger.db`, `keys/` and `log.vkey`.
struct LedgerDirectory {
    let path: String
    let origin: String

    var database: String { path + "/ledger.db" }
    var vkeyFile: String { path + "/log.vkey" }
    var keys: String { path + "/keys" }
    func key(_ name: String) -> String { "\(keys)/\(name).jwk" }
    var configurationFile: String { Self.configuration(path) }
    private static func configuration(_ path: String) -> String { path + "/touchmark.yaml" }

    /// Opens a directory that `touchmark init` made.
    init(_ path: String) throws {
        self.path = path
        let file = Self.configuration(path)
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(
                "There is no ledger in \(path). Make one with touchmark init, or name one with --ledger.", ExitStatus.unreadable)
        }
        let text = String(decoding: try WholeFile.read(file), as: UTF8.self)
        let settings: Any?
        do { settings = try Yams.load(yaml: text) } catch {
            throw CommandFailure("\(file) is no YAML and names no origin: \(error)", ExitStatus.unreadable)
        }
        guard let origin = (settings as? [String: Any])?["origin"] as? String else {
            throw CommandFailure("\(file) names no origin. It should hold a line \"origin: NAME\".", ExitStatus.unreadable)
        }
        self.origin = origin
    }

    private init(path: String, origin: String) {
        self.path = path
        self.origin = origin
    }

    /// Makes a new ledger with its keys and its first two entries; where that fails, nothing is left of it.
    ///
    /// - Parameter operatorKey: the operator's, if there is one already; else one is made.
    static func create(
        _ path: String, _ opening: Opening, operatorKey: PrivateKey? = nil
    ) async throws -> LedgerDirectory {
        let wasThere = FileManager.default.fileExists(atPath: path)
        try prepare(path)
        do {
            return try await fill(path, opening, operatorKey ?? PrivateKey())
        } catch {
            // It was empty, or not there: all that is in it now was made here.
            let made =
                wasThere ? ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).map { "\(path)/\($0)" } : [path]
            for file in made { try? FileManager.default.removeItem(atPath: file) }
            throw error
        }
    }

    private static func fill(
        _ path: String, _ opening: Opening, _ operatorKey: PrivateKey
    ) async throws -> LedgerDirectory {
        let directory = LedgerDirectory(path: path, origin: opening.origin)
        try KeyFile.write(operatorKey, to: directory.key("operator"))
        let serviceKey = try KeyFile.make(at: directory.key("service"))
        let logKey = try KeyFile.make(at: directory.key("log"))
        try write(origin: opening.origin, vkey: LogSigner(origin: opening.origin, key: logKey).vkey.text, to: path)

        let ledger = try Ledger(
            store: try SQLiteStore.create(at: directory.database, vault: directory.vault(.making)), origin: opening.origin,
            logKey: logKey, clock: SystemClock())
        let drafts = opening.drafts(operatorKey: operatorKey, serviceKey: serviceKey, logKey: logKey)
        let signer = EventSigner(ledger: opening.origin)
        let now = SystemClock().now()
        let tokens = try drafts.map { try signer.sign($0, id: .random(at: now), at: now, with: operatorKey).token }
        for outcome in try await ledger.append(tokens, atomically: true) {
            if case .refused(let refusal) = outcome { throw CommandFailure("The ledger cannot be opened: \(refusal)") }
        }
        ledger.finish()
        return directory
    }

    /// The files that say which ledger this is.
    static func write(origin: String, vkey: String, to path: String) throws {
        try DurableFile.replace(path + "/log.vkey", Array((vkey + "\n").utf8), mode: 0o644)
        try DurableFile.replace(configuration(path), Array(try Yams.dump(object: ["origin": origin]).utf8), mode: 0o644)
    }

    static func prepare(_ path: String) throws {
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        if files.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue {
            throw CommandFailure("\(path) is a file. Choose a new directory.")
        }
        if isDirectory.boolValue {
            let there: [String]
            do { there = try files.contentsOfDirectory(atPath: path) } catch {
                throw CommandFailure("\(path) cannot be read: \(SystemReason.description(of: error)). Choose a new directory.")
            }
            guard there.isEmpty else {
                throw CommandFailure("\(path) is in use: it holds \(there.count) files. Choose a new directory.")
            }
        }
        do {
            try files.createDirectory(
                atPath: path + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for name in [path, path + "/keys"] { try Directory.syncName(name) }
        } catch {
            throw CommandFailure("\(path) cannot be made: \(SystemReason.description(of: error)).")
        }
    }

    /// The one writer. Throws if another process has the ledger, or if it was restored and may lack what others hold.
    ///
    /// - Parameters:
    ///   - observer: hears of every batch.
    ///   - successor: the key that takes over from the log's with the batch that adds it.
    func openForWriting(
        observer: (any SequencerObserver)? = nil, successor: PrivateKey? = nil
    ) throws -> Ledger {
        let store = try openStoreForWriting()
        try requireNotRestored()
        try finishKeyRotations(store)
        return try Ledger(
            store: store, origin: origin, logKey: try KeyFile.read(key("log")), successor: successor, clock: SystemClock(),
            observer: observer)
    }

    /// For reading, also while another process writes.
    func openForReading() throws -> any LedgerStore {
        try SQLiteStore(opening: database, for: .reading, vault: vault(.ifThere))
    }
}
