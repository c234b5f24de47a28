import Primitives
import Signatures
import Testing

@testable import Provenance

/// One event of the vocabulary as its table in Docs/Vocabulary.md has it, typed in by hand.
struct VocabularyExample: Sendable, CustomTestStringConvertible {
    let type: String
    /// What distinguishes it from other examples of the type.
    let variant: String
    let source: Actor
    /// The required members, nothing else.
    let required: JSONValue
    let optional: JSONValue
    /// What an event with all members touches, besides `work:` of its signer: the primary first.
    let subjects: [String]

    init(
        _ type: String, _ variant: String = "", by source: Actor, _ required: JSONValue, optional: JSONValue = [:],
        touches subjects: String...
    ) {
        self.type = "touchmark." + type
        self.variant = variant
        self.source = source
        self.required = required
        self.optional = optional
        self.subjects = subjects
    }

    var full: JSONValue { required.merging(optional) }
    var testDescription: String { variant.isEmpty ? type : "\(type), \(variant)" }

    func payload(_ data: JSONValue) throws -> Payload {
        try Payload(type: type, source: source, data: data, subject: subjects[0])
    }

    static let all = ledger + people + credentials + datasets + items + labels + judgements + use

    static let digest = JSONValue.string(Digest(hashing: "content").contentDigest)
    static let root = JSONValue.string(Digest(hashing: "root").base64URL)
    static let reference: JSONValue = ["id": .string(Payload.id.description), "digest": digest]
    static let kid = JSONValue.string(World.key("annotator:ann").publicKey.thumbprint.description)
    static let time: JSONValue = "2030-01-02T03:04:05.5Z"

    static func introduction(_ actor: Actor) -> JSONValue { World.introduction(World.key("new"), of: actor) }
}
