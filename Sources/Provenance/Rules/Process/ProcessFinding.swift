/// Whether a question was worked on as its dataset requires: apart from the verdict, and never a cause of refusal.
public enum ProcessState: String, Hashable, Sendable, CaseIterable {
    /// All that was asked for is there.
    case met
    /// Something is still missing and can still come.
    case open
    /// Something was done against the requirement.
    case unmet
    /// The log cannot show it.
    case notEvaluable = "not-evaluable"
}

/// One part of the process of a question.
public struct ProcessFinding: Hashable, Sendable {
    /// What a requirement can ask of a question, in the order in which findings stand.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case annotations, blind, reviews, adjudication
    }

    public let part: Part
    public let state: ProcessState
    /// "annotations by different people: 2 of 3".
    public let sentence: String
}
