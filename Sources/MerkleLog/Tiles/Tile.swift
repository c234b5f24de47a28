public import Primitives

/// Consecutive hashes of one level of the tree, 8 levels of the tree apart from those of the next (C2SP tlog-tiles).
public struct Tile: Hashable, Sendable {
    public let coordinate: TileCoordinate
    /// 1...256 hashes.
    public let hashes: [Digest]

    /// `nil` unless there are 1...256 hashes.
    public init?(_ coordinate: TileCoordinate, hashes: [Digest]) {
        guard TileWidth(hashes.count) != nil else { return nil }
        self.init(unchecked: coordinate, hashes: hashes)
    }

    /// Reads the form in which tiles are served. `nil` unless `bytes` are 1...256 times 32.
    public init?(_ coordinate: TileCoordinate, bytes: [UInt8]) {
        guard let hashes = Self.hashes(from: bytes) else { return nil }
        self.init(coordinate, hashes: hashes)
    }

    init(unchecked coordinate: TileCoordinate, hashes: [Digest]) {
        self.coordinate = coordinate
        self.hashes = hashes
    }

    public var width: TileWidth { TileWidth(unchecked: hashes.count) }

    public var path: TilePath { .tile(coordinate, width) }

    /// The hashes, one after the other: what is stored and served.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Digest.byteCount)
        for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The hashes in a stored or served tile. `nil` unless `bytes` are a whole number of digests.
    public static func hashes(from bytes: [UInt8]) -> [Digest]? {
        guard bytes.count.isMultiple(of: Digest.byteCount) else { return nil }
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
        }
    }
}
