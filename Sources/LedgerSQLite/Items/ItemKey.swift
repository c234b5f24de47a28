import Provenance

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How the rows of an item are found and ordered: by the UTF-8 of its data set's id, then of its own.
///
/// The bytes are the data set's id with 00 written as 00 FF, then 00, then the item's id. No id holds FF, so the order of these
/// bytes is the order of the pairs.
enum ItemKey {
    /// Appends the key of a subject that is bound to an item, and behind it the UTF-8 of its label's or question's id, and says
    /// where they stand.
    static func append(_ subject: Subject, to bytes: inout [UInt8]) -> (key: Range<Int>, name: Range<Int>) {
        let start = bytes.count
        var text = subject.description
        let middle = text.withUTF8 { text -> Int? in
            let path = text[(subject.kind.rawValue.utf8.count + 1)...]
            guard !path.contains(UInt8(ascii: "%")), let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            let rest = path[(slash + 1)...]
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            bytes.append(contentsOf: path[..<slash])
            bytes.append(0)
            bytes.append(contentsOf: rest[..<end])
            defer { bytes.append(contentsOf: rest[end...].dropFirst()) }
            return bytes.count
        }
        if let middle { return (start..<middle, middle..<bytes.count) }
        // Ids that are encoded stand otherwise in the key.
        let ids = subject.segments
        bytes += prefix(ids[0])
        bytes += ids[1].utf8
        let end = bytes.count
        if ids.count > 2 { bytes += ids[2].utf8 }
        return (start..<end, end..<bytes.count)
    }

    /// What the keys of a data set's items begin with.
    static func prefix(_ dataset: String) -> [UInt8] {
        dataset.utf8.flatMap { $0 == 0 ? [0, 0xFF] : [$0] } + [0]
    }

    /// `nil` if the bytes are no key.
    static func ids(_ key: some RandomAccessCollection<UInt8>) -> (dataset: String, item: String)? {
        var dataset: [UInt8] = []
        var rest = Array(key)[...]
        while let byte = rest.popFirst() {
            if byte == 0 {
                guard rest.first == 0xFF else {
                    return (String(decoding: dataset, as: UTF8.self), String(decoding: rest, as: UTF8.self))
                }
                rest.removeFirst()
            }
            dataset.append(byte)
        }
        return nil
    }

    /// Negative, zero or positive as `a` comes before, is or comes after `b`.
    static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
        guard let start = a.baseAddress, let other = b.baseAddress else { return a.count - b.count }
        let order = memcmp(start, other, min(a.count, b.count))
        return order == 0 ? a.count - b.count : Int(order)
    }
}
