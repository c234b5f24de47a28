extension Event {
    /// Under whose key what was sealed in this event is kept: the person whom it is about, else the person, model or connector
    /// who said it, else the dataset that it belongs to, else the ledger. It follows from the event alone.
    public var keeper: Subject {
        if let person { return person }
        if source.kind.isEnrolled { return source.standingSubject }
        return subjects.first { $0.kind == .dataset } ?? .ledger
    }

    /// The person, model or connector whom the event is about.
    private var person: Subject? {
        switch body {
        case .annotatorEnrolled, .annotatorKeyRotated, .annotatorKeyRevoked, .annotatorSuspended, .annotatorReinstated,
            .trainingCompleted:
            subject
        case .credentialIssued, .credentialPresented, .credentialSuspended, .credentialReinstated, .credentialRevoked:
            subjects.first { $0.kind == .annotator }
        case .sessionRecorded(let data): Subject(.annotator, [data.annotator])
        default: nil
        }
    }
}
