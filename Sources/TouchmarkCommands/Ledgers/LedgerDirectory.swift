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
    /// The ledger's: it believes what the operator says of a long rest.
    let clock: SystemClock

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
        guard FileManager.default.fileExists(atPath: file) else { throw Self.holdsNone(path) }
        let text = String(decoding: try WholeFile.read(file), as: UTF8.self)
        let settings: Any?
        do { settings = try Yams.load(yaml: text) } catch {
            throw CommandFailure("\(file) is no YAML and names no origin: \(error)", ExitStatus.unreadable)
        }
        let members = settings as? [String: Any]
        guard let origin = members?["origin"] as? String else {
            throw CommandFailure("\(file) names no origin. It should hold a line \"origin: NAME\".", ExitStatus.unreadable)
        }
        self.origin = origin
        clock = SystemClock(restedUntil: try Self.time(members?["rested"], file))
    }

    private static func holdsNone(_ path: String) -> CommandFailure {
        let isBegun = FileManager.default.fileExists(atPath: path + "/keys")
        return CommandFailure(
            isBegun
                ? "There is no ledger in \(path): it has keys and no touchmark.yaml. If it was a ledger, put that file back. If a touchmark "
                    + "init was stopped in it, empty it and run that again."
                : "There is no ledger in \(path). Make one with touchmark init, or name one with --ledger.",
            ExitStatus.unreadable)
    }

    private init(path: String, origin: String) {
        self.path = path
        self.origin = origin
        clock = SystemClock()
    }

    /// YAML reads what looks like a time as one.
    private static func time(_ value: Any?, _ file: String) throws -> Timestamp? {
        switch value {
        case nil: return nil
        case let date as Date: return Timestamp(microseconds: Int64(date.timeIntervalSince1970.rounded(.up)) * 1_000_000)
        case let text as String where Timestamp(text) != nil: return Timestamp(text)
        default: throw CommandFailure("rested in \(file) is no time, such as 2036-11-27T09:00:00Z.", ExitStatus.unreadable)
        }
    }

    /// Makes a new ledger with its keys and its first two entries; where that fails, nothing is left of it.
    ///
    /// - Parameter operatorKey: the operator's, if there is one already; else one is made.
    static func create(
        _ path: String, _ opening: Opening, operatorKey: PrivateKey? = nil
    ) async throws -> LedgerDirectory {
        try requireUnused(path)
        let key = operatorKey ?? PrivateKey()
        if FileManager.default.fileExists(atPath: path) {
            try await fillEmpty(path, opening, key)
        } else {
            try await make(path, opening, key)
        }
        return LedgerDirectory(path: path, origin: opening.origin)
    }

    /// Where there is nothing: a directory that has its name only once it is whole.
    private static func make(_ path: String, _ opening: Opening, _ operatorKey: PrivateKey) async throws {
        do {
            try FileManager.default.createDirectory(atPath: Directory.holding(path), withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("\(path) cannot be made: \(SystemReason.description(of: error)).")
        }
        let place = NewDirectory(inPlaceOfEmpty: path)
        try place.fill { try makeKeys(in: $0) }
        do { try await fill(place.part, opening, operatorKey) } catch {
            place.discard()
            throw error
        }
        try place.publish()
    }

    /// In a directory that is there, and may be a disk of its own: no other one can take its place.
    private static func fillEmpty(_ path: String, _ opening: Opening, _ operatorKey: PrivateKey) async throws {
        // Of two runs at once, one.
        try makeKeys(in: path)
        do { try await fill(path, opening, operatorKey) } catch {
            removeMade(in: path)
            throw error
        }
    }

    /// What a ledger is made of. Whoever made `keys` made the others.
    private static func removeMade(in path: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: path)) ?? []
        where ["keys", "log.vkey", "touchmark.yaml"].contains(name) || name.hasPrefix("ledger.db") {
            try? files.removeItem(atPath: "\(path)/\(name)")
        }
    }

    private static func fill(_ path: String, _ opening: Opening, _ operatorKey: PrivateKey) async throws {
        let directory = LedgerDirectory(path: path, origin: opening.origin)
        try KeyFile.write(operatorKey, to: directory.key("operator"))
        let serviceKey = try KeyFile.make(at: directory.key("service"))
        let logKey = try KeyFile.make(at: directory.key("log"))
        let ledger = try Ledger(
            store: try SQLiteStore.create(at: directory.database, vault: directory.vault(.making)), origin: opening.origin,
            logKey: logKey, clock: directory.clock)
        let drafts = opening.drafts(operatorKey: operatorKey, serviceKey: serviceKey, logKey: logKey)
        let signer = EventSigner(ledger: opening.origin)
        let now = SystemClock().now()
        let tokens = try drafts.map { try signer.sign($0, id: .random(at: now), at: now, with: operatorKey).token }
        for outcome in try await ledger.append(tokens, atomically: true) {
            if case .refused(let refusal) = outcome { throw CommandFailure("The ledger cannot be opened: \(refusal)") }
        }
        ledger.close()
        // Last: what has these is a ledger.
        try write(origin: opening.origin, vkey: LogSigner(origin: opening.origin, key: logKey).vkey.text, to: path)
    }

    /// The files that say which ledger this is.
    static func write(origin: String, vkey: String, to path: String) throws {
        try DurableFile.replace(path + "/log.vkey", Array((vkey + "\n").utf8), mode: 0o644)
        try DurableFile.replace(configuration(path), Array(try Yams.dump(object: ["origin": origin]).utf8), mode: 0o644)
    }

    /// - Throws: if somebody else did.
    static func makeKeys(in path: String) throws {
        guard mkdir(path + "/keys", 0o700) == 0 else {
            let reason = SystemReason.last
            throw reason.code == EEXIST
                ? CommandFailure("\(path) is in use: somebody else makes a ledger in it. Choose a new directory.")
                : CommandFailure("\(path) cannot be made: \(reason).")
        }
        do {
            for name in [path, path + "/keys"] { try Directory.syncName(name) }
        } catch {
            throw CommandFailure("\(path) cannot be made: \(SystemReason.description(of: error)).")
        }
    }

    static func requireUnused(_ path: String) throws {
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
                throw CommandFailure(
                    "\(path) is in use: it holds \(there.count == 1 ? "a file" : "\(there.count) files"). Choose a new directory."
                )
            }
        }
    }

    /// The one writer. Throws if another process has the ledger, or if it was restored and may lack what others hold.
    ///
    /// - Parameters:
    ///   - way: what can be done while another process writes, as a sentence, if there is something.
    ///   - observer: hears of every batch.
    ///   - successor: makes or finds, under the writer's lock, the key that takes over from the log's with the batch that adds it.
    func openForWriting(
        orElse way: String? = nil, observer: (any SequencerObserver)? = nil,
        successor: (any LedgerStore) throws -> PrivateKey? = { _ in nil }
    ) throws -> Ledger {
        try requireNotRestored()
        let store = try openStore(orElse: way)
        try requireNewest(store)
        let successor = try successor(store)
        try finishKeyRotations(store)
        removeLeftKeys()
        try ConnectorStation.coverPeople(keys: keys)
        return try Ledger(
            store: store, origin: origin, logKey: try KeyFile.read(key("log")), successor: successor, clock: clock,
            observer: observer)
    }

    private func openStore(orElse way: String?) throws -> SQLiteStore {
        do { return try openStoreForWriting() } catch let error as StoreError where error.code == .busy {
            throw CommandFailure(way.map { "\(error) \($0)" } ?? "\(error)")
        }
    }

    /// For reading, also while another process writes.
    func openForReading() throws -> any LedgerStore {
        try SQLiteStore(opening: database, for: .reading, vault: vault(.ifThere))
    }
}
