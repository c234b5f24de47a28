import MerkleLog
public import Primitives
public import Provenance
import Signatures

/// Writes evidence bundles (protocol.md §6), line by line: memory does not grow with the entries, but for a compact state of
/// about 250 bytes for each label.
///
/// Everything that is written was checked as a verifier checks it, signatures too: a bundle that would not verify is not made.
public struct BundleWriter<Source: EvidenceSource>: Sendable {
    let source: Source
    let scope: EvidenceScope
    private let generator: String
    private let created: Timestamp

    /// - Parameters:
    ///   - generator: the program and its version, for people.
    ///   - created: now, for people: nothing follows from it.
    public init(_ source: Source, scope: EvidenceScope, generator: String, created: Timestamp) {
        self.source = source
        self.scope = scope
        self.generator = generator
        self.created = created
    }

    /// So often a bundle is planned anew because the source went on to a newer seal meanwhile.
    private static var planLimit: Int { 8 }

    /// Writes the bundle and gives its pieces to `sink` in order. If the source has a seal, the bundle rests on that or a
    /// newer one.
    ///
    /// - Throws: `ExportError`, `CancellationError`, and whatever the source and the sink throw. The pieces given until then are no
    ///   bundle.
    @discardableResult
    public func write(to sink: ([UInt8]) async throws -> Void) async throws -> BundleSummary {
        for _ in 0..<Self.planLimit {
            let source = try await source.refreshed()
            let plan = try BundlePlan(scope, of: source)
            guard plan.seal != nil || !isToBeSealed(plan) else { continue }
            let writer = BundleWriter(source, scope: scope, generator: generator, created: created)
            return try await writer.write(plan, to: sink)
        }
        throw ExportError(
            .outrun,
            "The ledger was sealed anew each time that the bundle was planned, or the index of its seals is damaged. Try again."
        )
    }

    /// True if the seal that the source had at the start can be in the bundle. One of the whole ledger needs none.
    private func isToBeSealed(_ plan: BundlePlan) -> Bool {
        scope != .ledger && source.seal.map { plan.size.contains($0.index) } ?? false
    }

    private func write(_ plan: BundlePlan, to sink: ([UInt8]) async throws -> Void) async throws -> BundleSummary {
        var lines = BundleLines()
        let stamped = try source.stampedCheckpoints(for: plan.entries.runs.map { $0 })
        try addHead(to: &lines, plan, stamped)
        var replay = try await writeEntries(plan, &lines, sink)
        for tile in plan.tiles {
            lines.add(
                "tile",
                [
                    ("level", .integer(Int64(tile.coordinate.level))), ("number", .integer(Int64(tile.coordinate.number))),
                    ("hashes", .string(Base64.encode(tile.bytes))),
                ])
            try await pass(&lines, to: sink)
        }
        for (place, history) in plan.histories.enumerated() {
            let proof = plan.seal.map { HistoryProof.json(plan.proofs[place], seal: $0.index) }
            addHistory(history.subject, history.runs, proof, to: &lines)
            try await pass(&lines, to: sink)
        }
        try addTokens(stamped, to: &lines)
        let labels = try await addClaims(&replay, &lines, sink)
        lines.addEnd()
        if let piece = lines.takePiece(all: true) { try await sink(piece) }
        return BundleSummary(
            size: plan.size, sealedSize: source.seal?.size, entries: plan.entries.count, labels: labels,
            lines: lines.lineCount, byteCount: lines.byteCount)
    }

    private func pass(_ lines: inout BundleLines, to sink: ([UInt8]) async throws -> Void) async throws {
        if let piece = lines.takePiece() { try await sink(piece) }
    }

    private func addHead(to lines: inout BundleLines, _ plan: BundlePlan, _ stamped: [StampedCheckpoint]) throws {
        let scopeMembers: JSONValue = ["kind": .string(scope.kind), "subject": .string(scope.subject.description)]
        lines.add(
            "bundle",
            [
                ("version", .integer(Int64(BundleHeader.version))), ("ledger", .string(plan.checkpoint.claimed.origin)),
                ("scope", scopeMembers), ("created", .integer(created.microseconds)), ("generator", .string(generator)),
            ])
        lines.add("checkpoint", [("note", .string(source.checkpoint))])
        let source = source
        let earlier = try Self.notes(source.earlierCheckpoints + stamped.map(\.note), below: plan.size)
        var proofs = ProofBuilder(size: plan.size) { try source.tile($0) }
        for (size, note) in earlier.prefix(BundleLimits.furtherCheckpointCount) {
            let proof = try proofs.consistencyProof(from: size)
            lines.add("checkpoint", [("note", .string(note))])
            lines.add(
                "consistency",
                [
                    ("from", .integer(Int64(proof.from.value))), ("to", .integer(Int64(proof.to.value))),
                    ("hashes", .array(proof.hashes.map { .string($0.base64) })),
                ])
        }
    }

    /// Each size once, rising; the first note of a size stands.
    private static func notes(_ notes: [String], below size: TreeSize) throws -> [(key: TreeSize, value: String)] {
        let all = try notes.map { (try UncheckedCheckpoint(parsing: $0).claimed.size, $0) }
        return Dictionary(all.filter { $0.0 < size }, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }
    }

    private func addTokens(_ stamped: [StampedCheckpoint], to lines: inout BundleLines) throws {
        for checkpoint in stamped {
            let size = try UncheckedCheckpoint(parsing: checkpoint.note).claimed.size
            for token in checkpoint.tokens {
                lines.add("time", [("size", .integer(Int64(size.value))), ("token", .string(Base64.encode(token)))])
            }
        }
    }

    private func addHistory(_ subject: Subject, _ runs: IndexRuns, _ proof: JSONValue?, to lines: inout BundleLines) {
        // A run is at most 36 characters: this many stay below 2 MiB.
        let runsInLine = 50_000
        for part in 0...max(0, (runs.runs.count - 1) / runsInLine) {
            let slice = runs.runs.dropFirst(part * runsInLine).prefix(runsInLine)
            var members: [(String, JSONValue)] = [
                ("subject", .string(subject.description)), ("part", .integer(Int64(part))),
                ("indices", .array(slice.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.count))] })),
            ]
            if part == 0, let proof { members.append(("proof", proof)) }
            lines.add("history", members)
        }
    }

    private func addClaims(
        _ replay: inout EntryReplay, _ lines: inout BundleLines, _ sink: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        let authorities = try await VerdictDerivation.derive(
            &replay, at: replay.knownSize, trust: AuthorityTrust(known: [:]))
        let labels = LabelFindings(replay.histories.labels, authorities: authorities)
        for label in labels {
            lines.add(
                "claim",
                [
                    ("subject", .string(label.subject.description)), ("verdict", .string(label.verdict.rawValue)),
                    ("verdictNow", .string(label.verdictNow.rawValue)),
                ])
            try await pass(&lines, to: sink)
        }
        return labels.count
    }
}

/// What was written.
public struct BundleSummary: Hashable, Sendable {
    /// Of the checkpoint that the entries are proved against.
    public let size: TreeSize
    /// How far the source's newest seal goes; `nil` if it has none.
    public let sealedSize: TreeSize?
    public let entries: UInt64
    /// Labels whose verdicts the bundle claims.
    public let labels: Int
    public let lines: UInt64
    public let byteCount: UInt64
}
