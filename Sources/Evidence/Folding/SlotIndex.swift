/// An open-addressing table from hashes to the places of records that are kept elsewhere: four bytes a slot.
///
/// The hashes must be seeded where keys come from outside, as `Hasher`'s are, or a hostile bundle could make them collide.
struct SlotIndex: Sendable {
    /// Place plus one; 0 is free. The count is a power of two and at most three quarters are taken.
    private var slots = [UInt32](repeating: 0, count: 16)
    private(set) var count = 0

    /// The place of the record with this hash for which `matches` is true.
    func find(_ hash: Int, _ matches: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if matches(place) { return place }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds the record at place `count`. `hashOf` gives the hash of a record that is there, for when the table grows.
    mutating func append(_ hash: Int, hashOf: (Int) -> Int) {
        if (count + 1) * 4 > slots.count * 3 { grow(hashOf) }
        Self.put(count, hash, in: &slots)
        count += 1
    }

    private mutating func grow(_ hashOf: (Int) -> Int) {
        var wider = [UInt32](repeating: 0, count: slots.count * 2)
        for place in 0..<count { Self.put(place, hashOf(place), in: &wider) }
        slots = wider
    }

    private static func put(_ place: Int, _ hash: Int, in slots: inout [UInt32]) {
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(place + 1)
    }
}
