import Primitives

/// An entry as a line of a bundle holds it. It points into the parser's memory and is valid within `read` only.
struct EntryLine {
    let index: EntryIndex
    /// `<recorded> <JWS>`.
    let entry: UnsafeRawBufferPointer
    let disclosures: [String]
    /// `nil` where tiles prove it, or the whole ledger.
    let inclusion: [Digest]?

    /// How lines of entries that this package writes begin. Reading does not depend on it; it is only faster.
    static let head = Array(#"{"kind":"entry","index":"#.utf8)

    static func read<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (EntryLine) -> Result
    ) throws(JSONError) -> Result? {
        try JSONNode.read(bytes) { (node) throws(JSONError) in
            var reader = try JSONObjectReader(node)
            guard try reader.string("kind") == "entry" else { return nil }
            return try read(node, body)
        }
    }

    static func read<Result>(_ node: JSONNode, _ body: (EntryLine) -> Result) throws(JSONError) -> Result {
        var reader = try JSONObjectReader(node)
        let index = EntryIndex(try reader.count("index"))
        let disclosures =
            try reader.optional("disclosures") { (node) throws(JSONError) in
                try node.elements { (element) throws(JSONError) in try element.string() }
            } ?? []
        let inclusion = try reader.digests("inclusion")
        return try reader.required("entry") { (node) throws(JSONError) in
            try node.withString {
                body(EntryLine(index: index, entry: $0, disclosures: disclosures, inclusion: inclusion))
            }
        }
    }

    /// The index, if the line begins as `head` and goes on with digits and a comma: then it is an entry with this index,
    /// or no JSON. Far cheaper than parsing it.
    static func indexAtHead(_ bytes: UnsafeRawBufferPointer) -> EntryIndex? {
        guard bytes.starts(with: head) else { return nil }
        var value: UInt64 = 0
        var place = head.count
        while place < bytes.count, case let digit = bytes[place] &- UInt8(ascii: "0"), digit <= 9 {
            // 2^53 has 16 digits; a longer number is refused when it is parsed.
            guard place - head.count < 16 else { return nil }
            value = value * 10 + UInt64(digit)
            place += 1
        }
        guard place > head.count, place < bytes.count, bytes[place] == UInt8(ascii: ",") else { return nil }
        return EntryIndex(value)
    }
}
