import Signatures

/// Which model's proposal the value of a label is held against (vocabulary, "Human anchoring").
public enum ProposalSource: Hashable, Sendable {
    /// The event itself: a model gives the value.
    case itself
    /// The suggestion that the event accepts.
    case accepted(EventReference)
    /// The one that the label's value before was held against, if it was: whoever changes her mind has still started from it.
    case previous
    /// What `decided(between:isUnchanged:)` finds among the labels that an adjudication decides between.
    case decided([AdjudicationDecided.Candidate])

    /// - Parameter body: of an event that makes a head.
    public init(_ body: EventBody, by source: Actor) {
        switch body {
        case .adjudicationDecided(let data): self = .decided(data.among)
        case .labelWithdrawn: self = .previous
        default:
            self = source.kind == .model ? .itself : body.acceptedSuggestion.map { .accepted($0) } ?? .previous
        }
    }

    /// A label that an adjudication decides between.
    public struct Candidate<Proposal> {
        /// True of the label that the adjudication is about.
        let isOwn: Bool
        /// The value that a model gave it; `nil` for what a person says.
        let proposal: Proposal?

        public init(isOwn: Bool, proposal: Proposal?) {
            self.isOwn = isOwn
            self.proposal = proposal
        }
    }

    /// Who decides on the label of a model's value has started from that, and so has who decides between models' values alone: from the one that
    /// is taken over, else the first. Who decides between people's answers starts from no proposal: `nil`.
    public static func decided<Proposal>(
        between candidates: [Candidate<Proposal>], isUnchanged: (Proposal) -> Bool
    ) -> Proposal? {
        let proposals = candidates.compactMap(\.proposal)
        if let own = candidates.first(where: \.isOwn)?.proposal { return own }
        guard proposals.count == candidates.count else { return nil }
        return proposals.first(where: isUnchanged) ?? proposals.first
    }
}
