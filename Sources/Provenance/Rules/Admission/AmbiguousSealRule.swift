/// An object seals no more values than it has members for, so that a member that is alone has one value.
enum AmbiguousSealRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard entry.event.hasAmbiguousSeal else { return nil }
        return Refusal(
            "ambiguous-seal", .malformed,
            "More digests stand in an _sd than members that may be sealed there and are not in clear.",
            remedy: "Seal each member once, and leave out decoys beyond that number.")
    }
}
