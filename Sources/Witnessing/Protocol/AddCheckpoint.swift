import MerkleLog
package import Primitives
import Signatures

/// The body of `add-checkpoint` (C2SP tlog-witness): what a log shows a witness to have a checkpoint cosigned.
///
///     old <size>
///     <base64 of a hash>...
///     <empty line>
///     <checkpoint>
package struct AddCheckpoint: Hashable, Sendable {
    /// The size that the witness is thought to have cosigned last.
    package let old: TreeSize
    /// That the checkpoint's tree extends the one of size `old`.
    package let proof: [Digest]
    /// A signed note, nothing of it looked at.
    package let checkpoint: String

    /// A proof has no more hashes.
    package static let greatestProof = 63
    /// A body has no more bytes: 63 hashes, and a note with all the signatures that one may have.
    package static let greatestByteCount = 64 << 10

    package init(old: TreeSize, proof: [Digest], checkpoint: String) {
        self.old = old
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads a body strictly; `nil` if it is none.
    package init?(parsing body: [UInt8]) {
        guard body.count <= Self.greatestByteCount, let text = String(validating: body, as: UTF8.self) else { return nil }
        let lines = text.utf8.split(
            separator: UInt8(ascii: "\n"), maxSplits: Self.greatestProof + 2, omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(where: \.isEmpty), blank >= 1, let old = Self.oldSize(String(Substring(lines[0])))
        else { return nil }
        var proof: [Digest] = []
        for line in lines[1..<blank] {
            guard let hash = Digest(base64: String(Substring(line))) else { return nil }
            proof.append(hash)
        }
        guard proof.count <= Self.greatestProof, blank + 1 < lines.count else { return nil }
        self.init(old: old, proof: proof, checkpoint: String(text[lines[blank + 1].startIndex...]))
    }

    /// What `init(parsing:)` reads.
    package var body: [UInt8] {
        Array(("old \(old)\n" + proof.map { $0.base64 + "\n" }.joined() + "\n" + checkpoint).utf8)
    }

    private static func oldSize(_ line: String) -> TreeSize? {
        guard line.hasPrefix("old ") else { return nil }
        return TreeSize(decimal: String(line.dropFirst(4)))
    }
}

extension TreeSize {
    /// Decimal without leading zeros.
    package init?(decimal text: String) {
        // Not `UInt64(text)` alone: it reads "+1" and "007".
        guard let value = UInt64(text), String(value).utf8.elementsEqual(text.utf8) else { return nil }
        self.init(value)
    }
}

/// What a witness answers, as HTTP carries it.
package struct WitnessReply: Hashable, Sendable {
    package let status: Int
    /// The media type, without parameters.
    package let type: String
    package let body: String

    package static let sizeType = "text/x.tlog.size"

    package init(status: Int, type: String = "text/plain", body: String) {
        self.status = status
        self.type = type
        self.body = body
    }
}
