/// How a person stands behind a label's current value (vocabulary, "Human anchoring"); whether that person was certified is the
/// verdict's to say.
public enum HumanAnchor: UInt8, Hashable, Sendable, CaseIterable {
    /// Nobody: a model's or a connector's value that no person accepted.
    case none
    /// A person gave the value.
    case asserted
    /// A person accepted a model's value as it was and where it was.
    case accepted
    /// A person changed what a model had proposed, or moved it.
    case corrected
    /// A model's value, and a person's last review of it that counts accepts it.
    case reviewed

    /// - Parameters:
    ///   - head: the event that gave the label its value.
    ///   - signer: who signed it.
    ///   - proposalIsUnchanged: whether the value, and the parts it is on, are those that a model proposed for it, if the person
    ///     started from a proposal (`ProposalSource`). `nil` for none, and where what is sealed hides it.
    ///   - review: the last review of that event that counts, if a person made one: an acceptance that would settle no dispute
    ///     (`DisputeRule`) does not.
    public init(
        head: LabelHistory.HeadKind, signer: ActorKind, proposalIsUnchanged: Bool?, review: ReviewRecorded.Outcome?
    ) {
        guard head != .withdrawn else {
            self = .none
            return
        }
        guard signer == .annotator else {
            self = signer == .model && review == .accepted ? .reviewed : .none
            return
        }
        switch proposalIsUnchanged {
        case nil: self = .asserted
        case true?: self = .accepted
        case false?: self = .corrected
        }
    }

    /// As it stands in reports and certificates.
    public var word: String {
        switch self {
        case .none: "no person"
        case .asserted: "asserted"
        case .accepted: "accepted unchanged"
        case .corrected: "corrected"
        case .reviewed: "reviewed"
        }
    }
}
