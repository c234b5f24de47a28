import MerkleLog
import Primitives
import Provenance
import Signatures

/// An entry as the source gave it.
private struct SourceEntry: Sendable {
    let index: EntryIndex
    let bytes: [UInt8]
    let disclosures: [String]
    let inclusion: [Digest]?
}

extension BundleWriter {
    private static var entriesAtOnce: Int { 256 }

    /// Writes the entries, checked on all cores, and folds them on the way.
    func writeEntries(
        _ plan: BundlePlan, _ lines: inout BundleLines, _ sink: ([UInt8]) async throws -> Void
    ) async throws -> EntryReplay {
        let keys = KeyRegister()
        let prover = try prover(plan)
        var replay = EntryReplay(
            histories: histories(plan, keys), scope: scope, size: plan.size, root: plan.checkpoint.claimed.root)
        var indices = plan.entries.indices.makeIterator()
        let source = source
        var proofs = ProofBuilder(size: plan.size) { try source.tile($0) }
        try await OrderedPipeline.run(
            next: { () -> [SourceEntry]? in
                var batch: [SourceEntry] = []
                while batch.count < Self.entriesAtOnce, let index = indices.next() {
                    batch.append(try entry(at: index, plan, &proofs))
                }
                return batch.isEmpty ? nil : batch
            },
            perform: { batch in
                batch.map { entry -> (ExaminedEntry, [UInt8]) in
                    var examined = entry.bytes.withUnsafeBytes {
                        ExaminedEntry(
                            index: entry.index, bytes: $0, disclosures: entry.disclosures, inclusion: entry.inclusion,
                            keys: keys)
                    }
                    examined.proof = prover.proof(of: examined)
                    let line = BundleLines.formatEntry(
                        entry.index, entry.bytes, disclosures: entry.disclosures, inclusion: entry.inclusion)
                    return (examined, line)
                }
            },
            consume: { batch in
                for (examined, line) in batch {
                    try replay.take(examined)
                    lines.add(line)
                }
                try refuseDamage(replay)
                if let piece = lines.takePiece() { try await sink(piece) }
            })
        replay.finish()
        try refuseDamage(replay)
        return replay
    }

    private func entry(
        at index: EntryIndex, _ plan: BundlePlan, _ proofs: inout ProofBuilder
    ) throws -> SourceEntry {
        SourceEntry(
            index: index, bytes: try source.entry(at: index), disclosures: try source.disclosures(at: index),
            inclusion: plan.provesEachEntry ? try proofs.inclusionProof(of: index).hashes : nil)
    }

    private func prover(_ plan: BundlePlan) throws -> EntryProver {
        let root = plan.checkpoint.claimed.root
        guard !plan.tiles.isEmpty else { return EntryProver(size: plan.size, root: root, tiles: nil) }
        guard case .verified(let tiles) = UncheckedTiles(size: plan.size, tiles: plan.tiles).check(root: root) else {
            throw ExportError(.damaged, "The stored tiles do not lead to the root of the checkpoint.")
        }
        return EntryProver(size: plan.size, root: root, tiles: tiles)
    }

    private func histories(_ plan: BundlePlan, _ keys: KeyRegister) -> BundleHistories {
        let source = source
        var histories = BundleHistories(
            knowsEveryEvent: plan.holdsEveryEntry, keys: keys,
            reread: { index, _ in
                try source.entry(at: index).withUnsafeBytes {
                    ExaminedEntry(index: index, bytes: $0, disclosures: [], inclusion: nil, keys: keys)
                }
            })
        for (place, history) in plan.histories.enumerated() {
            histories.listed.add(
                history.subject, history.runs, proof: plan.seal.map { _ in plan.proofs[place] }, seal: plan.seal)
        }
        return histories
    }

    /// Whoever verified this would see it fail: better to say so here.
    private func refuseDamage(_ replay: EntryReplay) throws {
        guard replay.findings.result == .failed, let first = replay.findings.findings.first else { return }
        throw ExportError(.damaged, "What the store gives does not hold: \(first)")
    }
}
