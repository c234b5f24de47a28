public import Primitives
public import Signatures

/// The `data` of one type of event: what it holds, who may sign it, and which subjects it touches.
public protocol EventData: Hashable, Sendable {
    /// `touchmark.<noun>.<verb>`.
    static var type: String { get }
    /// Kinds of actors that may sign it at all; the admission rules say when.
    static var signers: Set<ActorKind> { get }
    /// Reads `data`; `source` is known, because some subjects are named by their signer.
    init(_ reader: inout EventDataReader, source: Actor) throws(JSONError)
    /// The primary subject first; `work:` of the signer is not among them.
    var subjects: [Subject] { get }
}

extension Set<ActorKind> {
    static let operatorOnly: Set = [.operator]
    static let officers: Set = [.operator, .registrar]
    static let people: Set = [.annotator, .connector]
}

/// A key that enters the ledger, with the proof that whoever introduces it holds it.
public struct KeyIntroduction: Hashable, Sendable {
    public let key: PublicKey
    /// A compact JWS by `key` (protocol.md §2, "Identity").
    public let proof: String

    init(_ reader: inout EventDataReader) throws(JSONError) {
        key = try reader.required("jwk", PublicKey.init(jwk:))
        proof = try reader.string("proof")
    }
}
