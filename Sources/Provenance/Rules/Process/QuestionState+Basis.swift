extension QuestionState {
    /// What the author of a value is known to have had before her when she gave it.
    public enum Basis: Hashable, Sendable {
        /// Nothing, or an earlier value of her own that had no other basis.
        case own
        /// A suggestion that she accepted or revised, or any other value of a model.
        case suggestion
        /// What somebody else had said.
        case anothersAnswer
    }
}

extension QuestionState.Basis {
    /// - Parameters:
    ///   - body: of an event that gives a label a value.
    ///   - previous: who gave the label the value that it had before, and on what basis: whoever changes her mind has still seen
    ///     what she began with. A withdrawal between the two is passed over. `nil` for a label's first value.
    public init(_ body: EventBody, by author: Actor, after previous: (author: Actor, basis: Self)?) {
        if let previous, previous.author != author {
            self = previous.author.kind == .model ? .suggestion : .anothersAnswer
        } else if body.acceptedSuggestion != nil {
            self = .suggestion
        } else {
            self = previous?.basis ?? .own
        }
    }
}
