import Primitives

/// An erasure names an event that is here, and the subjects that this event touches.
enum ErasureRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard case .disclosureErased(let data) = entry.event.body else { return nil }
        guard let erased = try histories.entry(withID: data.event.id) else {
            return histories.knowsEveryEvent ? refuse("The event whose disclosures are erased is not in this ledger.") : nil
        }
        guard erased.reference == data.event, erased.index < entry.index else {
            return refuse("The digest is not that of the event \(data.event.id).")
        }
        // In which order the others stand, the vocabulary does not say; each stands once.
        let touched = erased.event.namedSubjects
        guard data.erasedSubjects.first == touched.first, Set(data.erasedSubjects) == Set(touched) else {
            return refuse("subjects are those that the event touches, without work:, its primary first.")
        }
        let sealed = Set(erased.event.sealed.flatMap(\.digests))
        guard sealed.isSuperset(of: data.digests) else { return refuse("A digest is not one of the event's.") }
        return nil
    }

    private static func refuse(_ sentence: String) -> Refusal {
        Refusal("erasure", .conflict, sentence, remedy: "Name the event as the log has it.")
    }
}
