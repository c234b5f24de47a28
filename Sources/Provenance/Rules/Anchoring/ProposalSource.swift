import Signatures

/// Which model's proposal the value of a label is held against (vocabulary, "Human anchoring").
public enum ProposalSource: Hashable, Sendable {
    /// The event itself: a model gives the value.
    case itself
    /// The suggestion that the event accepts.
    case accepted(EventReference)
    /// The one that the label's value before was held against, if it was: whoever changes her mind has still started from it.
    case previous
    /// None: an adjudication decides between answers and starts from no proposal.
    case nothing

    /// - Parameter body: of an event that makes a head.
    public init(_ body: EventBody, by source: Actor) {
        switch body {
        case .adjudicationDecided: self = .nothing
        case .labelWithdrawn: self = .previous
        default:
            self = source.kind == .model ? .itself : body.acceptedSuggestion.map { .accepted($0) } ?? .previous
        }
    }
}
