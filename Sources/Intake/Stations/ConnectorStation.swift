package import Connectors
import Files
import Foundation
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
    private var actors: [ForeignActor.ID: Actor] = [:]
    private var people: Set<Actor>

    /// Opens the station, and makes its directory if it is new.
    ///
    /// - Parameter keys: the ledger's directory of keys.
    /// - Throws: `IntakeError`.
    package init(_ name: String, keys: String) throws {
        connector = Actor(.connector, name)
        people = [connector]
        path = try Self.path(of: name, keys: keys)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in [keys + "/connectors", path] { try Directory.syncName(name) }
        try readActors()
    }

    /// Where a connector of this name keeps its things.
    ///
    /// - Throws: `IntakeError.invalid` if no connector can have that name.
    static func path(of name: String, keys: String) throws(IntakeError) -> String {
        guard Identifier.isWellFormed(name), name.utf8.count <= 128, !name.utf8.contains(UInt8(ascii: "/")),
            !name.utf8.contains(0)
        else {
            throw IntakeError(.invalid, "\"\(name)\" cannot be a connector's name.")
        }
        return "\(keys)/connectors/\(name)"
    }

    private var actorsFile: String { path + "/actors.jsonl" }

    private func keyFile(_ actor: Actor) -> String {
        "\(path)/\(actor.kind.rawValue)-\(SubjectPath.encodeSegment(actor.id)).jwk"
    }

    private mutating func readActors() throws {
        guard FileManager.default.fileExists(atPath: actorsFile) else { return }
        let bytes = try OwnersFile.read(actorsFile, "register of people")
        for line in LineFile.wholeLines(of: bytes).split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue(parsing: Array(line)), let foreign = json["foreign"]?.string,
                let actor = json["actor"]?.string.flatMap(Actor.init(parsing:)),
                let kind = json["kind"]?.string.flatMap(ForeignActor.ID.Kind.init(rawValue:))
            else { throw IntakeError(.unreadable, "\(actorsFile) is damaged. Restore it: it says who is who.") }
            actors[.init(kind, foreign)] = actor
            people.insert(actor)
        }
    }

    /// The random bytes that ids of imported events are derived with; made at the first use.
    package func secret() throws -> ImportSecret {
        let file = path + "/import-secret.jwk"
        let key = FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
        guard let secret = ImportSecret(bytes: Digest(hashing: key.jwk.canonicalText).bytes) else {
            throw IntakeError(.unreadable, "\(file) gives no secret.")
        }
        return secret
    }

    /// The key of an actor in this connector's custody; made, and on disk, before anybody hears of it.
    func key(of actor: Actor) throws -> PrivateKey {
        let file = keyFile(actor)
        return FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
    }

    func actor(_ foreign: ForeignActor.ID) -> Actor? { actors[foreign] }

    /// True for the connector itself and for those whose keys it keeps.
    func keepsKey(of actor: Actor) -> Bool { people.contains(actor) }

    /// Gives a foreign actor an id of the ledger's: random for a person, so that it says nothing of her.
    mutating func mint(_ foreign: ForeignActor) throws -> Actor {
        if let known = actors[foreign.id] { return known }
        let actor = foreign.model == nil ? Actor(.annotator, Actor.randomPersonID()) : Actor(.model, foreign.id.text)
        try remember(foreign.id, actor)
        actors[foreign.id] = actor
        people.insert(actor)
        return actor
    }

    private func remember(_ foreign: ForeignActor.ID, _ actor: Actor) throws {
        let line: JSONValue = [
            "foreign": .string(foreign.text), "kind": .string(foreign.kind.rawValue), "actor": .string(actor.description),
        ]
        do throws(FileFailure) { try LineFile.append(line.canonicalBytes, to: actorsFile, mode: 0o600) } catch {
            throw IntakeError(writing: error)
        }
    }
}
