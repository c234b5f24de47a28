import MerkleLog
import Primitives
import Provenance
import Signatures

/// Verifies evidence bundles offline (protocol.md §6).
///
/// Reads the input twice, in bounded memory. A bundle that does not hold is a report with findings; what is thrown means
/// that nothing was judged.
public struct BundleVerifier: Sendable {
    private let options: VerificationOptions

    public init(options: VerificationOptions) {
        self.options = options
    }

    /// - Throws: `UnreadableBundle`, and whatever the input throws.
    public func verify(_ input: some BundleInput) async throws -> VerificationReport {
        let survey = try BundleSurvey(input)
        let trust = AuthorityTrust(known: options.authorities)
        var findings = survey.findings
        var reading = try self.reading(survey, input, trust, &findings)
        let digest = try await reading.read()
        findings.add(survey.endFinding(digest).map { [$0] } ?? [])
        var attestations = CheckpointAttestations()
        if let header = survey.header, let replay = reading.replay {
            let checkpoints = CheckpointTrust(
                survey: survey, header: header, ledger: replay.histories.ledgerHistory, given: options.key
            ).outcome()
            findings.add(checkpoints.findings)
            attestations = await CheckpointAttestations(
                checkpoints, survey.tokens, Self.completeness(replay), replay.seal, options)
            findings.add(attestations.findings)
            findings.add(replay.findings)
            findings.add(replay.histories.ledgerHistory.continuation.map { [$0] } ?? [])
            findings.add(try trust.differing(in: replay.histories, knownAt: replay.knownSize))
            findings.add(
                SealTrust(
                    survey: survey, seal: replay.seal, ledger: replay.histories.ledgerHistory, auditors: attestations.auditors,
                    isRecomputed: replay.histories.knowsEveryEvent
                ).findings())
            findings.add(outlook(header.scope, replay))
            let times = TimeJudgement(
                anchors: attestations.anchors, now: options.now, known: replay.knownSize,
                last: survey.present.runs.last.map { EntryIndex($0.upperBound - 1) })
            findings.add(try times.findings(of: replay))
            if findings.result != .failed, findings.counts[.unknownType] == nil {
                findings.add(try await SealRecomputation(survey: survey, seals: replay.seals).findings(in: input))
            }
        }
        return report(survey, reading.replay, findings, authorities: reading.authorities, attestations)
    }

    /// What the second reading starts from.
    private func reading(
        _ survey: BundleSurvey, _ input: any BundleInput, _ trust: AuthorityTrust, _ findings: inout FindingLog
    ) throws -> BundleReading {
        guard let header = survey.header, let checkpoint = survey.checkpoint else {
            return BundleReading(survey, of: input, replay: nil, prover: nil, trust: trust)
        }
        let (size, root) = (checkpoint.claimed.size, checkpoint.claimed.root)
        let keys = KeyRegister()
        var histories = BundleHistories(
            knowsEveryEvent: size > .empty && survey.present.count == size.value, keys: keys,
            reread: { index, place in try Self.reread(index, place, input, keys) })
        histories.listed = survey.listed
        histories.listed.sealedSize = try survey.unverifiedSeal(in: input)?.size
        return BundleReading(
            survey, of: input,
            replay: EntryReplay(
                histories: histories, scope: header.scope, size: size, root: root,
                checkpoints: [size] + survey.further.map(\.unchecked.claimed.size)),
            prover: EntryProver(size: size, root: root, tiles: tiles(survey, size, root, &findings)), trust: trust)
    }

    private func tiles(
        _ survey: BundleSurvey, _ size: TreeSize, _ root: Digest, _ findings: inout FindingLog
    ) -> VerifiedTiles? {
        guard !survey.tiles.isEmpty else { return nil }
        switch UncheckedTiles(size: size, tiles: survey.tiles).check(root: root) {
        case .verified(let tiles): return tiles
        case .failed(let failures):
            findings.add(failures.map(\.finding))
            return nil
        }
    }

    /// Reads an entry again that a later one names. Its signature is checked again, too.
    private static func reread(
        _ index: EntryIndex, _ place: BundlePlace, _ input: any BundleInput, _ keys: KeyRegister
    ) throws -> ExaminedEntry? {
        let line = try input.bytes(at: place.offset, count: Int(place.count))
        return try line.withUnsafeBytes { bytes in
            try EntryLine.read(bytes) { line in
                guard line.index == index else { return nil }
                return ExaminedEntry(index: index, bytes: line.entry, disclosures: [], inclusion: nil, keys: keys)
            }
        } ?? nil
    }

    /// What this version cannot evaluate, and what the user waived.
    private func outlook(_ scope: EvidenceScope, _ replay: EntryReplay) -> [Finding] {
        var findings: [Finding] = []
        if !replay.histories.knowsEveryEvent {
            if scope == .ledger {
                findings.append(Finding(.entriesMissing, "The bundle is of the whole ledger, and not every entry is here."))
            }
            if replay.provingSeal == nil {
                findings.append(
                    options.unsealedOK
                        ? Finding(.completenessNotEvaluated, "Whether something was left out was not evaluated.")
                        : Finding(
                            .unsealed,
                            "Not every history comes with a proof that nothing was left out; --unsealed-ok accepts the bundle without."
                        ))
            }
        }
        return findings
    }

    private func report(
        _ survey: BundleSurvey, _ replay: EntryReplay?, _ findings: FindingLog, authorities: [String],
        _ attestations: CheckpointAttestations
    ) -> VerificationReport {
        var counts = replay?.counts ?? VerificationReport.Counts()
        counts.lines = survey.lineCount
        let isAnybodysWord = findings.result != .failed && findings.counts[.sealKeyCompromised] == nil
        return VerificationReport(
            result: findings.result, findings: findings.findings, findingCounts: findings.counts,
            omittedFindings: findings.omitted,
            scope: survey.header?.scope, checkpoint: survey.checkpoint?.claimed,
            witnesses: attestations.witnesses.cosignatures, isQuorumMet: attestations.witnesses.isQuorumMet,
            auditors: attestations.auditors.cosignatures, anchors: attestations.anchors.all,
            completeness: isAnybodysWord
                ? attestations.auditors.confirming(Self.completeness(replay)) : .notEvaluated,
            counts: counts,
            labels: replay.map { LabelFindings($0.histories.labels, authorities: authorities) } ?? LabelFindings())
    }

    /// By what the bundle itself holds.
    private static func completeness(_ replay: EntryReplay?) -> VerificationReport.Completeness {
        guard let replay else { return .notEvaluated }
        if replay.histories.knowsEveryEvent { return .wholeLedger }
        guard let seal = replay.provingSeal else { return .notEvaluated }
        return .sealed(VerificationReport.KnownSeal(index: seal.index, size: seal.size, recorded: seal.recorded), replayedBy: [])
    }
}
