package import Primitives
package import Provenance
package import Signatures

extension JSONObject {
    /// A key that its holder proves: `jwk` and `proof`.
    package mutating func introduce(_ key: PrivateKey, as actor: Actor, in origin: String) {
        self["jwk"] = key.publicKey.jwk
        self["proof"] = .string(KeyProof.make(for: key, ledger: origin, source: actor.description))
    }
}
