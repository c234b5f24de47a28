import Connectors
import Files
import Foundation
import Primitives
import Provenance

/// A connector's record of who is who, `actors.jsonl` in its station: a line for each thing learned; the last one of an actor counts.
///
/// What a foreign tool calls somebody, her address and her name stand there as digests under the connector's secret, for nothing but
/// comparing is ever asked of them. Older versions wrote the foreign id in clear; such a file is written anew when it is opened.
struct PeopleRegister {
    /// Somebody of whom the foreign tool spoke.
    private struct Acquaintance: Hashable {
        let actor: Actor
        var email: String?
        var name: String?
    }

    private static let what = "register of people"

    private let path: String
    private let secret: ImportSecret
    private var acquaintances: [String: Acquaintance] = [:]
    /// In the order in which they were met.
    private var kinds: [(id: String, kind: String)] = []

    /// - Throws: `IntakeError` if the file cannot be read.
    init(_ path: String, secret: ImportSecret) throws {
        self.path = path
        self.secret = secret
        guard FileManager.default.fileExists(atPath: path) else { return }
        var isInClear = false
        try OwnersFile.forEachLine(of: path, Self.what) { line in
            guard let json = try? JSONValue(parsing: Array(line)),
                let actor = json["actor"]?.string.flatMap(Actor.init(parsing:)),
                let kind = json["kind"]?.string, let id = json["id"]?.string ?? json["foreign"]?.string.map({ digest(kind, $0) })
            else { throw IntakeError(.unreadable, "\(path) is damaged. Restore it: it says who is who.") }
            isInClear = isInClear || json["foreign"] != nil
            keep(Acquaintance(actor: actor, email: json["email"]?.string, name: json["name"]?.string), id, kind)
            return true
        }
        if isInClear { try writeAnew() }
    }

    /// True if some line of a register says what its secret has to be: with another one, everybody would be a stranger.
    static func needsSecret(_ path: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        var needs = false
        try OwnersFile.forEachLine(of: path, what) { line in
            needs = line.contains("\"id\":".utf8)
            return !needs
        }
        return needs
    }

    var actors: [Actor] { acquaintances.values.map(\.actor) }

    func actor(_ foreign: ForeignActor.ID) -> Actor? { acquaintances[digest(foreign)]?.actor }

    /// Why whom a file names may not be whom the register knows by that id; `nil` if nothing speaks against it.
    func doubt(of foreign: ForeignActor) -> IdentityDoubt? {
        guard let known = acquaintances[digest(foreign.id)] else { return nil }
        if let given = email(of: foreign), let kept = known.email, given != kept { return .otherAddress(known.actor) }
        if let given = name(of: foreign), let kept = known.name, given != kept { return .otherName(known.actor) }
        return nil
    }

    /// Keeps that somebody is `actor`, with the address given now, and with the first name that was ever given.
    mutating func remember(_ foreign: ForeignActor, as actor: Actor) throws {
        let id = digest(foreign.id)
        let known = acquaintances[id]
        let new = Acquaintance(
            actor: actor, email: email(of: foreign) ?? known?.email, name: known?.name ?? name(of: foreign))
        guard new != known else { return }
        let kind = foreign.id.kind.rawValue
        do throws(FileFailure) {
            try LineFile.append(Self.line(id, kind, new), to: path, mode: 0o600)
        } catch { throw IntakeError(writing: error) }
        keep(new, id, kind)
    }

    private mutating func keep(_ acquaintance: Acquaintance, _ id: String, _ kind: String) {
        if acquaintances.updateValue(acquaintance, forKey: id) == nil { kinds.append((id, kind)) }
    }

    private func writeAnew() throws {
        var lines = ""
        for (id, kind) in kinds {
            if let acquaintance = acquaintances[id] {
                lines += String(decoding: Self.line(id, kind, acquaintance), as: UTF8.self) + "\n"
            }
        }
        try OwnersFile.replace(path, lines)
    }

    private static func line(_ id: String, _ kind: String, _ acquaintance: Acquaintance) -> [UInt8] {
        var object: JSONObject = [
            "id": .string(id), "kind": .string(kind), "actor": .string(acquaintance.actor.description),
        ]
        object["email"] = acquaintance.email.map(JSONValue.string)
        object["name"] = acquaintance.name.map(JSONValue.string)
        return JSONValue.object(object).canonicalBytes
    }

    // MARK: - Digests

    private func digest(_ foreign: ForeignActor.ID) -> String { digest(foreign.kind.rawValue, foreign.text) }

    /// Upper and lower case of an address are the same mailbox.
    private func email(of foreign: ForeignActor) -> String? {
        foreign.email.map { digest("email", $0.lowercased().trimmingCharacters(in: .whitespaces)) }
    }

    private func name(of foreign: ForeignActor) -> String? {
        foreign.name.map { digest("name", $0.trimmingCharacters(in: .whitespaces)) }
    }

    private func digest(_ what: String, _ text: String) -> String {
        String(secret.digest(["touchmark-people", what, text.precomposedStringWithCanonicalMapping]).hex.prefix(32))
    }
}

/// Why somebody of whom a file speaks may be another person than the one who is known by that id.
enum IdentityDoubt: Hashable {
    case otherAddress(Actor)
    case otherName(Actor)

    var sentence: String {
        let remedy = "if this is somebody else, give this source a connector of its own (--connector)"
        return switch self {
        case .otherAddress(let actor):
            "whoever made it has the id of \(actor) and another e-mail address than was heard before; \(remedy); "
                + "if the address changed, say so (--addresses-changed)"
        case .otherName(let actor): "\(actor) is called otherwise here than was heard before; \(remedy)"
        }
    }
}
