package import Primitives

/// What a task of Label Studio says: its item, and what each of its annotations says now.
package struct LabelStudioReading: Sendable {
    /// The task's number; `nil` if it is no task, and `opening` says so.
    package var task: Int64?
    package var project: Int64?
    /// When the task, or anything on it, was last changed.
    package var updated: Timestamp?
    /// The registration of the item, and the suggestions of its predictions.
    package var opening: [ImportStep] = []
    package var annotations: [LabelStudioAnnotation] = []
    /// What could not be read as an annotation, and what is none.
    package var closing: [ImportStep] = []

    /// All of it, in the order in which it is imported.
    package var steps: [ImportStep] {
        opening + annotations.flatMap { [.heard($0.identity)] + $0.steps } + closing
    }
}

/// The state of one annotation.
package struct LabelStudioAnnotation: Sendable {
    package let identity: ForeignAnnotation
    /// Who saved this state, as far as it is said.
    package let saver: ForeignActor?
    /// The ids of all labels that the state holds, those among them that cannot be imported. A label that is not among them is
    /// gone. `nil` if the state could not be read, so that nothing follows from it.
    package let mentioned: Set<String>?
    /// Notes and problems, the enrolment of its author, a draft for each label.
    package let steps: [ImportStep]
}
