package import Connectors
import Files
import Foundation
package import Ledger
import Primitives
package import Provenance
import Signatures

/// What a connector keeps beside the ledger: its own key and those in its custody, who is who, its secret, its settings, and what
/// it was told of foreign annotations.
///
/// `keys/connectors/<name>/`, files with mode 0600. One process at a time writes there: the one that has the ledger.
package struct ConnectorStation {
    package let connector: Actor
    let path: String
    /// Whether somebody who is known by her foreign id stays the same if her e-mail address is another one.
    package var takesChangedAddresses = false
    private var register: PeopleRegister
    private var people: Set<Actor>

    /// Opens the station of a connector that may be at work in a ledger already.
    ///
    /// - Throws: `IntakeError`; before anything is made, if the ledger knows the connector and its key is not here.
    package init(_ name: String, keys: String, in store: any LedgerStore) throws {
        try Self.requireKey(of: name, keys: keys, in: store)
        try self.init(name, keys: keys)
    }

    /// A connector that was enrolled and has lost its station knows nobody: it would enrol all people a second time.
    ///
    /// - Throws: `IntakeError.unreadable` if the ledger knows the connector and its key is not here.
    package static func requireKey(of name: String, keys: String, in store: any LedgerStore) throws {
        let connector = Actor(.connector, name)
        let path = try path(of: name, keys: keys)
        let file = keyFile(connector, in: path)
        guard !FileManager.default.fileExists(atPath: file) else { return }
        let isEnrolled = try store.read { try !$0.history(of: connector.standingSubject, below: $0.size()).isEmpty }
        guard isEnrolled else { return }
        throw IntakeError(
            .unreadable,
            "The ledger knows \(connector), and its key \(file) is not here. With another one, all people would be enrolled again, and "
                + "what they said would be theirs no more. Put \(path) of the newest copy of keys/ back. If there is none, nothing gives "
                + "the connector a new key: take a connector of another name, to which everybody is a stranger, for what is new.")
    }

    /// Opens the station, and makes its directory if it is new.
    ///
    /// - Parameter keys: the ledger's directory of keys.
    /// - Throws: `IntakeError`.
    package init(_ name: String, keys: String) throws {
        connector = Actor(.connector, name)
        path = try Self.path(of: name, keys: keys)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in [keys + "/connectors", path] { try Directory.syncName(name) }
        let actorsFile = path + "/actors.jsonl"
        let secretFile = Self.secretFile(path)
        guard try FileManager.default.fileExists(atPath: secretFile) || !PeopleRegister.needsSecret(actorsFile) else {
            throw IntakeError(.unreadable, "There is no \(secretFile), by which \(actorsFile) says who is who. Restore it.")
        }
        register = try PeopleRegister(actorsFile, secret: try Self.secret(secretFile))
        people = Set(register.actors + [connector])
    }

    /// Opens every station, so that no register of an older version stands there in clear. A damaged one is left to be told of where
    /// its connector is used.
    ///
    /// - Parameter keys: the ledger's directory of keys. Nobody else has the ledger.
    /// - Throws: `IntakeError` if a register cannot be written anew.
    package static func coverPeople(keys: String) throws {
        for name in try names(keys: keys) {
            guard FileManager.default.fileExists(atPath: "\(keys)/connectors/\(name)/actors.jsonl") else { continue }
            do { _ = try ConnectorStation(name, keys: keys) } catch let error as IntakeError where error.code != .notWritten {
                continue
            }
        }
    }

    /// What has a place beside the ledger as connectors have, in order; some of it may be no connector's.
    ///
    /// - Parameter keys: the ledger's directory of keys.
    /// - Throws: `IntakeError` if that cannot be told.
    package static func names(keys: String) throws -> [String] {
        let path = keys + "/connectors"
        do {
            guard try FileStamp(of: path) != nil else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw IntakeError(.unreadable, "\(path) cannot be listed. Check who may read there.")
        }
    }

    /// Where a connector of this name keeps its things.
    ///
    /// - Throws: `IntakeError.invalid` if no connector can have that name.
    package static func path(of name: String, keys: String) throws(IntakeError) -> String {
        guard Identifier.isWellFormed(name), name.utf8.count <= 128, !name.utf8.contains(UInt8(ascii: "/")),
            !name.utf8.contains(0)
        else {
            throw IntakeError(.invalid, "\"\(name)\" cannot be a connector's name.")
        }
        return "\(keys)/connectors/\(name)"
    }

    private static func keyFile(_ actor: Actor, in path: String) -> String {
        "\(path)/\(actor.kind.rawValue)-\(SubjectPath.encodeSegment(actor.id)).jwk"
    }

    /// The random bytes that ids of imported events are derived with; made at the first use.
    package func secret() throws -> ImportSecret { try Self.secret(Self.secretFile(path)) }

    private static func secretFile(_ path: String) -> String { path + "/import-secret.jwk" }

    private static func secret(_ file: String) throws -> ImportSecret {
        let key = FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
        guard let secret = ImportSecret(bytes: Digest(hashing: key.jwk.canonicalText).bytes) else {
            throw IntakeError(.unreadable, "\(file) gives no secret.")
        }
        return secret
    }

    /// The thumbprint of a key that was made for an actor; `nil` if none was.
    func thumbprint(of actor: Actor) throws -> KeyThumbprint? {
        let file = Self.keyFile(actor, in: path)
        return FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file).publicKey.thumbprint : nil
    }

    /// The key of an actor in this connector's custody; made, and on disk, before anybody hears of it.
    func key(of actor: Actor) throws -> PrivateKey {
        let file = Self.keyFile(actor, in: path)
        return FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
    }

    func actor(_ foreign: ForeignActor.ID) -> Actor? { register.actor(foreign) }

    /// Why whom a file names may not be whom the connector knows by that id; `nil` if nothing speaks against it.
    func doubt(of foreign: ForeignActor) -> IdentityDoubt? {
        let doubt = register.doubt(of: foreign)
        if case .otherAddress = doubt, takesChangedAddresses { return nil }
        return doubt
    }

    /// True for the connector itself and for those whose keys it keeps.
    func keepsKey(of actor: Actor) -> Bool { people.contains(actor) }

    /// Gives a foreign actor an id of the ledger's: random for a person, so that it says nothing of her. A model has its own name, and
    /// where that is taken the connector's behind it.
    ///
    /// - Parameter isTaken: true of a model whom somebody else enrolled.
    mutating func mint(_ foreign: ForeignActor, isTaken: (Actor) throws -> Bool = { _ in false }) throws -> Actor {
        let known = register.actor(foreign.id)
        var actor =
            known ?? (foreign.model == nil ? Actor(.annotator, Actor.randomPersonID()) : Actor(.model, foreign.id.text))
        while actor.kind == .model, try isTaken(actor) { actor = Actor(.model, actor.id + "." + connector.id) }
        try register.remember(foreign, as: actor)
        // Older versions took a model of another connector for their own.
        if let known, known != actor { people.remove(known) }
        people.insert(actor)
        return actor
    }
}
