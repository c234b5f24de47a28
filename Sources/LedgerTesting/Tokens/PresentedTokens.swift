import Foundation
package import Primitives
package import Signatures

/// Credentials as others issue them, made by other libraries: `Tests/PresentedTokens/tokens.json`, beside the script that made
/// it.
package struct PresentedTokens: Sendable {
    private let file: JSONValue

    package struct Missing: Error {
        package let name: String

        package init(name: String) { self.name = name }
    }

    package init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        let data = try Data(contentsOf: root.appending(path: "Tests/PresentedTokens/tokens.json"))
        file = try JSONValue(parsing: Array(data))
    }

    /// The public keys of the issuer: Ed25519, P-256 and RSA.
    package var jwks: JSONValue { file["jwks"] ?? nil }
    /// The holder's test key, which protects nothing.
    package static var holder: PrivateKey {
        // 32 bytes make a key, always.
        PrivateKey(seed: [UInt8](repeating: 0x51, count: PrivateKey.seedByteCount)) ?? PrivateKey()
    }

    package var names: [String] { file["tokens"]?.object?.members.map(\.name) ?? [] }

    package func token(_ name: String) throws -> String {
        guard let token = file["tokens"]?[name]?["token"]?.string else { throw Missing(name: name) }
        return token
    }

    /// Keys that are not to be used.
    package func weakKey(_ name: String) throws -> JSONValue {
        guard let key = file["weak"]?[name] else { throw Missing(name: name) }
        return key
    }
}
