import SwiftASN1
import X509

/// A token's CMS SignedData (RFC 5652 §5.1), taken apart: what is signed, by whom, and how. Nothing is checked yet.
struct SignedContent {
    let contentType: ASN1ObjectIdentifier
    let content: ArraySlice<UInt8>
    /// With the bytes of each. What is no certificate that can be read is left out.
    let certificates: [(certificate: Certificate, der: ArraySlice<UInt8>)]
    let signer: SignerPart

    /// What a token may hold of its signer's chain, the signer's own among it. More would only make looking for a way to a root dear.
    static let certificateLimit = 6

    init(der: ArraySlice<UInt8>) throws {
        self = try DER.sequence(try DER.parse(der), identifier: .sequence) { nodes in
            guard try ASN1ObjectIdentifier(derEncoded: &nodes) == .signedData else {
                throw ASN1Error.invalidASN1Object(reason: "no SignedData")
            }
            return try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { node in
                try DER.sequence(node, identifier: .sequence) { try Self(&$0) }
            }
        }
    }

    private init(_ nodes: inout ASN1NodeCollection.Iterator) throws {
        guard (1...5).contains(try Int(derEncoded: &nodes)), nodes.next()?.identifier == .set else {
            throw ASN1Error.invalidASN1Object(reason: "another version of SignedData")
        }
        (contentType, content) = try DER.sequence(try nodes.required(), identifier: .sequence) { nodes in
            let type = try ASN1ObjectIdentifier(derEncoded: &nodes)
            let content = try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
                try ASN1OctetString(derEncoded: $0)
            }
            return (type, content.bytes)
        }
        certificates =
            try DER.optionalImplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { try Self.certificates($0) }
            ?? []
        _ = DER.optionalImplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) { $0 }
        guard let signers = nodes.next(), signers.identifier == .set, case .constructed(let infos) = signers.content else {
            throw ASN1Error.invalidASN1Object(reason: "no signers")
        }
        let all = Array(infos)
        // One, says RFC 3161 §2.4.2: the authority's.
        guard all.count == 1, let info = all.first else { throw ASN1Error.invalidASN1Object(reason: "not one signer") }
        signer = try DER.sequence(info, identifier: .sequence) { try SignerPart(&$0) }
    }

    private static func certificates(_ node: ASN1Node) throws -> [(certificate: Certificate, der: ArraySlice<UInt8>)] {
        guard case .constructed(let nodes) = node.content else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        let all = Array(nodes)
        guard all.count <= certificateLimit else {
            throw ASN1Error.invalidASN1Object(reason: "more than \(certificateLimit) certificates")
        }
        return all.compactMap { node in
            (try? Certificate(derEncoded: node)).map { ($0, node.encodedBytes) }
        }
    }
}
