import Crypto
import SwiftASN1

/// A certificate named by its hash: ESSCertID (RFC 2634 §5.4.1) or ESSCertIDv2 (RFC 5035 §4).
struct NamedCertificate {
    private enum Function {
        /// Of the older form only. It names a certificate that a chain leads to all the same: a second one with its hash
        /// would have to be made, and signed by that chain.
        case sha1
        case of(HashFunction)
        case unknown
    }

    private let function: Function
    private let hash: [UInt8]

    init(v1 node: ASN1Node) throws {
        (function, hash) = try Self.first(of: node) { (.sha1, Array(try ASN1OctetString(derEncoded: &$0).bytes)) }
    }

    init(v2 node: ASN1Node) throws {
        (function, hash) = try Self.first(of: node) { nodes in
            let head = try nodes.required()
            // SHA-256 is the default, which DER leaves out; some write it all the same.
            guard head.identifier == .sequence else {
                return (.of(.sha256), Array(try ASN1OctetString(derEncoded: head).bytes))
            }
            let function = HashFunction(try AlgorithmName(head)).map { Function.of($0) } ?? .unknown
            return (function, Array(try ASN1OctetString(derEncoded: &nodes).bytes))
        }
    }

    /// Whether this is the certificate with these bytes.
    func names(_ der: ArraySlice<UInt8>) -> Bool {
        switch function {
        case .sha1: Array(Insecure.SHA1.hash(data: Array(der))) == hash
        case .of(let function): function.hash(der) == hash
        case .unknown: false
        }
    }

    /// SigningCertificate is a list of certificates, and policies that nothing follows from here.
    private static func first(
        of node: ASN1Node, _ read: (inout ASN1NodeCollection.Iterator) throws -> (Function, [UInt8])
    ) throws -> (Function, [UInt8]) {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard let list = nodes.next(), list.identifier == .sequence, case .constructed(let ids) = list.content,
                let first = ids.first(where: { _ in true })
            else { throw ASN1Error.invalidASN1Object(reason: "no certificate is named") }
            _ = nodes.next()
            return try DER.sequence(first, identifier: .sequence) { members in
                let found = try read(&members)
                // The issuer and serial number say again what the hash says.
                _ = members.next()
                return found
            }
        }
    }
}
