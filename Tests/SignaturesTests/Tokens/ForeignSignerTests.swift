import Foundation
import LedgerTesting
import Primitives
import Signatures
import Testing

/// joserfc, a JOSE library in Python by other hands.
private enum Joserfc {
    static let isThere = (try? run("import joserfc", [])) != nil

    struct Failed: Error { let output: String }

    static func run(_ script: String, _ arguments: [String]) throws -> String {
        let (end, text) = try StartedProgram.run("/usr/bin/env", ["python3", "-W", "ignore", "-c", script] + arguments)
        guard end == .exited(0) else { throw Failed(output: text) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

@Suite("Tokens between us and another library", .enabled(if: Joserfc.isThere, "python3 with joserfc is not on this machine"))
struct ForeignSignerTests {
    let key = PrivateKey()

    @Test("tokens signed by joserfc are accepted under both names of the algorithm", arguments: ["EdDSA", "Ed25519"])
    func theirs(algorithm: String) throws {
        let script = """
            import json, sys
            from joserfc import jws
            from joserfc.jwk import OKPKey
            key = OKPKey.import_key(json.loads(sys.argv[1]))
            assert key.thumbprint() == sys.argv[3]
            header = {"alg": sys.argv[2], "kid": key.thumbprint(), "typ": "touchmark-event+sd-jwt"}
            print(jws.serialize_compact(header, b'{"specversion": "1.0"}', key, algorithms=[sys.argv[2]]))
            """
        let text = try Joserfc.run(script, [key.jwk.canonicalText, algorithm, key.publicKey.thumbprint.description])
        let token = try UncheckedToken(parsing: Array(text.utf8))
        #expect(TokenTests.valid(token.check(with: key.publicKey)) != nil)
        #expect(String(decoding: token.payload, as: UTF8.self) == #"{"specversion": "1.0"}"#)
    }

    @Test("joserfc accepts what we sign")
    func ours() throws {
        let script = """
            import json, sys
            from joserfc import jws
            from joserfc.jwk import OKPKey
            key = OKPKey.import_key(json.loads(sys.argv[1]))
            print(jws.deserialize_compact(sys.argv[2], key, algorithms=["Ed25519"]).payload.decode())
            """
        let token = TokenSigner.sign(payload: ["specversion": "1.0"], with: key)
        let payload = try Joserfc.run(script, [key.publicKey.jwk.canonicalText, String(decoding: token, as: UTF8.self)])
        #expect(payload == #"{"specversion":"1.0"}"#)
    }
}
