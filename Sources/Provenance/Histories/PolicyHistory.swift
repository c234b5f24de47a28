public import Primitives

/// `policy:<d>`: definition, requirements, and which guidelines apply.
public struct PolicyHistory: HistoryFold {
    public private(set) var definition: EntryIndex?
    private var requirements: [(index: EntryIndex, set: RequirementSet)] = []
    /// The versions of guidelines that its labels may cite, or might before these were withdrawn.
    public private(set) var guidelines = GuidelineVersions()

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .datasetDefined: definition = entry.index
        case .requirementSet(let data): requirements.append((entry.index, data))
        case .guidelinePublished, .guidelineWithdrawn: guidelines.apply(entry)
        default: break
        }
    }

    /// The requirements in force for the entry at `index`, and the entry that set them.
    public func requirements(at index: EntryIndex) -> (index: EntryIndex, set: RequirementSet)? {
        let place = requirements.firstPlace { $0.index >= index }
        return place == 0 ? nil : requirements[place - 1]
    }
}
