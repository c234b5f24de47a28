/// What others say of a bundle's checkpoints: witnesses, auditors, and clocks. Nothing, where nobody was asked.
struct CheckpointAttestations {
    private(set) var witnesses = WitnessCheck()
    private(set) var auditors = AuditorCheck()
    private(set) var anchors = TimeAnchors([])
    private(set) var findings: [Finding] = []

    init() {}

    init(
        _ checkpoints: CheckpointTrust.Outcome, _ tokens: [TimeLine], _ completeness: VerificationReport.Completeness,
        _ options: VerificationOptions
    ) async {
        witnesses = WitnessCheck(checkpoints, options)
        auditors = AuditorCheck(checkpoints, options.auditors, completeness)
        let reading = await TimeTokenReading(tokens, over: checkpoints, roots: options.timeRoots)
        let cosignatures = witnesses.cosignatures + auditors.cosignatures
        anchors = TimeAnchors(reading.anchors + cosignatures.map { TimeAnchor($0) })
        findings = witnesses.findings + auditors.findings + reading.findings
        findings += options.greatestAge?.finding(witnesses, options.witnesses, auditors).map { [$0] } ?? []
    }
}
