public import Primitives

/// Rule 3: what the dataset asked of labels with this name when this one was made.
public enum RequirementRule {
    /// The row in force and the entry that set it; `nil` if none names the label.
    public static func row(for statement: Attribution, in policy: PolicyHistory) -> (row: Requirement, setBy: EntryIndex)? {
        row(for: statement.name, at: statement.index, in: policy)
    }

    /// As `row(for:in:)`, for whatever is called `name` and stands at `index`.
    public static func row(
        for name: String, at index: EntryIndex, in policy: PolicyHistory
    ) -> (row: Requirement, setBy: EntryIndex)? {
        guard let (setBy, set) = policy.requirements(at: index), let row = set.row(for: name) else { return nil }
        return (row, setBy)
    }
}
