import Connectors
import Foundation
import Ledger
import Primitives
import Provenance
import Signatures

/// What a connector keeps beside the ledger: its own key and those in its custody, who is who, and its secret.
///
/// `keys/connectors/<name>/`: `secret.jwk`-like files with mode 0600, and `actors.jsonl`, a line for each foreign actor.
struct ConnectorStation {
    let connector: Actor
    private let path: String
    private var actors: [ForeignActor.ID: Actor] = [:]

    init(_ name: String, in ledger: LedgerDirectory) throws {
        guard Identifier.isWellFormed(name), !name.contains("/") else {
            throw CommandFailure("\"\(name)\" cannot be a connector's name.")
        }
        connector = Actor(.connector, name)
        path = "\(ledger.path)/keys/connectors/\(name)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try readActors()
    }

    private var actorsFile: String { path + "/actors.jsonl" }

    private func keyFile(_ actor: Actor) -> String {
        "\(path)/\(actor.kind.rawValue)-\(SubjectPath.encodeSegment(actor.id)).jwk"
    }

    private mutating func readActors() throws {
        guard FileManager.default.fileExists(atPath: actorsFile) else { return }
        var lines = try LineReader(actorsFile)
        while let line = try lines.next() {
            guard let json = try? JSONValue(parsing: line.bytes), let foreign = json["foreign"]?.string,
                let actor = json["actor"]?.string.flatMap(Actor.init(parsing:)),
                let kind = json["kind"]?.string.flatMap(ForeignActor.ID.Kind.init(rawValue:))
            else { throw CommandFailure("\(actorsFile) is damaged. Restore it: it says who is who.", ExitStatus.unreadable) }
            actors[.init(kind, foreign)] = actor
        }
    }

    /// The random bytes that ids of imported events are derived with; made at the first use.
    func secret() throws -> ImportSecret {
        let file = path + "/import-secret.jwk"
        let key = FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
        guard let secret = ImportSecret(bytes: Digest(hashing: key.jwk.canonicalText).bytes) else {
            throw CommandFailure("\(file) gives no secret.")
        }
        return secret
    }

    /// The key of an actor in this connector's custody; made, and on disk, before anybody hears of it.
    func key(of actor: Actor) throws -> PrivateKey {
        let file = keyFile(actor)
        return FileManager.default.fileExists(atPath: file) ? try KeyFile.read(file) : try KeyFile.make(at: file)
    }

    func actor(_ foreign: ForeignActor.ID) -> Actor? { actors[foreign] }

    /// Gives a foreign actor an id of the ledger's: random for a person, so that it says nothing of her.
    mutating func mint(_ foreign: ForeignActor) throws -> Actor {
        if let known = actors[foreign.id] { return known }
        let actor =
            foreign.model == nil ? Actor(.annotator, EnrolCommand.randomID()) : Actor(.model, foreign.id.text)
        actors[foreign.id] = actor
        try remember(foreign.id, actor)
        return actor
    }

    private func remember(_ foreign: ForeignActor.ID, _ actor: Actor) throws {
        let line: JSONValue = [
            "foreign": .string(foreign.text), "kind": .string(foreign.kind.rawValue), "actor": .string(actor.description),
        ]
        let descriptor = open(actorsFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(actorsFile) cannot be written: \(String(cString: strerror(errno))).")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data((line.canonicalText + "\n").utf8))
        try handle.synchronize()
    }
}
