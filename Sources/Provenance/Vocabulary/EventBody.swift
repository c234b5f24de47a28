import Primitives

/// The `data` of an event, by type: the whole vocabulary, version 1.
public indirect enum EventBody: Hashable, Sendable {
    case ledgerOpened(LedgerOpened)
    case ledgerPolicySet(LedgerPolicySet)
    case ledgerKeyAdded(LedgerKeyAdded)
    case ledgerKeyRetired(LedgerKeyRetired)
    case ledgerSealed(LedgerSealed)
    case authorityRecognised(AuthorityRecognised)
    case authorityKeyAdded(AuthorityKeyAdded)
    case authorityKeyRevoked(AuthorityKeyRevoked)
    case authorityWithdrawn(AuthorityWithdrawn)
    case annotatorEnrolled(AnnotatorEnrolled)
    case annotatorKeyRotated(AnnotatorKeyRotated)
    case annotatorKeyRevoked(AnnotatorKeyRevoked)
    case annotatorSuspended(AnnotatorSuspended)
    case annotatorReinstated(AnnotatorReinstated)
    case credentialIssued(CredentialIssued)
    case credentialPresented(CredentialPresented)
    case credentialSuspended(CredentialSuspended)
    case credentialReinstated(CredentialReinstated)
    case credentialRevoked(CredentialRevoked)
    case trainingCompleted(TrainingCompleted)
    case datasetDefined(DatasetDefined)
    case requirementSet(RequirementSet)
    case guidelinePublished(GuidelinePublished)
    case guidelineWithdrawn(GuidelineWithdrawn)
    case itemRegistered(ItemRegistered)
    case itemSynchronised(ItemSynchronised)
    case itemQuarantined(ItemQuarantined)
    case itemReadmitted(ItemReadmitted)
    case operationRecorded(OperationRecorded)
    case goldPlaced(GoldPlaced)
    case labelSuggested(LabelSuggested)
    case labelAsserted(LabelAsserted)
    case labelRevised(LabelRevised)
    case labelWithdrawn(LabelWithdrawn)
    case relationAsserted(RelationAsserted)
    case preferenceRanked(PreferenceRanked)
    case reviewRecorded(ReviewRecorded)
    case adjudicationDecided(AdjudicationDecided)
    case sessionRecorded(SessionRecorded)
    case datasetReleased(DatasetReleased)
    case datasetRecalled(DatasetRecalled)
    case modelTrained(ModelTrained)
    case systemPlaced(SystemPlaced)
    case decisionTraced(DecisionTraced)
    case assessmentRecorded(AssessmentRecorded)
    case reportIssued(ReportIssued)
    case reportSigned(ReportSigned)
    case disclosureErased(DisclosureErased)
}

extension EventBody {
    typealias Reader = @Sendable (inout EventDataReader, Actor) throws(JSONError) -> (body: EventBody, subjects: [Subject])

    /// How a type is read, with the subjects that it touches besides `work:`, and who may sign it.
    final class Entry: Sendable {
        let type: String
        let signers: Set<ActorKind>
        let read: Reader

        init<Data: EventData>(_ type: Data.Type, _ wrap: @escaping @Sendable (consuming Data) -> EventBody) {
            self.type = type.type
            signers = type.signers
            read = { (reader, source) throws(JSONError) in
                let data = try Data(&reader, source: source)
                let subjects = data.subjects
                return (wrap(data), subjects)
            }
        }
    }

    /// All types.
    static let vocabulary = Vocabulary([
        Entry(LedgerOpened.self, EventBody.ledgerOpened),
        Entry(LedgerPolicySet.self, EventBody.ledgerPolicySet),
        Entry(LedgerKeyAdded.self, EventBody.ledgerKeyAdded),
        Entry(LedgerKeyRetired.self, EventBody.ledgerKeyRetired),
        Entry(LedgerSealed.self, EventBody.ledgerSealed),
        Entry(AuthorityRecognised.self, EventBody.authorityRecognised),
        Entry(AuthorityKeyAdded.self, EventBody.authorityKeyAdded),
        Entry(AuthorityKeyRevoked.self, EventBody.authorityKeyRevoked),
        Entry(AuthorityWithdrawn.self, EventBody.authorityWithdrawn),
        Entry(AnnotatorEnrolled.self, EventBody.annotatorEnrolled),
        Entry(AnnotatorKeyRotated.self, EventBody.annotatorKeyRotated),
        Entry(AnnotatorKeyRevoked.self, EventBody.annotatorKeyRevoked),
        Entry(AnnotatorSuspended.self, EventBody.annotatorSuspended),
        Entry(AnnotatorReinstated.self, EventBody.annotatorReinstated),
        Entry(CredentialIssued.self, EventBody.credentialIssued),
        Entry(CredentialPresented.self, EventBody.credentialPresented),
        Entry(CredentialSuspended.self, EventBody.credentialSuspended),
        Entry(CredentialReinstated.self, EventBody.credentialReinstated),
        Entry(CredentialRevoked.self, EventBody.credentialRevoked),
        Entry(TrainingCompleted.self, EventBody.trainingCompleted),
        Entry(DatasetDefined.self, EventBody.datasetDefined),
        Entry(RequirementSet.self, EventBody.requirementSet),
        Entry(GuidelinePublished.self, EventBody.guidelinePublished),
        Entry(GuidelineWithdrawn.self, EventBody.guidelineWithdrawn),
        Entry(ItemRegistered.self, EventBody.itemRegistered),
        Entry(ItemSynchronised.self, EventBody.itemSynchronised),
        Entry(ItemQuarantined.self, EventBody.itemQuarantined),
        Entry(ItemReadmitted.self, EventBody.itemReadmitted),
        Entry(OperationRecorded.self, EventBody.operationRecorded),
        Entry(GoldPlaced.self, EventBody.goldPlaced),
        Entry(LabelSuggested.self, EventBody.labelSuggested),
        Entry(LabelAsserted.self, EventBody.labelAsserted),
        Entry(LabelRevised.self, EventBody.labelRevised),
        Entry(LabelWithdrawn.self, EventBody.labelWithdrawn),
        Entry(RelationAsserted.self, EventBody.relationAsserted),
        Entry(PreferenceRanked.self, EventBody.preferenceRanked),
        Entry(ReviewRecorded.self, EventBody.reviewRecorded),
        Entry(AdjudicationDecided.self, EventBody.adjudicationDecided),
        Entry(SessionRecorded.self, EventBody.sessionRecorded),
        Entry(DatasetReleased.self, EventBody.datasetReleased),
        Entry(DatasetRecalled.self, EventBody.datasetRecalled),
        Entry(ModelTrained.self, EventBody.modelTrained),
        Entry(SystemPlaced.self, EventBody.systemPlaced),
        Entry(DecisionTraced.self, EventBody.decisionTraced),
        Entry(AssessmentRecorded.self, EventBody.assessmentRecorded),
        Entry(ReportIssued.self, EventBody.reportIssued),
        Entry(ReportSigned.self, EventBody.reportSigned),
        Entry(DisclosureErased.self, EventBody.disclosureErased),
    ])

    /// Every type name of the vocabulary, in order.
    public static var types: [String] { vocabulary.entries.map(\.type).sorted() }

    /// All types as people write them: without `touchmark.`.
    public static var shortTypes: [String] { types.map { String($0.dropFirst("touchmark.".count)) } }

    /// Whether there are events of a type; `touchmark.` may be left out.
    public static func isType(_ text: String) -> Bool { vocabulary[text] != nil || vocabulary["touchmark." + text] != nil }
}

/// How each type of event is read, by its name.
struct Vocabulary: Sendable {
    let entries: [EventBody.Entry]
    /// By how many bytes their names have: few have as many.
    private let byCount: [[EventBody.Entry]]

    init(_ entries: [EventBody.Entry]) {
        self.entries = entries
        let longest = entries.map(\.type.utf8.count).max() ?? 0
        byCount = (0...longest).map { count in entries.filter { $0.type.utf8.count == count } }
    }

    subscript(type: String) -> EventBody.Entry? {
        var type = type
        return type.withUTF8 { self[UnsafeRawBufferPointer($0)] }
    }

    /// By the bytes of a name.
    subscript(type: UnsafeRawBufferPointer) -> EventBody.Entry? {
        guard type.count < byCount.count else { return nil }
        return byCount[type.count].first { entry in
            var own = entry.type
            return own.withUTF8 { UnsafeRawBufferPointer($0).isSame(as: type) }
        }
    }
}
