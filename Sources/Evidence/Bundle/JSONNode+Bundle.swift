import Primitives
import Provenance

// Shapes that stand in several kinds of lines.

extension JSONNode {
    /// A whole number from 0 up.
    func count64() throws(JSONError) -> UInt64 {
        guard let value = UInt64(exactly: try integer()) else {
            throw JSONError(.invalidValue, "a whole number from 0 up is expected")
        }
        return value
    }

    /// Standard base64.
    func base64() throws(JSONError) -> [UInt8] {
        guard let bytes = try withString({ Base64.decode($0) }) else {
            throw JSONError(.invalidValue, "base64 in its one spelling is expected")
        }
        return bytes
    }

    /// 32 bytes in standard base64.
    func digest() throws(JSONError) -> Digest {
        guard let digest = Digest(bytes: try base64()) else {
            throw JSONError(.invalidValue, "32 bytes in base64 are expected")
        }
        return digest
    }

    func digests() throws(JSONError) -> [Digest] {
        try elements { (node) throws(JSONError) in try node.digest() }
    }
}

extension JSONObjectReader {
    mutating func count(_ name: StaticString) throws(JSONError) -> UInt64 {
        try required(name) { (node) throws(JSONError) in try node.count64() }
    }

    mutating func subject(_ name: StaticString) throws(JSONError) -> Subject {
        try required(name) { (node) throws(JSONError) in
            guard let subject = Subject(parsing: try node.string()) else {
                throw JSONError(.invalidValue, "a subject is expected, such as label:dataset/item/label")
            }
            return subject
        }
    }

    mutating func digests(_ name: StaticString) throws(JSONError) -> [Digest]? {
        try optional(name) { (node) throws(JSONError) in try node.digests() }
    }
}
