/// What others say of a bundle's checkpoints: witnesses, auditors, and clocks. Nothing, where nobody was asked.
struct CheckpointAttestations {
    private(set) var witnesses = WitnessCheck()
    private(set) var auditors = AuditorCheck()
    private(set) var anchors = TimeAnchors([])
    private(set) var findings: [Finding] = []

    init() {}

    init(
        _ checkpoints: CheckpointTrust.Outcome, _ tokens: [TimeLine], _ completeness: VerificationReport.Completeness,
        _ seal: FoundSeal?, _ options: VerificationOptions
    ) async {
        witnesses = WitnessCheck(checkpoints, options)
        auditors = AuditorCheck(checkpoints, options.auditors, completeness)
        let reading = await TimeTokenReading(tokens, over: checkpoints, roots: options.timeRoots)
        let cosignatures = witnesses.cosignatures + auditors.cosignatures
        anchors = TimeAnchors(reading.anchors + cosignatures.map { TimeAnchor($0) })
        findings = witnesses.findings + auditors.findings + reading.findings
        // A cosigner who had seen more than the seal covers says nothing of what it leaves out.
        let isCovered: (CheckpointCosignature) -> Bool =
            if case .sealed = completeness, let seal { { seal.countPast(in: $0.size) == 0 } } else { { _ in true } }
        findings +=
            options.greatestAge?.finding(
                witnesses.cosignatures, options.witnesses, auditors.cosignatures, speakingFor: isCovered
            ).map { [$0] } ?? []
    }
}
