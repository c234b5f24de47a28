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

    /// The typed `data`.
    public var data: any EventData {
        switch self {
        case .ledgerOpened(let data): data
        case .ledgerPolicySet(let data): data
        case .ledgerKeyAdded(let data): data
        case .ledgerKeyRetired(let data): data
        case .ledgerSealed(let data): data
        case .authorityRecognised(let data): data
        case .authorityKeyAdded(let data): data
        case .authorityKeyRevoked(let data): data
        case .authorityWithdrawn(let data): data
        case .annotatorEnrolled(let data): data
        case .annotatorKeyRotated(let data): data
        case .annotatorKeyRevoked(let data): data
        case .annotatorSuspended(let data): data
        case .annotatorReinstated(let data): data
        case .credentialIssued(let data): data
        case .credentialPresented(let data): data
        case .credentialSuspended(let data): data
        case .credentialReinstated(let data): data
        case .credentialRevoked(let data): data
        case .trainingCompleted(let data): data
        case .datasetDefined(let data): data
        case .requirementSet(let data): data
        case .guidelinePublished(let data): data
        case .guidelineWithdrawn(let data): data
        case .itemRegistered(let data): data
        case .itemSynchronised(let data): data
        case .itemQuarantined(let data): data
        case .itemReadmitted(let data): data
        case .operationRecorded(let data): data
        case .goldPlaced(let data): data
        case .labelSuggested(let data): data
        case .labelAsserted(let data): data
        case .labelRevised(let data): data
        case .labelWithdrawn(let data): data
        case .relationAsserted(let data): data
        case .preferenceRanked(let data): data
        case .reviewRecorded(let data): data
        case .adjudicationDecided(let data): data
        case .sessionRecorded(let data): data
        case .datasetReleased(let data): data
        case .datasetRecalled(let data): data
        case .modelTrained(let data): data
        case .systemPlaced(let data): data
        case .decisionTraced(let data): data
        case .assessmentRecorded(let data): data
        case .reportIssued(let data): data
        case .reportSigned(let data): data
        case .disclosureErased(let data): data
        }
    }
}

extension EventBody {
    typealias Reader = @Sendable (inout EventDataReader, Actor) throws(JSONError) -> (body: EventBody, subjects: [Subject])

    /// How a type is read, with the subjects that it touches besides `work:`, and who may sign it.
    struct Entry: Sendable {
        let signers: Set<ActorKind>
        let read: Reader

        init<Data: EventData>(_ type: Data.Type, _ wrap: @escaping @Sendable (consuming Data) -> EventBody) {
            signers = type.signers
            read = { (reader, source) throws(JSONError) in
                let data = try Data(&reader, source: source)
                let subjects = data.subjects
                return (wrap(data), subjects)
            }
        }
    }

    /// The vocabulary by type name.
    static let vocabulary: [String: Entry] = [
        LedgerOpened.type: Entry(LedgerOpened.self, EventBody.ledgerOpened),
        LedgerPolicySet.type: Entry(LedgerPolicySet.self, EventBody.ledgerPolicySet),
        LedgerKeyAdded.type: Entry(LedgerKeyAdded.self, EventBody.ledgerKeyAdded),
        LedgerKeyRetired.type: Entry(LedgerKeyRetired.self, EventBody.ledgerKeyRetired),
        LedgerSealed.type: Entry(LedgerSealed.self, EventBody.ledgerSealed),
        AuthorityRecognised.type: Entry(AuthorityRecognised.self, EventBody.authorityRecognised),
        AuthorityKeyAdded.type: Entry(AuthorityKeyAdded.self, EventBody.authorityKeyAdded),
        AuthorityKeyRevoked.type: Entry(AuthorityKeyRevoked.self, EventBody.authorityKeyRevoked),
        AuthorityWithdrawn.type: Entry(AuthorityWithdrawn.self, EventBody.authorityWithdrawn),
        AnnotatorEnrolled.type: Entry(AnnotatorEnrolled.self, EventBody.annotatorEnrolled),
        AnnotatorKeyRotated.type: Entry(AnnotatorKeyRotated.self, EventBody.annotatorKeyRotated),
        AnnotatorKeyRevoked.type: Entry(AnnotatorKeyRevoked.self, EventBody.annotatorKeyRevoked),
        AnnotatorSuspended.type: Entry(AnnotatorSuspended.self, EventBody.annotatorSuspended),
        AnnotatorReinstated.type: Entry(AnnotatorReinstated.self, EventBody.annotatorReinstated),
        CredentialIssued.type: Entry(CredentialIssued.self, EventBody.credentialIssued),
        CredentialPresented.type: Entry(CredentialPresented.self, EventBody.credentialPresented),
        CredentialSuspended.type: Entry(CredentialSuspended.self, EventBody.credentialSuspended),
        CredentialReinstated.type: Entry(CredentialReinstated.self, EventBody.credentialReinstated),
        CredentialRevoked.type: Entry(CredentialRevoked.self, EventBody.credentialRevoked),
        TrainingCompleted.type: Entry(TrainingCompleted.self, EventBody.trainingCompleted),
        DatasetDefined.type: Entry(DatasetDefined.self, EventBody.datasetDefined),
        RequirementSet.type: Entry(RequirementSet.self, EventBody.requirementSet),
        GuidelinePublished.type: Entry(GuidelinePublished.self, EventBody.guidelinePublished),
        GuidelineWithdrawn.type: Entry(GuidelineWithdrawn.self, EventBody.guidelineWithdrawn),
        ItemRegistered.type: Entry(ItemRegistered.self, EventBody.itemRegistered),
        ItemSynchronised.type: Entry(ItemSynchronised.self, EventBody.itemSynchronised),
        ItemQuarantined.type: Entry(ItemQuarantined.self, EventBody.itemQuarantined),
        ItemReadmitted.type: Entry(ItemReadmitted.self, EventBody.itemReadmitted),
        OperationRecorded.type: Entry(OperationRecorded.self, EventBody.operationRecorded),
        GoldPlaced.type: Entry(GoldPlaced.self, EventBody.goldPlaced),
        LabelSuggested.type: Entry(LabelSuggested.self, EventBody.labelSuggested),
        LabelAsserted.type: Entry(LabelAsserted.self, EventBody.labelAsserted),
        LabelRevised.type: Entry(LabelRevised.self, EventBody.labelRevised),
        LabelWithdrawn.type: Entry(LabelWithdrawn.self, EventBody.labelWithdrawn),
        RelationAsserted.type: Entry(RelationAsserted.self, EventBody.relationAsserted),
        PreferenceRanked.type: Entry(PreferenceRanked.self, EventBody.preferenceRanked),
        ReviewRecorded.type: Entry(ReviewRecorded.self, EventBody.reviewRecorded),
        AdjudicationDecided.type: Entry(AdjudicationDecided.self, EventBody.adjudicationDecided),
        SessionRecorded.type: Entry(SessionRecorded.self, EventBody.sessionRecorded),
        DatasetReleased.type: Entry(DatasetReleased.self, EventBody.datasetReleased),
        DatasetRecalled.type: Entry(DatasetRecalled.self, EventBody.datasetRecalled),
        ModelTrained.type: Entry(ModelTrained.self, EventBody.modelTrained),
        SystemPlaced.type: Entry(SystemPlaced.self, EventBody.systemPlaced),
        DecisionTraced.type: Entry(DecisionTraced.self, EventBody.decisionTraced),
        AssessmentRecorded.type: Entry(AssessmentRecorded.self, EventBody.assessmentRecorded),
        ReportIssued.type: Entry(ReportIssued.self, EventBody.reportIssued),
        ReportSigned.type: Entry(ReportSigned.self, EventBody.reportSigned),
        DisclosureErased.type: Entry(DisclosureErased.self, EventBody.disclosureErased),
    ]

    /// Every type name of the vocabulary, in order.
    public static var types: [String] { vocabulary.keys.sorted() }

    /// All types as people write them: without `touchmark.`.
    public static var shortTypes: [String] { types.map { String($0.dropFirst("touchmark.".count)) } }

    /// Whether there are events of a type; `touchmark.` may be left out.
    public static func isType(_ text: String) -> Bool { vocabulary[text] != nil || vocabulary["touchmark." + text] != nil }
}
