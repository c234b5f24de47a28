/// An open-addressing table from hashes to the places of records that are kept elsewhere: eight bytes a slot.
///
/// The hashes must be seeded where keys come from outside, as `Hasher`'s are, or a hostile bundle could make them collide.
struct SlotIndex: Sendable {
    private struct Slot: Sendable {
        /// The lower half of the record's hash: hardly any other record is looked at, and none when the table grows.
        var hash: UInt32 = 0
        /// Place plus one; 0 is free.
        var number: UInt32 = 0
    }

    /// Their count is a power of two and at most three quarters are taken.
    private var slots = [Slot](repeating: Slot(), count: 16)
    private(set) var count = 0

    /// The place of the record with this hash for which `matches` is true.
    func find(_ hash: Int, _ matches: (Int) -> Bool) -> Int? {
        let hash = UInt32(truncatingIfNeeded: hash)
        let mask = slots.count - 1
        var place = Int(hash) & mask
        while case let slot = slots[place], slot.number != 0 {
            if slot.hash == hash, matches(Int(slot.number) - 1) { return Int(slot.number) - 1 }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Adds the record at place `count`.
    mutating func append(_ hash: Int) {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        count += 1
        Self.put(Slot(hash: UInt32(truncatingIfNeeded: hash), number: UInt32(count)), in: &slots)
    }

    private mutating func grow() {
        var wider = [Slot](repeating: Slot(), count: slots.count * 2)
        for slot in slots where slot.number != 0 { Self.put(slot, in: &wider) }
        slots = wider
    }

    private static func put(_ slot: Slot, in slots: inout [Slot]) {
        let mask = slots.count - 1
        var place = Int(slot.hash) & mask
        while slots[place].number != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }
}
