/// In which runs an item is: one table over all of them, so that a look costs one probe and not one for each run.
///
/// A value; copies share their table until one of them grows.
struct RunIndex {
    /// Open addressing by the hash of a key. The upper half of a slot is of that hash, the lower the mark of a run; 0 is free.
    /// Two keys of one run may make the same slot twice within one probe.
    private var slots: [UInt32]
    private var taken = 0

    /// Of these runs, with as much room again.
    init(_ runs: some Collection<ItemFold.PendingRun>) {
        var capacity = 1024
        while capacity < 4 * runs.reduce(0, { $0 + $1.run.count }) { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        for pending in runs { insert(pending) }
    }

    /// False if so many items more would make looks long: then an index without the runs that are gone takes its place.
    func hasRoom(for count: Int) -> Bool { taken + count <= slots.count / 2 }

    mutating func insert(_ pending: ItemFold.PendingRun) {
        for number in 0..<pending.run.count {
            let hash = pending.run.withKey(number, ItemRun.hash)
            let entry = Self.upper(hash) | UInt32(pending.mark)
            var slot = start(hash)
            while slots[slot] != 0, slots[slot] != entry { slot = (slot + 1) & (slots.count - 1) }
            if slots[slot] == 0 { taken += 1 }
            slots[slot] = entry
        }
    }

    /// The marks of runs that may hold a key of this hash, each once; runs that are gone may be among them.
    func marks(_ hash: UInt64) -> [UInt16] {
        var marks: [UInt16] = []
        var slot = start(hash)
        while slots[slot] != 0 {
            let mark = UInt16(truncatingIfNeeded: slots[slot])
            if slots[slot] & 0xFFFF_0000 == Self.upper(hash), !marks.contains(mark) { marks.append(mark) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return marks
    }

    private func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (slots.count - 1) }
    private static func upper(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) & 0xFFFF_0000 }
}
