/// How many hashes a tile holds: 1...256. Only the rightmost tile of a level may hold fewer than 256.
public struct TileWidth: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let value: Int

    /// Levels of the tree in a tile (C2SP tlog-tiles).
    public static let treeLevels = 8
    /// 256.
    public static let full = TileWidth(unchecked: 1 << treeLevels)

    /// `nil` outside 1...256.
    public init?(_ value: Int) {
        guard 1...Self.full.value ~= value else { return nil }
        self.value = value
    }

    init(unchecked value: Int) { self.value = value }

    public var isFull: Bool { self == .full }
    public static func < (a: TileWidth, b: TileWidth) -> Bool { a.value < b.value }
    public var description: String { String(value) }
}
