import MerkleLog
import Primitives
import Signatures

/// A log of nothing but leaf hashes, whose operator may do anything.
struct Log {
    let signer: LogSigner
    private(set) var leaves: [Digest] = []
    private(set) var tiles: [TileCoordinate: [Digest]] = [:]
    private var tree = TileTree()

    init(_ origin: String = "ledger.example/log") {
        signer = LogSigner(origin: origin, key: PrivateKey(seed: Digest(hashing: origin).bytes) ?? PrivateKey())
    }

    var size: TreeSize { tree.size }
    var root: Digest { tree.root }
    var note: String { signer.sign(Checkpoint(origin: signer.origin, size: size, root: root)) }

    mutating func grow(by count: Int, _ text: String = "leaf") {
        let new = (0..<count).map { Digest(hashing: "\(text) \(leaves.count + $0)") }
        leaves += new
        for tile in tree.append(contentsOf: new) { tiles[tile.coordinate] = tile.hashes }
    }

    func proof(from old: TreeSize) throws -> [Digest] {
        var builder = ProofBuilder(size: size) { tiles[$0] }
        return try builder.consistencyProof(from: old).hashes
    }

    func request(after old: TreeSize) throws -> AddCheckpointParts { (old, try proof(from: old), note) }
    typealias AddCheckpointParts = (old: TreeSize, proof: [Digest], note: String)

    var checkpoint: VerifiedCheckpoint? {
        guard let unchecked = try? UncheckedCheckpoint(parsing: note),
            case .valid(let checked) = unchecked.check(with: signer.vkey)
        else { return nil }
        return checked
    }
}
