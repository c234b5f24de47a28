/// A label's answer that is sealed is one answer: behind two digests might stand two.
///
/// Elsewhere in an event decoys may stand beside what is sealed; verifiers say where two digests may be of one member.
enum AmbiguousSealRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard entry.event.sealed.contains(where: { $0.path == ["value"] && $0.isAmbiguous }) else { return nil }
        return Refusal(
            "ambiguous-seal", .malformed, "The value's _sd holds more digests than the one that its text can have.",
            remedy: "Seal the text once, without decoys beside it.")
    }
}
