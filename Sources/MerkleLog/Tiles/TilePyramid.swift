import Primitives

/// All perfect subtrees within a tile, computed once.
struct TilePyramid {
    /// Row r holds the roots of 2^r neighbouring hashes; an incomplete subtree has none.
    private let rows: [[Digest]]

    /// Costs a node hash for each hash of the tile.
    init(_ hashes: some Collection<Digest>) {
        var rows = [Array(hashes)]
        rows.reserveCapacity(TileWidth.treeLevels)
        while rows.count < TileWidth.treeLevels, let below = rows.last {
            rows.append((0..<below.count / 2).map { .node(below[2 * $0], below[2 * $0 + 1]) })
        }
        self.rows = rows
    }

    var width: Int { rows[0].count }

    /// The root of 2^row hashes, the `position`-th such group; `nil` if the tile does not hold it whole.
    func root(row: Int, position: Int) -> Digest? {
        rows[row].indices.contains(position) ? rows[row][position] : nil
    }

    /// The largest perfect subtrees that make up a partial tile, largest first: its share of a compact range.
    var range: [Digest] {
        (0..<TileWidth.treeLevels).reversed().compactMap { row in
            width >> row & 1 == 1 ? rows[row][(width >> row) - 1] : nil
        }
    }

    /// The hash of a full tile: what stands in its parent. `nil` for a partial tile.
    var root: Digest? {
        guard width == TileWidth.full.value, let top = rows.last else { return nil }
        return .node(top[0], top[1])
    }
}
