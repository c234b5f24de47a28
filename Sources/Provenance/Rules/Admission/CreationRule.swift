import Primitives

/// What is named by an id is created once.
enum CreationRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard try exists(entry, histories) else { return nil }
        return Refusal(
            "already-exists", .conflict, "\(entry.event.subject) exists already.",
            remedy: "Choose another id, or refer to the one that is there.")
    }

    private static func exists(_ entry: LoggedEvent, _ histories: some Histories) throws -> Bool {
        let subject = entry.event.subject
        switch entry.event.body {
        case .authorityRecognised(let data): return try histories.authority(data.authority)?.recognition != nil
        case .annotatorEnrolled(let data): return try histories.standing(of: data.actor)?.enrolment != nil
        case .credentialIssued, .credentialPresented: return try histories.credential(subject)?.issue != nil
        case .datasetDefined(let data): return try histories.policy(of: data.dataset)?.definition != nil
        case .itemRegistered: return try histories.item(subject)?.registration != nil
        case .guidelinePublished(let data):
            return try histories.fold(GuidelineHistory.self, of: subject)?.hasVersion(data.version) ?? false
        case .sessionRecorded, .datasetReleased, .modelTrained, .decisionTraced, .reportIssued:
            return try histories.fold(CreationHistory.self, of: subject)?.creation != nil
        default: return false
        }
    }
}
