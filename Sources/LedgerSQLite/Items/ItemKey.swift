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
    static func bytes(dataset: String, item: String) -> [UInt8] { prefix(dataset) + Array(item.utf8) }

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
