package import Ledger
import MerkleLog
package import Primitives
package import Signatures

/// Carries a request to a witness and its answer back.
package protocol WitnessTransport: Sendable {
    /// `POST <url>/add-checkpoint`. Does not follow elsewhere, reads no endless answer, and ends within the time given.
    ///
    /// - Throws: whatever kept the answer away.
    func addCheckpoint(_ body: [UInt8], to url: String, within limit: Duration) async throws -> WitnessReply
}

/// Why a witness that was asked has not cosigned.
package enum CosigningFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// It could not be reached, or did not answer in time.
    case unreachable
    /// It has trouble of its own: status 429 or 5xx.
    case busy
    case unknownLog = "unknown-log"
    case refused
    /// It holds that this log contradicts what it cosigned before.
    case inconsistent
    /// It has cosigned a larger tree than there is here.
    case ahead
    /// An answer that makes no sense, or a cosignature that does not hold.
    case unusable

    /// For the operator.
    package var sentence: String {
        switch self {
        case .unreachable: "it could not be reached, or did not answer in time"
        case .busy: "it could not answer now"
        case .unknownLog: "it does not know this log; its operator has to add the vkey"
        case .refused: "it does not trust the key that signed the checkpoint"
        case .inconsistent:
            "it says that this log contradicts what it cosigned before; look at once whether there are two of this ledger"
        case .ahead: "it has cosigned a larger tree than this ledger has; look at once whether this is an older copy"
        case .unusable: "its answer is no cosignature by its key"
        }
    }
}

/// One checkpoint, one witness: what is said until there is a cosignature or none to be had.
package struct WitnessExchange: Sendable {
    private let store: any LedgerStore
    private let log: VerifierKey
    private let transport: any WitnessTransport
    private let limit: Duration
    private let threads: WorkerThreads

    /// Requests in which a witness may correct the old size.
    private static let tries = 3

    /// - Parameters:
    ///   - log: the key that signs the checkpoints.
    ///   - limit: for each request.
    ///   - threads: where the store is waited for.
    package init(
        store: any LedgerStore, log: VerifierKey, transport: any WitnessTransport, limit: Duration,
        threads: WorkerThreads = .witnessing
    ) {
        self.threads = threads
        self.store = store
        self.log = log
        self.transport = transport
        self.limit = limit
    }

    /// - Parameter old: what the witness is thought to have cosigned last.
    /// - Returns: signature lines that hold, each ended by a newline.
    package func cosign(
        _ size: TreeSize, by witness: WitnessPolicy.Witness, after old: TreeSize
    ) async throws -> Result<[String], CosigningFailure> {
        guard let url = witness.url else { return .failure(.unreachable) }
        var old = min(old, size)
        for _ in 0..<Self.tries {
            let (checkpoint, proof) = try await read(size, after: old)
            let request = AddCheckpoint(old: old, proof: proof, checkpoint: checkpoint.noteByLog)
            let reply: WitnessReply
            do {
                reply = try await transport.addCheckpoint(request.body, to: url, within: limit)
            } catch {
                // Why is between the two machines; that it was so is counted and said.
                return .failure(.unreachable)
            }
            switch reply.status {
            case 200:
                let lines = checkpoint.cosignatureLines(in: reply.body, by: witness.key)
                return lines.isEmpty ? .failure(.unusable) : .success(lines)
            case 409:
                guard let known = Self.size(reply) else { return .failure(.unusable) }
                guard known <= size else { return .failure(try await isOurs(known) ? .busy : .ahead) }
                // Where it has this very size, it is the root that it would not have.
                guard known != old else { return .failure(old == size ? .inconsistent : .unusable) }
                old = known
            case let status: return .failure(Self.failure(status))
            }
        }
        return .failure(.busy)
    }

    private func read(_ size: TreeSize, after old: TreeSize) async throws -> (VerifiedCheckpoint, [Digest]) {
        try await threads.run {
            try store.read { reader in
                guard let stored = try reader.checkpoint(atMost: size), stored.size == size,
                    case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: stored.note).check(with: log)
                else { throw LedgerError(.missing, "There is no checkpoint of size \(size) by the ledger's key.") }
                var builder = ProofBuilder(size: size) { try reader.tile($0)?.hashes }
                return (checkpoint, try builder.consistencyProof(from: old).hashes)
            }
        }
    }

    /// Whether the ledger has come so far meanwhile.
    private func isOurs(_ size: TreeSize) async throws -> Bool {
        try await threads.run { try store.read { try $0.size() } >= size }
    }

    private static func size(_ reply: WitnessReply) -> TreeSize? {
        guard reply.type == WitnessReply.sizeType, reply.body.hasSuffix("\n") else { return nil }
        return TreeSize(decimal: String(reply.body.dropLast()))
    }

    private static func failure(_ status: Int) -> CosigningFailure {
        switch status {
        case 403: .refused
        case 404: .unknownLog
        case 422: .inconsistent
        case 429, 500...599: .busy
        default: .unusable
        }
    }
}
