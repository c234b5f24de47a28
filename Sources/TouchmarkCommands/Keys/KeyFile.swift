import Foundation
import LedgerServer
import Primitives
import Signatures

/// Private keys on disk: JWKs that nobody but their owner may read.
enum KeyFile {
    private static let byteLimit = 1 << 16

    /// - Throws: if others can read the file, or it holds no private Ed25519 JWK. The message never holds key material.
    static func read(_ path: String) throws -> PrivateKey {
        guard let bytes = try bytes(of: path) else {
            throw CommandFailure(
                "There is no key file \(path). Put the key back from where it is kept, or name another file.",
                ExitStatus.unreadable)
        }
        do {
            return try PrivateKey(jwk: JSONValue(parsing: bytes))
        } catch {
            throw CommandFailure("\(path) is no private Ed25519 JWK: \(error).", ExitStatus.unreadable)
        }
    }

    private static func bytes(of path: String) throws -> [UInt8]? {
        do {
            return try PlainFile.read(path, limit: byteLimit, closed: 0o077)?.bytes
        } catch {
            guard error.code == .loose else { throw error }
            throw CommandFailure(
                "Others can read the key file \(path). Make it yours alone (chmod 600), and replace the key if they may have.")
        }
    }

    /// Writes a new file with mode 0600; never over one that is there.
    static func write(_ key: PrivateKey, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            let reason = errno == EEXIST ? "exists already; a key file is never overwritten" : String(cString: strerror(errno))
            throw CommandFailure("\(path): \(reason).")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data((key.jwk.canonicalText + "\n").utf8))
        try handle.synchronize()
    }

    /// Makes a key and keeps it in a new file.
    static func make(at path: String) throws -> PrivateKey {
        let key = PrivateKey()
        try write(key, to: path)
        return key
    }
}
