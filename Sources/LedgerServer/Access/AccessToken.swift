package import Primitives

/// What the ledger keeps of an access token: everything but the secret.
package struct AccessToken: Hashable, Sendable {
    /// Names the token in lists and log lines; no secret.
    package let id: String
    /// SHA-256 of the token's whole text.
    ///
    /// A plain hash is right here: the secret is 256 random bits, so there is nothing to guess that a slow password hash would
    /// make slower, and every request pays for the check.
    let digest: Digest
    package let grant: Grant
    package let created: Timestamp
    /// From then on it does not count; `nil` for never.
    package let expires: Timestamp?
    package var revoked: Timestamp?

    /// Whether it counts at a moment.
    package func failure(at now: Timestamp) -> AccessFailure? {
        if revoked != nil { return AccessFailure(.revoked, "The token was revoked.") }
        if let expires, now >= expires { return AccessFailure(.expired, "The token has expired.") }
        return nil
    }
}

extension AccessToken {
    /// A line of the token file.
    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "sha256": .string(digest.description), "role": .string(grant.role.rawValue),
            "created": .string(created.description),
        ]
        if let datasets = grant.datasets { object["datasets"] = .array(datasets.sorted().map { .string($0) }) }
        if let connector = grant.connector { object["connector"] = .string(connector) }
        if let expires { object["expires"] = .string(expires.description) }
        if let revoked { object["revoked"] = .string(revoked.description) }
        return .object(object)
    }

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        id = try reader.string("id")
        digest = try reader.required("sha256") { (node) throws(JSONError) in
            let text = try node.string()
            guard let bytes = Hex.decode(text.utf8), let digest = Digest(bytes: bytes) else {
                throw JSONError(.invalidValue, "64 hexadecimal digits are expected")
            }
            return digest
        }
        let role = try reader.required("role") { (node) throws(JSONError) in
            guard let role = Role(rawValue: try node.string()) else { throw JSONError(.invalidValue, "no role") }
            return role
        }
        let datasets = try reader.optional("datasets") { (node) throws(JSONError) in
            try node.elements { (node) throws(JSONError) in try node.string() }
        }
        grant = Grant(id: id, role: role, datasets: datasets.map(Set.init), connector: try reader.optionalString("connector"))
        created = try reader.required("created", Self.time)
        expires = try reader.optional("expires", Self.time)
        revoked = try reader.optional("revoked", Self.time)
        try reader.finish()
        guard role != .reader || datasets != nil else { throw JSONError(.missingMember, "missing", path: ["datasets"]) }
    }

    private static func time(_ node: JSONNode) throws(JSONError) -> Timestamp {
        guard let time = Timestamp(try node.string()) else { throw JSONError(.invalidValue, "a time is expected") }
        return time
    }
}
