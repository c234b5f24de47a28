import SwiftASN1

/// An AlgorithmIdentifier of which only the name counts: parameters are absent or NULL.
struct AlgorithmName {
    let identifier: ASN1ObjectIdentifier
    /// Other parameters than NULL; then the name alone does not say what is meant.
    let hasParameters: Bool

    init(_ node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
            let parameters = nodes.next()
            return AlgorithmName(identifier: identifier, hasParameters: parameters.map { $0.identifier != .null } ?? false)
        }
    }

    private init(identifier: ASN1ObjectIdentifier, hasParameters: Bool) {
        self.identifier = identifier
        self.hasParameters = hasParameters
    }
}
