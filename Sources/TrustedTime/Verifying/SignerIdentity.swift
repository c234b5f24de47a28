import SwiftASN1
import X509

/// How a SignerInfo names its signer (RFC 5652 §5.3): by issuer and serial number, or by the key's identifier.
struct SignerIdentity {
    private let node: ASN1Node

    init(_ node: ASN1Node) { self.node = node }

    func names(_ certificate: Certificate) -> Bool {
        (try? node.identifier == .sequence ? isIssuedAs(certificate) : hasKeyIdentifier(of: certificate)) ?? false
    }

    private func isIssuedAs(_ certificate: Certificate) throws -> Bool {
        try DER.sequence(node, identifier: .sequence) { nodes in
            // Spelled out, or Swift chooses another initialiser that the library has deprecated.
            let readName: (ASN1Node) throws -> DistinguishedName = DistinguishedName.init(derEncoded:)
            let issuer = try readName(try nodes.required())
            let digits = try DERInteger.bytes(try nodes.required()).drop { $0 == 0 }
            return issuer == certificate.issuer && digits.elementsEqual(certificate.serialNumber.bytes.drop { $0 == 0 })
        }
    }

    private func hasKeyIdentifier(of certificate: Certificate) throws -> Bool {
        let identifier = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        let own = try ASN1OctetString(derEncoded: node, withIdentifier: identifier).bytes
        return try certificate.extensions.subjectKeyIdentifier.map { $0.keyIdentifier == own } ?? false
    }
}
