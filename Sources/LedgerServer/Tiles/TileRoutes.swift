import HTTPTypes
import Hummingbird
import Ledger
import MerkleLog
import NIOCore
import Primitives

/// The log for anybody's transparency-log client: `/checkpoint` and `/tile/…` (C2SP tlog-tiles).
struct TileRoutes: Sendable {
    let store: any LedgerStore
    let cache = TileCache()

    /// Hash tiles say nothing of what entries hold; entry tiles are the entries.
    var routes: [Route] {
        [
            Route(.get, "/checkpoint", .anybody, .checkpoint) { _, _ in try checkpoint() },
            Route(.get, "/tile/entries/**", .wholeLedger, .entryTile) { request, _ in try tile(request) },
            Route(.get, "/tile/**", .anybody, .tile) { request, _ in try tile(request) },
        ]
    }

    private func checkpoint() throws -> Response {
        guard let newest = try store.read({ try $0.checkpoint() }) else { throw Problem.notFound("The log is empty.") }
        return Response(
            text: newest.note, type: "text/plain; charset=utf-8", headers: [.cacheControl: "no-cache, max-age=0"])
    }

    private func tile(_ request: Request) throws -> Response {
        // The path as it came: a tile has one address, and an escaped one is another address.
        let path = request.uri.path
        guard path.first == "/", let tile = TilePath(String(path.dropFirst())) else {
            throw Problem.notFound("This is no tile's path. Tiles are at /tile/<level>/<number>, after c2sp.org/tlog-tiles.")
        }
        switch tile {
        case .tile(let coordinate, let width): return try hashes(coordinate, width)
        case .entries(let number, let width): return try entries(number, width)
        }
    }

    private func hashes(_ coordinate: TileCoordinate, _ width: TileWidth) throws -> Response {
        if width.isFull, let known = cache[coordinate] { return Self.answer(known, cacheControl: Self.public) }
        guard let tile = try store.read({ try $0.tile(coordinate) }), tile.width.value >= width.value else {
            throw Self.notThere
        }
        let bytes = ByteBuffer(bytes: tile.bytes.prefix(width.value * Digest.byteCount))
        if width.isFull { cache.keep(bytes, at: coordinate) }
        return Self.answer(bytes, cacheControl: Self.public)
    }

    private func entries(_ number: UInt64, _ width: TileWidth) throws -> Response {
        guard number < UInt64(Int64.max) >> 8 else { throw Self.notThere }
        let first = number << 8
        let entries = try store.read { reader in
            var entries: [[UInt8]] = []
            try reader.forEachEntry(in: EntryIndex(first)..<EntryIndex(first + UInt64(width.value))) { entry in
                entries.append(entry.bytes)
                return true
            }
            return entries
        }
        guard entries.count == width.value, let bytes = EntryBundle.format(entries) else { throw Self.notThere }
        return Self.answer(ByteBuffer(bytes: bytes), cacheControl: "private, max-age=31536000, immutable")
    }

    private static let `public` = "public, max-age=31536000, immutable"
    private static let notThere = Problem.notFound(
        "The log has no such tile, or not that wide. GET /checkpoint says how large it is.")

    private static func answer(_ bytes: ByteBuffer, cacheControl: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/octet-stream", .cacheControl: cacheControl],
            body: .init(byteBuffer: bytes))
    }
}
