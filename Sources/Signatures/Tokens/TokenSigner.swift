public import Primitives

/// Writes tokens that `UncheckedToken` reads.
public enum TokenSigner {
    /// Signs an event: the payload in its canonical form, `alg` `Ed25519`, and the disclosures behind it if there are any.
    public static func sign(payload: JSONValue, with key: PrivateKey, disclosures: [Disclosure] = []) -> [UInt8] {
        sign(payload: payload.canonicalBytes, with: key, disclosures: disclosures)
    }

    /// Signs an event over exactly these bytes, which should be JSON.
    public static func sign(payload: [UInt8], with key: PrivateKey, disclosures: [Disclosure] = []) -> [UInt8] {
        join(jws: CompactJWS.make(payload: payload, type: .event, key: key), disclosures: disclosures)
    }

    /// The token of an event and those of its disclosures that are to travel with it: the JWS alone if there are none.
    public static func join(jws: [UInt8], disclosures: [Disclosure]) -> [UInt8] {
        guard !disclosures.isEmpty else { return jws }
        var bytes = jws
        bytes.append(UInt8(ascii: "~"))
        for disclosure in disclosures {
            bytes += disclosure.encoded.utf8
            bytes.append(UInt8(ascii: "~"))
        }
        return bytes
    }
}
