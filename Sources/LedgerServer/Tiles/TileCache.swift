import MerkleLog
import NIOCore
import Synchronization

/// Full tiles, which never change, as they are sent. Bounded: of two generations the older is dropped when the younger is full.
final class TileCache: Sendable {
    /// 8 KiB each.
    private static let generationSize = 1024

    private let generations = Mutex<(young: [TileCoordinate: ByteBuffer], old: [TileCoordinate: ByteBuffer])>(([:], [:]))

    subscript(_ tile: TileCoordinate) -> ByteBuffer? {
        generations.withLock { generations in
            if let known = generations.young[tile] { return known }
            guard let known = generations.old[tile] else { return nil }
            Self.keep(known, at: tile, in: &generations)
            return known
        }
    }

    func keep(_ bytes: ByteBuffer, at tile: TileCoordinate) {
        generations.withLock { Self.keep(bytes, at: tile, in: &$0) }
    }

    private static func keep(
        _ bytes: ByteBuffer, at tile: TileCoordinate,
        in generations: inout (young: [TileCoordinate: ByteBuffer], old: [TileCoordinate: ByteBuffer])
    ) {
        if generations.young.count >= generationSize {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.young[tile] = bytes
    }
}
