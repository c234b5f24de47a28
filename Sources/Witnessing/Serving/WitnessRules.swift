import MerkleLog
package import Primitives
package import Signatures

/// What a witness remembers of a log: the tree that it cosigned last.
package struct WitnessedTree: Hashable, Sendable {
    package let size: TreeSize
    package let root: Digest

    package init(size: TreeSize, root: Digest) {
        self.size = size
        self.root = root
    }

    /// Of a log that it has never cosigned.
    package static let none = WitnessedTree(size: .empty, root: .emptyTree)
}

/// Why a witness does not cosign (C2SP tlog-witness, `add-checkpoint`).
package enum WitnessRefusal: Hashable, Sendable {
    case malformed
    case unknownLog
    case notSigned
    /// By a key that the log had before its present one: whoever has it may have another history.
    case formerKey
    /// The old size is greater than the checkpoint's.
    case sizesReversed
    /// The witness cosigned another size last: this one; or another root of this size.
    case conflict(TreeSize)
    case inconsistent

    package var reply: WitnessReply {
        switch self {
        case .malformed: WitnessReply(status: 400, body: "The body is no add-checkpoint request (c2sp.org/tlog-witness).\n")
        case .unknownLog: WitnessReply(status: 404, body: "This witness does not know the log.\n")
        case .notSigned: WitnessReply(status: 403, body: "The checkpoint is not signed by a key that this witness trusts.\n")
        case .formerKey:
            WitnessReply(
                status: 403,
                body: "The checkpoint is signed by a key of the log, but not by its present one, which was given first.\n")
        case .sizesReversed: WitnessReply(status: 400, body: "The old size is greater than the checkpoint's.\n")
        case .conflict(let size): WitnessReply(status: 409, type: WitnessReply.sizeType, body: "\(size)\n")
        case .inconsistent: WitnessReply(status: 422, body: "The consistency proof does not hold.\n")
        }
    }
}

/// Which checkpoints a witness cosigns. Pure: what it remembers is given, what it is to remember comes back.
package struct WitnessRules: Sendable {
    private let logs: [VerifierKey]

    /// - Parameter logs: the keys of the logs that it serves. Of several of one log the first is its present one, under which alone
    ///   checkpoints are cosigned.
    package init(logs: [VerifierKey]) {
        self.logs = logs.filter { $0.algorithm == .log }
    }

    /// A log that has several keys more than once.
    package var origins: [String] { logs.map(\.name) }

    /// Which log a request is about, and that the log signed what it shows.
    package func signed(_ request: AddCheckpoint) -> Result<VerifiedCheckpoint, WitnessRefusal> {
        let unchecked: UncheckedCheckpoint
        do throws(NoteError) {
            unchecked = try UncheckedCheckpoint(parsing: request.checkpoint, allowsExtensions: true)
        } catch {
            return .failure(.malformed)
        }
        let keys = logs.filter { $0.name.isSpelled(as: unchecked.claimed.origin) }
        guard let present = keys.first else { return .failure(.unknownLog) }
        if case .valid(let verified) = unchecked.check(with: present) { return .success(verified) }
        let isFormer = keys.contains { if case .valid = unchecked.check(with: $0) { true } else { false } }
        return .failure(isFormer ? .formerKey : .notSigned)
    }

    /// Whether a signed checkpoint may be cosigned by who cosigned `known` last.
    package static func judge(
        _ checkpoint: Checkpoint, after known: WitnessedTree, old: TreeSize, proof: [Digest]
    ) -> WitnessRefusal? {
        guard old <= checkpoint.size else { return .sizesReversed }
        guard old == known.size else { return .conflict(known.size) }
        guard old < checkpoint.size || known.root == checkpoint.root else { return .conflict(known.size) }
        let proof = ConsistencyProof(from: old, to: checkpoint.size, hashes: proof)
        return proof.check(oldRoot: known.root, newRoot: checkpoint.root) == .verified ? nil : .inconsistent
    }
}

extension WitnessRefusal: Error {}
