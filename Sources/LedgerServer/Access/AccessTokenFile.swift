import Files
package import Primitives

/// The ledger's access tokens, in a file of their own beside it: `access-tokens.json`, mode 0600.
///
/// The command line changes it while the service runs, and the service sees it at the next request. It is replaced whole, under
/// a lock on the directory.
package struct AccessTokenFile: Sendable {
    /// Far more than anybody hands out, and read in a few milliseconds.
    private static let tokenLimit = 10_000
    static let byteLimit = 8 << 20

    package let path: String

    /// - Parameter directory: the ledger's.
    package init(directory: String) { path = directory + "/access-tokens.json" }

    /// All tokens, the oldest first, revoked and expired ones too; none if there is no file.
    ///
    /// - Throws: `ServiceFileError`. A damaged file is never taken for an empty one.
    package func tokens() throws -> [AccessToken] {
        guard let read = try ServiceFile.read(path, limit: Self.byteLimit, closed: 0o077) else { return [] }
        return try parse(read.bytes)
    }

    func parse(_ bytes: [UInt8]) throws(ServiceFileError) -> [AccessToken] {
        let tokens: [AccessToken]
        do throws(JSONError) {
            tokens = try JSONNode.read(bytes) { (node) throws(JSONError) in
                var reader = try JSONObjectReader(node)
                guard try reader.integer("version") == 1 else { throw JSONError(.invalidValue, "not 1", path: ["version"]) }
                let tokens = try reader.required("tokens") { (node) throws(JSONError) in
                    try node.elements { (node) throws(JSONError) in try AccessToken(node) }
                }
                try reader.finish()
                return tokens
            }
        } catch {
            throw ServiceFileError(
                .damaged, "\(path) is damaged: \(error). Put it back from a backup, or move it away and make new tokens.")
        }
        guard Set(tokens.map(\.id)).count == tokens.count else {
            throw ServiceFileError(.damaged, "\(path) is damaged: an id stands twice. Put it back from a backup.")
        }
        return tokens
    }

    /// Makes a token and keeps all of it but the secret.
    ///
    /// - Returns: the token's whole text, which nobody can tell a second time, and what is kept.
    package func add(
        _ role: Role, datasets: Set<String>?, connector: String?, at now: Timestamp, expires: Timestamp?
    ) throws -> (text: String, token: AccessToken) {
        try change { tokens in
            guard tokens.count < Self.tokenLimit else {
                throw ServiceFileError(.tooLarge, "\(path) holds \(Self.tokenLimit) tokens already. Move it away and begin anew.")
            }
            var secret = AccessTokenText()
            while tokens.contains(where: { $0.id == secret.id }) { secret = AccessTokenText() }
            let token = AccessToken(
                id: secret.id, digest: secret.digest,
                grant: Grant(id: secret.id, role: role, datasets: datasets, connector: connector), created: now,
                expires: expires)
            tokens.append(token)
            return (secret.text, token)
        }
    }

    /// Revokes a token for good; one that is revoked already stays as it is.
    ///
    /// - Returns: the token; `nil` if there is none of that id.
    package func revoke(_ id: String, at now: Timestamp) throws -> AccessToken? {
        try change { tokens in
            guard let place = tokens.firstIndex(where: { $0.id == id }) else { return nil }
            if tokens[place].revoked == nil { tokens[place].revoked = now }
            return tokens[place]
        }
    }

    private func change<R>(_ body: (inout [AccessToken]) throws -> R) throws -> R {
        do {
            return try Directory.withLock(on: Directory.holding(path)) {
                let before = try tokens()
                var tokens = before
                let result = try body(&tokens)
                if tokens != before { try replace(by: tokens) }
                return result
            }
        } catch let failure as FileFailure {
            throw ServiceFileError(failure)
        }
    }

    private func replace(by tokens: [AccessToken]) throws(FileFailure) {
        let file = try DurableFile(path, mode: 0o600)
        try file.write(Array((text(tokens) + "\n").utf8))
        try file.giveToOwnerOfDirectory()
        try file.replace()
    }

    private func text(_ tokens: [AccessToken]) -> String {
        let file: JSONValue = ["version": 1, "tokens": .array(tokens.map(\.json))]
        return file.indentedText
    }
}
