import Primitives
import Provenance

// Shapes that stand in several kinds of lines.

extension JSONNode {
    func digests() throws(JSONError) -> [Digest] { try elements(Digest.init(base64Node:)) }
}

extension JSONObjectReader {
    mutating func count(_ name: StaticString) throws(JSONError) -> UInt64 {
        try required(name, UInt64.init(countNode:))
    }

    mutating func subject(_ name: StaticString) throws(JSONError) -> Subject {
        try required(name) { (node) throws(JSONError) in
            guard let subject = try node.withString({ Subject(parsing: $0) }) else {
                throw JSONError(.invalidValue, "a subject is expected, such as label:dataset/item/label")
            }
            return subject
        }
    }

    mutating func digests(_ name: StaticString) throws(JSONError) -> [Digest]? {
        try optional(name) { (node) throws(JSONError) in try node.digests() }
    }
}
