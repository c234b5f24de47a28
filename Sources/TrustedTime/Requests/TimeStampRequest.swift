package import Primitives
import SwiftASN1

/// What an authority is asked to stamp (RFC 3161 §2.4.1): the SHA-256 of some bytes, without the bytes.
package struct TimeStampRequest: Hashable, Sendable {
    package let imprint: Digest
    /// A number that the answer must repeat, big-endian. `nil` where request and answer are carried by hand: then nothing
    /// is there to hold the answer against but the imprint.
    package let nonce: [UInt8]?

    /// - Parameter data: the bytes that are to be stamped; of a checkpoint, the text of its note (protocol.md §3).
    package init(over data: [UInt8], nonce: [UInt8]? = nil) {
        imprint = Digest(hashing: data)
        self.nonce = nonce.map { DERInteger.minimal($0) }
    }

    /// The DER of a TimeStampReq that asks for the signer's certificate: without it nobody could check the token later.
    package func encoded() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { request in
            try request.serialize(1)
            try request.appendConstructedNode(identifier: .sequence) { imprint in
                try imprint.appendConstructedNode(identifier: .sequence) { algorithm in
                    try algorithm.serialize(ASN1ObjectIdentifier.sha256)
                    try algorithm.serialize(ASN1Null())
                }
                try imprint.serialize(ASN1OctetString(contentBytes: self.imprint.bytes[...]))
            }
            if let nonce { request.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: nonce) } }
            try request.serialize(true)
        }
        return serializer.serializedBytes
    }
}
