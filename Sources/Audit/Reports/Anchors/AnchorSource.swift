import Evidence
import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

/// The checkpoints above a report of which others spoke, as the ledger keeps them.
struct AnchorSource {
    let report: ReportOnRecord
    /// The checkpoint that the report itself shows.
    let anchor: LogAnchor
    /// The size of the newest checkpoint, and the time of its last entry.
    let known: (size: TreeSize, recorded: Timestamp)
    let logKeys: [VerifierKey]
    /// By rising size; each extends the report's, and holds those of the dated entries that are below its size.
    let checkpoints: [AnchoredCheckpoint]
    /// What is wrong with those that are not among them. Sentences.
    let failures: [String]

    /// Entries that are dated one by one: the report's last, its issue, and as many signatures.
    static let datedSignatures = 20
    /// Of each kind, checkpoints that are looked at above each entry. Witnesses and authorities differ, so the first is not enough.
    private static let nearest = 8

    static func read(_ report: ReportOnRecord, from store: any LedgerStore) throws -> AnchorSource {
        try store.read { reader in
            let ledger = try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger) ?? LedgerHistory()
            let anchor = try LogAnchor.read(at: report.size, ledger, from: reader)
            let size = try reader.size()
            let last = try reader.entry(at: EntryIndex(size.value - 1))
            let dated = try leaves(report, reader)
            var (checkpoints, failures): ([AnchoredCheckpoint], [String]) = ([], [])
            for size in try sizes(report, reader) {
                guard let stored = try reader.checkpoint(atMost: size), stored.size == size else { continue }
                switch try AnchoredCheckpoint.read(stored, after: anchor, ledger.verifierKeys, dated, reader) {
                case .success(let checkpoint): checkpoints.append(checkpoint)
                case .failure(let failure): failures.append(failure.sentence)
                }
            }
            return AnchorSource(
                report: report, anchor: anchor, known: (size, last.recorded), logKeys: ledger.verifierKeys,
                checkpoints: checkpoints, failures: failures)
        }
    }

    /// The entries that are dated, with the hashes of their leaves as they are stored: that a checkpoint holds them is yet to be shown.
    private static func leaves(_ report: ReportOnRecord, _ reader: any LedgerReader) throws -> [(EntryIndex, Digest)] {
        let last = EntryIndex(report.size.value - 1)
        return try ([last, report.index] + report.signatures.prefix(datedSignatures).map(\.index)).map { index in
            (index, try reader.entry(at: index).leaf)
        }
    }

    /// For each entry that is dated the first few sizes that hold it, and the newest.
    private static func sizes(_ report: ReportOnRecord, _ reader: any LedgerReader) throws -> [TreeSize] {
        let dated = [report.index] + report.signatures.prefix(datedSignatures).map(\.index)
        let stamped = try reader.stampedSizes().filter { $0 >= report.size }
        var sizes = Set(stamped.suffix(1))
        for lowest in [report.size] + dated.map({ TreeSize($0.value + 1) }) {
            sizes.formUnion(stamped.lazy.filter { $0 >= lowest }.prefix(nearest))
            sizes.formUnion(try reader.cosignedSizes(from: lowest, limit: nearest))
        }
        let newest = try reader.cosignedCheckpoints(limit: nearest).map(\.size)
        return sizes.union(newest.filter { $0 >= report.size }).sorted()
    }
}

/// A checkpoint that the log signed and that extends a report's, with what others left beside it.
struct AnchoredCheckpoint {
    let verified: VerifiedCheckpoint
    /// From the report's checkpoint to this one.
    let proof: ConsistencyProof
    let tokens: [[UInt8]]

    var size: TreeSize { verified.checkpoint.size }

    struct Failure: Error { let sentence: String }

    static func read(
        _ stored: StoredCheckpoint, after anchor: LogAnchor, _ keys: [VerifierKey], _ dated: [(EntryIndex, Digest)],
        _ reader: any LedgerReader
    ) throws -> Result<AnchoredCheckpoint, Failure> {
        let unchecked = try? UncheckedCheckpoint(parsing: stored.note)
        let verified = keys.lazy.compactMap { key -> VerifiedCheckpoint? in
            if case .valid(let verified)? = unchecked?.check(with: key) { verified } else { nil }
        }.first
        guard let verified, verified.checkpoint.size == stored.size else {
            return .failure(Failure(sentence: "The checkpoint of size \(stored.size) is not signed by a key of the log."))
        }
        let from = anchor.checkpoint.statement
        var builder = ProofBuilder(size: stored.size) { try reader.tile($0)?.hashes }
        let proof = try builder.consistencyProof(from: from.size)
        guard proof.check(oldRoot: from.root, newRoot: verified.checkpoint.root) == .verified else {
            return .failure(Failure(sentence: "The checkpoint of size \(stored.size) does not extend the report's."))
        }
        for (index, leaf) in dated where stored.size.contains(index) {
            guard try builder.inclusionProof(of: index).check(leaf: leaf, root: verified.checkpoint.root) == .verified else {
                return .failure(
                    Failure(
                        sentence:
                            "Entry \(index), as it is stored, is not in the checkpoint of size \(stored.size). Run touchmark check."
                    ))
            }
        }
        return .success(
            AnchoredCheckpoint(verified: verified, proof: proof, tokens: try reader.timeTokens(at: stored.size)))
    }
}
