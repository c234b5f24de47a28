public import Primitives

/// Where a tile stands: hash i of tile `number` at `level` is the root of the 256^level entries from (number·256 + i)·256^level.
///
/// Any pair is a coordinate; whether a tree has such a tile is answered by `width(in:)`.
public struct TileCoordinate: Hashable, Sendable {
    /// 0 holds leaf hashes. No tree of a 64-bit size has a tile above level 7.
    public let level: UInt8
    public let number: UInt64

    static let highestLevel: UInt8 = 7

    public init(level: UInt8, number: UInt64) {
        self.level = level
        self.number = number
    }

    /// The tile that holds the leaf hash of this entry.
    public init(leafAt index: EntryIndex) {
        self.init(level: 0, number: index.value >> 8)
    }

    /// How wide this tile is in a tree of this size; `nil` if the tree has no such tile.
    public func width(in size: TreeSize) -> TileWidth? {
        let count = Self.hashCount(level: level, in: size)
        if number < count >> 8 { return .full }
        return number == count >> 8 ? TileWidth(Int(count & 0xFF)) : nil
    }

    /// The tile in which the root of this tile stands once it is full. `nil` above the highest level.
    public var parent: TileCoordinate? {
        level < Self.highestLevel ? TileCoordinate(level: level + 1, number: number >> 8) : nil
    }

    /// Where in its parent the root of this tile stands: 0..<256.
    public var positionInParent: Int { Int(number & 0xFF) }

    /// The rightmost tile of each level that a tree of this size has, from level 0 up.
    public static func rightmost(in size: TreeSize) -> [TileCoordinate] {
        (0...highestLevel).compactMap { level in
            let count = hashCount(level: level, in: size)
            return count == 0 ? nil : TileCoordinate(level: level, number: (count - 1) >> 8)
        }
    }

    /// The tiles that prove these entries against the root of a tree of this size: every tile on the way up that exists,
    /// and the rightmost tile of each level (protocol.md §6.4). In order, without repeats.
    public static func needed(
        toProve indices: some Sequence<EntryIndex>, in size: TreeSize
    ) throws(MerkleLogError) -> [TileCoordinate] {
        var needed = Set(rightmost(in: size))
        for index in indices {
            guard size.contains(index) else {
                throw MerkleLogError(.indexBeyondSize, "Entry \(index) is not in the tree of size \(size)")
            }
            var next: TileCoordinate? = TileCoordinate(leafAt: index)
            // A tile met before has its way up in the set already, and so has every rightmost tile: what exists above one is
            // rightmost too. Any other tile is full, so that the tile above it exists.
            while let tile = next, needed.insert(tile).inserted { next = tile.parent }
        }
        return needed.sorted()
    }

    /// Roots of 256^level entries that a tree of this size holds.
    static func hashCount(level: UInt8, in size: TreeSize) -> UInt64 {
        size.value >> (UInt64(level) * 8)
    }
}

extension TileCoordinate: Comparable {
    /// By level, then by number: a child comes before its parent.
    public static func < (a: TileCoordinate, b: TileCoordinate) -> Bool { (a.level, a.number) < (b.level, b.number) }
}
