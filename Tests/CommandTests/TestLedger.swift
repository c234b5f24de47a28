import Foundation
import Primitives
import Provenance
import Signatures

/// A ledger in a directory of its own, made through the command line, with the keys of everybody in it.
///
/// Entries: 0 the opening, 1 the service's key, 2 the dataset `d`, 3 to 5 the annotators `a1`, `a2` and `a3`, 6 the end of the
/// key of `a3`, 7 the item `d/i`, 8 the label `d/i/l` by `a1`.
final class TestLedger: Sendable {
    static let origin = "test.example/ledger"
    static let root = Actor(.operator, "root")
    static let first = Actor(.annotator, "a1")
    static let second = Actor(.annotator, "a2")
    static let ended = Actor(.annotator, "a3")

    let tool: BuiltTool
    let operatorKey: PrivateKey
    let firstKey = PrivateKey()
    let secondKey = PrivateKey()
    let endedKey = PrivateKey()
    let registration: EventReference
    let label: EventReference

    /// The ledger's directory in that of `tool`.
    static let directory = "L"
    static let size = 9

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter parent: where the directory of `tool` is made; it goes with the ledger.
    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        let place = parent.appendingPathComponent("touchmark-\(UUID().uuidString)", isDirectory: true).resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        tool = BuiltTool(directory: place)
        let made = try tool.touchmark("init", Self.directory, "--origin", Self.origin)
        guard made.status == 0 else { throw Failure(description: made.errors) }
        operatorKey = try Self.key(tool, "operator")
        let registered = try Self.sign(Self.root, ItemRegistered.type, Self.item("i"), operatorKey)
        let asserted = try Self.sign(Self.first, LabelAsserted.type, Self.label("i", "l", on: registered.reference), firstKey)
        (registration, label) = (registered.reference, asserted.reference)
        try append((try people() + [registered, asserted]).map(\.token))
    }

    private func people() throws -> [SignedDraft] {
        let defined = try Self.sign(
            Self.root, DatasetDefined.type, ["dataset": "d", "title": "t", "purpose": "p", "licence": "none"], operatorKey)
        let enrolled = try [(Self.first, firstKey), (Self.second, secondKey), (Self.ended, endedKey)].map { actor, key in
            try Self.sign(Self.root, AnnotatorEnrolled.type, Self.enrolment(of: actor, key), operatorKey)
        }
        let revoked = try Self.sign(
            Self.ended, AnnotatorKeyRevoked.type,
            [
                "kind": "annotator", "id": .string(Self.ended.id), "kid": .string(endedKey.publicKey.thumbprint.description),
                "reason": "lost",
            ], endedKey)
        return [defined] + enrolled + [revoked]
    }

    deinit { try? FileManager.default.removeItem(at: tool.directory) }

    private static func key(_ tool: BuiltTool, _ name: String) throws -> PrivateKey {
        try PrivateKey(jwk: JSONValue(parsing: tool.bytes(of: "\(directory)/keys/\(name).jwk")))
    }

    var vkey: VerifierKey {
        get throws {
            let text = String(decoding: try tool.bytes(of: Self.directory + "/log.vkey"), as: UTF8.self)
            return try VerifierKey(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    // Events.

    static func sign(
        _ source: Actor, _ type: String, _ data: JSONObject, _ key: PrivateKey, id: EventID = newID(), ledger: String = origin
    ) throws -> SignedDraft {
        try EventSigner(ledger: ledger).sign(
            EventDraft(source: source, type: type, data: data), id: id, at: now, with: key)
    }

    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    static func newID() -> EventID {
        .version7(at: now, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max)))
    }

    static func enrolment(of actor: Actor, _ key: PrivateKey) -> JSONObject {
        [
            "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": "holder", "jwk": key.publicKey.jwk,
            "proof": .string(KeyProof.make(for: key, ledger: origin, source: actor.description)),
        ]
    }

    static func item(_ item: String) -> JSONObject {
        [
            "dataset": "d", "item": .string(item), "origin": ["kind": "collected"],
            "tracks": [
                [
                    "id": "text", "modality": "text", "digest": .string(Digest(hashing: item).contentDigest),
                    "mediaType": "text/plain",
                ]
            ],
        ]
    }

    static func label(_ item: String, _ label: String, on registration: EventReference, choice: String = "yes") -> JSONObject {
        [
            "dataset": "d", "item": .string(item), "label": .string(label), "name": "question", "on": registration.json,
            "value": ["kind": "choice", "choice": .string(choice)], "segments": [],
        ]
    }

    /// An item that is not in the ledger yet, by the operator.
    func newItem(_ name: String = UUID().uuidString) throws -> SignedDraft {
        try Self.sign(Self.root, ItemRegistered.type, Self.item(name), operatorKey)
    }

    // Commands.

    func append(_ tokens: [[UInt8]]) throws {
        let run = try appending(tokens)
        guard run.status == 0, run.lines.count == tokens.count else { throw Failure(description: run.errors) }
    }

    func appending(_ tokens: [[UInt8]], _ options: String...) throws -> BuiltTool.Outcome {
        let file = try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens-\(UUID().uuidString)")
        return try tool.run("touchmark", ["append", "--ledger", Self.directory, file] + options)
    }

    /// All entries, as text to compare.
    func log(_ directory: String = TestLedger.directory) throws -> String {
        let run = try tool.touchmark("log", "--ledger", directory, "--json")
        guard run.status == 0 else { throw Failure(description: run.errors) }
        return run.output
    }

    func check(_ directory: String = TestLedger.directory) throws -> BuiltTool.Outcome {
        try tool.touchmark("check", "--ledger", directory)
    }
}

extension SignedDraft {
    /// The token without disclosures.
    var jws: [UInt8] { Array(token.prefix { $0 != UInt8(ascii: "~") }) }
}
