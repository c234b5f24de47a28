import Primitives
import Provenance
import Signatures

/// Tokens that are events of `vectors.example/ledger`, or are not. The step at which one is refused is advice; that it is refused
/// is not.
struct TokenVector: Sendable {
    /// Docs/Protocol.md §2, in the order in which it reads.
    enum Step: String, Sendable {
        /// The JWS, its header, or a disclosure's form.
        case token
        case signature
        /// The payload.
        case event
        /// A disclosure that belongs nowhere.
        case disclosure
    }

    let name: String
    let token: [UInt8]
    /// `nil` if it is an event.
    let refused: Step?

    static let key = VectorSeeds.key("signer")

    /// `{"name","jwk","token","refused"}`, with `"digest"` and `"subjects"` of an event.
    func json() throws -> JSONValue {
        var object: JSONObject = [
            "name": .string(name), "jwk": Self.key.publicKey.jwk, "token": .string(Base64.encode(token)),
            "refused": refused.map { .string($0.rawValue) } ?? .null,
        ]
        if refused == nil {
            object["digest"] = .string(Digest(hashing: Array(token.prefix { $0 != UInt8(ascii: "~") })).contentDigest)
            object["subjects"] = Self.subjects
        }
        return .object(object)
    }

    /// By hand, from Docs/Vocabulary.md: the primary first, `work:` last.
    private static let subjects: JSONValue = [
        "label:d/film%201/l", "question:d/film%201/finding", "labels:d/film%201", "dataset:d", "work:annotator/ann",
    ]

    init(_ name: String, _ token: [UInt8], _ refused: Step?) {
        (self.name, self.token, self.refused) = (name, token, refused)
    }
}

/// An assertion, and what may be done to it.
struct TokenParts: Sendable {
    static let disclosure = VectorSeeds.disclosure("rationale", "Air under the diaphragm.", salt: "token")

    static let payload: JSONObject = [
        "specversion": "1.0", "id": "01940000-0000-7000-8000-0000000000aa", "source": "annotator:ann",
        "type": "touchmark.label.asserted", "subject": "label:d/film%201/l", "time": "2030-01-01T00:00:00Z",
        "ledger": .string(VectorSeeds.origin), "data": .object(data), "_sd_alg": "sha-256",
    ]

    static let data: JSONObject = [
        "dataset": "d", "item": "film 1", "label": "l", "name": "finding",
        "on": ["id": "01940000-0000-7000-8000-000000000001", "digest": .string(Digest.zero.contentDigest)],
        "segments": [], "value": ["kind": "choice", "choice": "free air"],
        "_sd": [.string(VectorSeeds.digest(of: disclosure))],
    ]

    static let header: JSONObject = [
        "alg": "Ed25519", "kid": .string(TokenVector.key.publicKey.thumbprint.description), "typ": "touchmark-event+sd-jwt",
    ]

    /// A JWS over these very bytes.
    static func jws(header: [UInt8], payload: [UInt8]) -> [UInt8] {
        let input = Array((Base64.encodeURL(header) + "." + Base64.encodeURL(payload)).utf8)
        return input + Array(("." + Base64.encodeURL(TokenVector.key.sign(input))).utf8)
    }

    static func token(header: JSONObject = header, payload: JSONObject = payload) -> [UInt8] {
        jws(header: JSONValue.object(header).canonicalBytes, payload: JSONValue.object(payload).canonicalBytes)
    }

    /// With the payload's text changed.
    static func token(text change: (String) -> String) -> [UInt8] {
        jws(
            header: JSONValue.object(header).canonicalBytes,
            payload: Array(change(JSONValue.object(payload).canonicalText).utf8))
    }

    static func token(with name: String, _ value: JSONValue?) -> [UInt8] {
        var payload = payload
        payload[name] = value
        return token(payload: payload)
    }

    static func token(data name: String, _ value: JSONValue?) -> [UInt8] {
        var data = data
        data[name] = value
        return token(with: "data", .object(data))
    }

    static func token(header name: String, _ value: JSONValue?) -> [UInt8] {
        var header = header
        header[name] = value
        return token(header: header)
    }

    /// With disclosures behind it.
    static func showing(_ disclosures: [String], of token: [UInt8] = token()) -> [UInt8] {
        token + Array(("~" + disclosures.map { $0 + "~" }.joined()).utf8)
    }
}
