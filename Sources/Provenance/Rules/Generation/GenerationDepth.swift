/// How many models' hands data went through (vocabulary, "Synthetic generation depth"): 0 for collected data and human labels;
/// for what a model made, 1 more than the greatest depth of what trained it.
public enum GenerationDepth: Hashable, Sendable {
    case known(Int)
    /// An ancestor is not recorded: then nobody can say.
    case unknown

    /// Of collected data and of what people said.
    public static let human = GenerationDepth.known(0)

    /// The depth of what is made from several things: the greatest. Unknown dominates; of what is made from nothing that is
    /// recorded nobody can say either.
    public static func greatest(_ depths: some Sequence<GenerationDepth>) -> GenerationDepth {
        var greatest: Int?
        for depth in depths {
            guard case .known(let value) = depth else { return .unknown }
            greatest = max(greatest ?? value, value)
        }
        return greatest.map { .known($0) } ?? .unknown
    }

    /// The depth of what a model makes whose training has this depth.
    public var next: GenerationDepth {
        if case .known(let value) = self, value < Int.max { .known(value + 1) } else { .unknown }
    }

    /// As it stands in reports: the number, or `unknown`.
    public var words: String {
        switch self {
        case .known(let value): String(value)
        case .unknown: "unknown"
        }
    }
}
