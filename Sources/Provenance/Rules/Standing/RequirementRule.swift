import Primitives

/// Rule 3: what the dataset asked of labels with this name when this one was made.
enum RequirementRule {
    /// The row in force and the entry that set it; `nil` if none names the label.
    static func row(
        for statement: Attribution, in policy: PolicyHistory
    ) -> (row: Requirement, setBy: EntryIndex)? {
        guard let (index, set) = policy.requirements(at: statement.index), let row = set.row(for: statement.name) else {
            return nil
        }
        return (row, index)
    }
}
