import SwiftASN1

/// What is signed of a token: its content's digest among it, and which certificate the signer means.
struct SignedAttributes {
    let contentType: ASN1ObjectIdentifier?
    let messageDigest: ArraySlice<UInt8>?
    /// The certificates named, by their hashes: the first of each list is the signer's (RFC 5816 §2.2.1).
    let named: [NamedCertificate]
    /// The bytes that are signed: the attributes as the SET that they are (RFC 5652 §5.4).
    let signed: [UInt8]

    init(_ node: ASN1Node) throws {
        guard case .constructed(let attributes) = node.content else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        var values: [ASN1ObjectIdentifier: ASN1Node] = [:]
        for attribute in attributes {
            let (type, value) = try Self.attribute(attribute)
            // Of two of a kind nobody could say which counts.
            guard values.updateValue(value, forKey: type) == nil else {
                throw ASN1Error.invalidASN1Object(reason: "an attribute stands twice")
            }
        }
        contentType = try values[.contentType].map { try ASN1ObjectIdentifier(derEncoded: $0) }
        messageDigest = try values[.messageDigest].map { try ASN1OctetString(derEncoded: $0).bytes }
        named =
            try [values[.signingCertificateV2].map { try NamedCertificate(v2: $0) }].compactMap { $0 }
            + [values[.signingCertificate].map { try NamedCertificate(v1: $0) }].compactMap { $0 }
        signed = [0x31] + node.encodedBytes.dropFirst()
    }

    private static func attribute(_ node: ASN1Node) throws -> (ASN1ObjectIdentifier, ASN1Node) {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let type = try ASN1ObjectIdentifier(derEncoded: &nodes)
            guard let set = nodes.next(), set.identifier == .set, case .constructed(let content) = set.content else {
                throw ASN1Error.invalidASN1Object(reason: "an attribute without values")
            }
            let all = Array(content)
            guard all.count == 1, let value = all.first else {
                throw ASN1Error.invalidASN1Object(reason: "an attribute without one value")
            }
            return (type, value)
        }
    }
}
