import Foundation
import Primitives
package import Signatures

/// Private keys on disk: JWKs that nobody but their owner may read.
package enum KeyFile {
    /// - Throws: if others can read the file, or it holds no private Ed25519 JWK. The message never holds key material.
    package static func read(_ path: String) throws -> PrivateKey {
        let bytes = try OwnersFile.read(path, "key")
        do { return try PrivateKey(jwk: JSONValue(parsing: bytes)) } catch {
            throw IntakeError(.unreadable, "\(path) is no private Ed25519 JWK: \(error).")
        }
    }

    /// Writes a new file with mode 0600; never over one that is there.
    package static func write(_ key: PrivateKey, to path: String) throws {
        try OwnersFile.create(path, key.jwk.canonicalText + "\n", "a key file")
    }

    /// Makes a key and keeps it in a new file.
    package static func make(at path: String) throws -> PrivateKey {
        let key = PrivateKey()
        try write(key, to: path)
        return key
    }
}
