import SwiftASN1

extension ASN1NodeCollection.Iterator {
    /// The next member, which must be there.
    mutating func required() throws -> ASN1Node {
        guard let node = next() else { throw ASN1Error.truncatedASN1Field() }
        return node
    }
}
