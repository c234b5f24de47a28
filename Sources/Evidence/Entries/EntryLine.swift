import Primitives

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An entry as a line of a bundle holds it. It points into the parser's memory and is valid within `read` only.
struct EntryLine {
    let index: EntryIndex
    /// `<recorded> <JWS>`.
    let entry: UnsafeRawBufferPointer
    let disclosures: [String]
    /// `nil` where tiles prove it, or the whole ledger.
    let inclusion: [Digest]?

    /// How lines of entries that this package writes begin. Reading does not depend on it; it is only faster.
    static let head: StaticString = #"{"kind":"entry","index":"#

    static func read<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (EntryLine) -> Result
    ) throws(JSONError) -> Result? {
        if let line = inOwnSpelling(bytes) { return body(line) }
        return try JSONNode.read(bytes) { (node) throws(JSONError) in
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
    static func indexAtHead(_ bytes: UnsafeRawBufferPointer) -> EntryIndex? { numberAtHead(bytes).map { EntryIndex($0.value) } }

    private static func numberAtHead(_ bytes: UnsafeRawBufferPointer) -> (value: UInt64, end: Int)? {
        guard bytes.begins(with: head) else { return nil }
        let start = head.utf8CodeUnitCount
        var value: UInt64 = 0
        var place = start
        while place < bytes.count, case let digit = bytes[place] &- UInt8(ascii: "0"), digit <= 9 {
            // 2^53 has 16 digits; a longer number is refused when it is parsed.
            guard place - start < 16 else { return nil }
            value = value * 10 + UInt64(digit)
            place += 1
        }
        guard place > start, place < bytes.count, bytes[place] == UInt8(ascii: ",") else { return nil }
        return (value, place)
    }
}

extension EntryLine {
    private static let middle: StaticString = #","entry":""#
    private static let tail: StaticString = #"","disclosures":[]}"#

    /// The line of an entry that stands alone, spelled as this package does, which most are: there is nothing to be parsed. `nil`
    /// wherever a parser might see something else in it, or refuse it.
    private static func inOwnSpelling(_ bytes: UnsafeRawBufferPointer) -> EntryLine? {
        guard let (index, end) = numberAtHead(bytes), index < 1 << 53 else { return nil }
        // A number that begins with 0 is 0.
        guard bytes[head.utf8CodeUnitCount] != UInt8(ascii: "0") || end == head.utf8CodeUnitCount + 1 else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[end...])
        let (before, after) = (middle.utf8CodeUnitCount, tail.utf8CodeUnitCount)
        guard rest.count >= before + after, rest.begins(with: middle), rest.ends(with: tail) else { return nil }
        let entry = UnsafeRawBufferPointer(rebasing: rest[before..<(rest.count - after)])
        guard isPlain(entry) else { return nil }
        return EntryLine(index: EntryIndex(index), entry: entry, disclosures: [], inclusion: nil)
    }

    /// True for ASCII that stands for itself within a string of JSON; short texts are left to the parser.
    private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress, text.count >= 8, memchr(start, Int32(UInt8(ascii: "\"")), text.count) == nil,
            memchr(start, Int32(UInt8(ascii: "\\")), text.count) == nil
        else { return false }
        // Eight bytes at once: the top bit is set by a byte that is no ASCII, or from which 0x20 cannot be taken.
        func odd(_ place: Int) -> UInt64 {
            let word = text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            return word | (word &- 0x2020_2020_2020_2020)
        }
        var seen = odd(text.count - 8)
        var place = 0
        while place + 8 <= text.count {
            seen |= odd(place)
            place += 8
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
