import MerkleLog
import Primitives
import Signatures

/// A receipt line as `touchmark append` prints it (protocol.md §3).
struct Receipt: Hashable, Sendable {
    let index: EntryIndex
    let id: String
    let recorded: Int64
    let leaf: Digest
    let checkpoint: String
    let inclusion: [Digest]

    /// - Throws: if the line was torn, or is no receipt.
    init(_ line: String) throws {
        let json = try JSONValue(parsing: Array(line.utf8))
        guard case .integer(let index) = json["index"], case .integer(let recorded) = json["recorded"],
            let id = json["id"]?.string, let leaf = json["leaf"]?.string.flatMap(Digest.init(base64:)),
            let checkpoint = json["checkpoint"]?.string, let hashes = json["inclusion"]?.array
        else { throw TestLedger.Failure(description: "no receipt: \(line)") }
        self.index = EntryIndex(UInt64(index))
        (self.id, self.recorded, self.leaf, self.checkpoint) = (id, recorded, leaf, checkpoint)
        inclusion = hashes.compactMap { $0.string.flatMap(Digest.init(base64:)) }
        guard inclusion.count == hashes.count else { throw TestLedger.Failure(description: "no hashes: \(line)") }
    }

    /// Whether the checkpoint is the log's and has this leaf at this index.
    func isTrue(under key: VerifierKey) -> Bool {
        guard let unchecked = try? UncheckedCheckpoint(parsing: checkpoint),
            case .valid(let verified) = unchecked.check(with: key)
        else { return false }
        let proof = InclusionProof(index: index, size: verified.checkpoint.size, hashes: inclusion)
        return proof.check(leaf: leaf, root: verified.checkpoint.root) == .verified
    }
}
