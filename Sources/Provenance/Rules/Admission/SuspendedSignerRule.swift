/// While somebody is suspended she says nothing that no verdict will speak of: no clocks, guidelines, assessments, further keys.
///
/// Her events of labels enter and bear their verdict. A key may always be revoked, for it may be stolen.
enum SuspendedSignerRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        if entry.event.body.labelAddress != nil { return nil }
        if case .annotatorKeyRevoked = entry.event.body { return nil }
        guard entry.source.kind.isEnrolled, let signer = try histories.standing(of: entry.source),
            SuspensionRule.holding(signer.suspensions(endedBelow: entry.index), .then(entry)) != nil
        else { return nil }
        return Refusal(
            "signer-suspended", .forbidden, "\(entry.source) is suspended and signs nothing but events of labels.",
            remedy: "Let somebody else sign it, or send it once whoever suspended has reinstated the signer.")
    }
}
