import MerkleLog
import Primitives

/// Hash tiles of one tree as the log serves them, fetched as proofs ask for them. Unproven; bounded.
struct RemoteTiles {
    private static let greatestCount = 512
    private let source: any LogSource
    private let size: TreeSize
    private var known: [TileCoordinate: [Digest]] = [:]

    init(_ source: any LogSource, size: TreeSize) {
        self.source = source
        self.size = size
    }

    /// Whether the tree of this size and `root` extends that of size `from` with `oldRoot`, by what the log serves.
    mutating func prove(from: TreeSize, _ oldRoot: Digest, to root: Digest) async throws -> Bool {
        while true {
            switch attempt(from: from) {
            case .success(let proof): return proof.check(oldRoot: oldRoot, newRoot: root) == .verified
            case .failure(let error):
                guard error.code == .tileMissing, let missing = error.tile, known[missing] == nil else { throw error }
                try await fetch(missing)
            }
        }
    }

    /// With the tiles that are known; fails at the first that is not.
    private func attempt(from: TreeSize) -> Result<ConsistencyProof, MerkleLogError> {
        var builder = ProofBuilder(size: size) { known[$0] }
        do throws(MerkleLogError) { return .success(try builder.consistencyProof(from: from)) } catch {
            return .failure(error)
        }
    }

    private mutating func fetch(_ tile: TileCoordinate) async throws {
        guard let width = tile.width(in: size) else { throw SourceFailure("A proof asks for a tile that the tree has not.") }
        let path = TilePath.tile(tile, width)
        guard let hashes = Tile.hashes(from: try await source.bytes(of: path)), hashes.count == width.value else {
            throw SourceFailure("\(path) is no tile of \(width) hashes.")
        }
        if known.count >= Self.greatestCount { known.removeAll() }
        known[tile] = hashes
    }
}
