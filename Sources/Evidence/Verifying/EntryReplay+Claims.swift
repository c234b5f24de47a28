import Provenance

extension EntryReplay {
    /// Compares what the exporter says of a label with what was derived.
    mutating func compare(_ claim: ClaimLine) {
        countClaim()
        guard claim.subject.kind == .label, scope.covers(label: claim.subject), histories.isWhole(claim.subject) else {
            return add(
                Finding(.claimNotDerivable, subject: claim.subject, "The bundle claims a verdict that does not follow from it."))
        }
        guard let place = histories.labels.place(of: claim.subject) else {
            return add(
                Finding(.claimDiffers, subject: claim.subject, "The bundle claims a verdict on a label that does not exist."))
        }
        guard self.claim(at: place) else {
            return add(Finding(.claimRepeated, subject: claim.subject, "There are two claims on this label."))
        }
        guard let derived = histories.labels.derived(at: place) else {
            // A label without a current value has no verdict; one that is not derivable has its own finding.
            guard histories.labels.history(at: place).current == nil else { return }
            return add(
                Finding(.claimDiffers, subject: claim.subject, "The bundle claims a verdict on a label that has no value."))
        }
        guard derived.then.rawValue != claim.verdict || derived.now.rawValue != claim.verdictNow else { return }
        add(
            Finding(
                .claimDiffers, subject: claim.subject,
                "The verdict is \(derived.then.rawValue), now \(derived.now.rawValue); the bundle claims another."))
    }
}
