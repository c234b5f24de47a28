import SwiftASN1

/// Whole numbers of any length, as DER writes them.
enum DERInteger {
    /// The one encoding of a number that is not negative.
    static func minimal(_ bigEndian: [UInt8]) -> [UInt8] {
        let digits = Array(bigEndian.drop { $0 == 0 })
        guard let first = digits.first else { return [0] }
        return first & 0x80 == 0 ? digits : [0] + digits
    }

    /// The bytes of an INTEGER, whatever its size. DER wants the shortest.
    static func bytes(_ node: ASN1Node) throws -> [UInt8] {
        guard node.identifier == .integer, case .primitive(let content) = node.content, let first = content.first else {
            throw ASN1Error.unexpectedFieldType(node.identifier)
        }
        let second = content.dropFirst().first
        let isPadded = second.map { first == 0 && $0 & 0x80 == 0 || first == 0xFF && $0 & 0x80 != 0 } ?? false
        guard !isPadded else { throw ASN1Error.invalidASN1IntegerEncoding(reason: "INTEGER is not minimal") }
        return Array(content)
    }
}
