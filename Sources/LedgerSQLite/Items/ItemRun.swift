/// The touches of one batch, by rising key of their items: written once, in one piece, until they are folded into the rows of
/// their items (`ItemFold`).
///
/// Its bytes are pairs of a key and that item's records (`ItemTouches`), each preceded by its length.
final class ItemRun: Sendable {
    let bytes: [UInt8]
    private let places: [Place]
    /// Open addressing by hash; the upper half of a slot is of the hash, the lower the number of the item plus one.
    private let slots: [UInt64]

    private struct Place {
        let keyStart: Int32
        let keyCount: Int32
        let recordsStart: Int32
        let recordsCount: Int32
    }

    /// - Throws: `SQLFailure` if the bytes are not pairs.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        var places: [Place] = []
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes, of: "item_run")
            while !reader.isAtEnd {
                let key = try reader.range()
                let records = try reader.range()
                places.append(
                    Place(
                        keyStart: Int32(key.lowerBound), keyCount: Int32(key.count), recordsStart: Int32(records.lowerBound),
                        recordsCount: Int32(records.count)))
            }
        }
        self.places = places
        slots = Self.index(places, bytes)
    }

    private static func index(_ places: [Place], _ bytes: [UInt8]) -> [UInt64] {
        var capacity = 16
        while capacity < places.count * 2 { capacity *= 2 }
        var slots = [UInt64](repeating: 0, count: capacity)
        bytes.withUnsafeBytes { bytes in
            for (number, place) in places.enumerated() {
                let start = Int(place.keyStart)
                let hash = hash(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(place.keyCount)]))
                var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
                slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
            }
        }
        return slots
    }

    var count: Int { places.count }

    func withKey<Result>(_ number: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let place = places[number]
        return try bytes.withUnsafeBytes { bytes in
            let start = Int(place.keyStart)
            return try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(place.keyCount)]))
        }
    }

    func records(_ number: Int) -> ArraySlice<UInt8> {
        let start = Int(places[number].recordsStart)
        return bytes[start..<start + Int(places[number].recordsCount)]
    }

    /// The number of the item with this key.
    func number(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if withKey(number, { ItemKey.compare($0, key) == 0 }) { return number }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// How many items come before this key; with `orAt`, how many do not come after it.
    func count(before key: UnsafeRawBufferPointer, orAt: Bool = false) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            let order = withKey(middle) { ItemKey.compare($0, key) }
            if order < 0 || (orAt && order == 0) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// FNV-1a, mixed once more so that its low bits depend on all.
    static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    }
}
