import Primitives
import Provenance
import Signatures

/// A public key whose holder has shown that it is to be of one actor in one ledger (protocol.md §2, "Identity"). Nothing makes
/// one but the private key, or a proof that holds.
struct ProvenKey {
    let source: Actor
    /// The ledger's.
    let origin: String
    let key: PublicKey
    let proof: String

    /// Proves a key that is here.
    init(_ key: PrivateKey, as source: Actor, in origin: String) {
        self.source = source
        self.origin = origin
        self.key = key.publicKey
        proof = KeyProof.make(for: key, ledger: origin, source: source.description)
    }

    /// Reads what `touchmark key prove` wrote on the device where the key is.
    ///
    /// - Throws: `CommandFailure` if it is no such file, or its proof does not hold.
    init(file: String) throws {
        let members: JSONValue
        do { members = try JSONValue(parsing: try WholeFile.read(file)) } catch let error as JSONError {
            throw CommandFailure("\(file) is no proof of a key: \(error).", ExitStatus.unreadable)
        }
        guard let source = members["source"]?.string.flatMap({ Actor(parsing: $0) }), let origin = members["ledger"]?.string,
            let jwk = members["jwk"], let proof = members["proof"]?.string
        else {
            throw CommandFailure(
                "\(file) is no proof of a key. Its holder makes one with touchmark key prove.", ExitStatus.unreadable)
        }
        do { key = try PublicKey(jwk: jwk) } catch {
            throw CommandFailure("\(file) holds no public Ed25519 JWK: \(error).", ExitStatus.unreadable)
        }
        if let failure = KeyProof.check(proof, key: key, ledger: origin, source: source.description) {
            throw CommandFailure("The key in \(file) is not proven: \(failure). Have its holder prove it again.")
        }
        (self.source, self.origin, self.proof) = (source, origin, proof)
    }

    /// - Throws: `CommandFailure` if it was proven for somebody else, or for another ledger.
    func require(_ wanted: Actor, in ledger: String) throws {
        guard source == wanted, origin == ledger else {
            throw CommandFailure(
                "The key was proven as \(source)'s in \(origin), not as \(wanted)'s in \(ledger). "
                    + "Have its holder prove it for that.")
        }
    }

    /// `{"jwk","ledger","proof","source"}`: nothing in it is secret.
    var json: JSONValue {
        ["source": .string(source.description), "ledger": .string(origin), "jwk": key.jwk, "proof": .string(proof)]
    }
}

extension JSONObject {
    /// A key that its holder proved: `jwk` and `proof`.
    mutating func introduce(_ proven: ProvenKey) {
        self["jwk"] = proven.key.jwk
        self["proof"] = .string(proven.proof)
    }
}
