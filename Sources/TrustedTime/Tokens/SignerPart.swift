import SwiftASN1

/// A SignerInfo (RFC 5652 §5.3).
struct SignerPart {
    /// The issuer's name and the serial number, or the subject's key identifier, as they stand.
    let identity: ASN1Node
    let digest: AlgorithmName
    let algorithm: AlgorithmName
    let signature: ArraySlice<UInt8>
    let attributes: SignedAttributes

    init(_ nodes: inout ASN1NodeCollection.Iterator) throws {
        guard [1, 3].contains(try Int(derEncoded: &nodes)), let identity = nodes.next(), let digest = nodes.next() else {
            throw ASN1Error.invalidASN1Object(reason: "another version of SignerInfo")
        }
        self.identity = identity
        self.digest = try AlgorithmName(digest)
        guard let attributes = nodes.next(),
            attributes.identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific),
            let algorithm = nodes.next()
        else { throw ASN1Error.invalidASN1Object(reason: "no signed attributes") }
        self.attributes = try SignedAttributes(attributes)
        self.algorithm = try AlgorithmName(algorithm)
        signature = try ASN1OctetString(derEncoded: &nodes).bytes
        _ = DER.optionalImplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) { $0 }
    }
}
