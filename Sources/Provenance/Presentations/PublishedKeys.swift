public import Primitives
public import Signatures

/// What an object in `register` of `authority.recognised` says of an authority that issues credentials outside the ledger:
/// `{"jwks": {"keys": [...]}, "issuer": "https://board.example"}`. It is the operator's signed word that these public keys are
/// the authority's and that it calls itself so.
public struct PublishedKeys: Hashable, Sendable {
    public let keys: [IssuerKey]
    /// The `iss` of the authority's tokens; `nil` if the operator does not say.
    public let issuer: String?
    /// Keys of the set that are not used, with the reason.
    public let unusable: [JSONError]

    /// Reads `register`. Without `jwks` there are no keys; other members are not looked at.
    ///
    /// - Throws: `JSONError` if `jwks` or `issuer` is not of the shape above.
    public init(register: JSONValue?) throws(JSONError) {
        guard case .object(let members)? = register else {
            (keys, issuer, unusable) = ([], nil, [])
            return
        }
        if let issuer = members["issuer"] {
            guard let text = issuer.string, !text.isEmpty else {
                throw JSONError(.wrongType, "a text is expected", path: ["register", "issuer"])
            }
            self.issuer = text
        } else {
            issuer = nil
        }
        guard let jwks = members["jwks"] else {
            (keys, unusable) = ([], [])
            return
        }
        do throws(JSONError) {
            let set = try IssuerKeySet(jwks: jwks)
            (keys, unusable) = (set.keys, set.unusable)
        } catch {
            throw error.inside("jwks").inside("register")
        }
    }
}

extension AuthorityHistory {
    /// A key that may have signed a presented credential, and the entry that says it is the authority's.
    public struct IssuingKey: Hashable, Sendable {
        public let key: IssuerKey
        public let index: EntryIndex
    }

    /// The name that the operator states for the authority as an issuer, and the entry that does.
    public struct StatedIssuer: Hashable, Sendable {
        public let name: String
        public let index: EntryIndex
    }

    public struct IssuingKeys: Hashable, Sendable {
        public let keys: [IssuingKey]
        /// `nil` if none is stated.
        public let issuer: StatedIssuer?
    }

    /// What was known below `index` of the keys by which the authority signs: those that it was recognised with or added, and
    /// those that its register publishes.
    ///
    /// - Throws: `JSONError` if the register cannot be read.
    public func issuingKeys(knownBelow index: EntryIndex) throws(JSONError) -> IssuingKeys {
        guard let recognition, recognition.index < index else { return IssuingKeys(keys: [], issuer: nil) }
        let published = try PublishedKeys(register: recognition.register)
        let own = keys.values.filter { $0.index < index }.sorted { $0.index < $1.index }
        return IssuingKeys(
            keys: published.keys.map { IssuingKey(key: $0, index: recognition.index) }
                + own.map { IssuingKey(key: IssuerKey($0.key), index: $0.index) },
            issuer: published.issuer.map { StatedIssuer(name: $0, index: recognition.index) })
    }
}
