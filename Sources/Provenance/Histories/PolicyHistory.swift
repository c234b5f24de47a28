public import Primitives

/// `policy:<d>`: definition, requirements, and which guidelines apply.
public struct PolicyHistory: HistoryFold {
    public private(set) var definition: EntryIndex?
    private var requirements: [(index: EntryIndex, set: RequirementSet)] = []
    private var guidelines: Set<EventReference> = []

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .datasetDefined: definition = entry.index
        case .requirementSet(let data): requirements.append((entry.index, data))
        case .guidelinePublished: guidelines.insert(entry.reference)
        default: break
        }
    }

    /// The requirements in force for the entry at `index`, and the entry that set them.
    public func requirements(at index: EntryIndex) -> (index: EntryIndex, set: RequirementSet)? {
        requirements.last { $0.index < index }
    }

    /// True if labels of the dataset may cite this version of a guideline.
    public func mayCite(_ guideline: EventReference) -> Bool { guidelines.contains(guideline) }
}

/// `guideline:<id>`: its versions.
public struct GuidelineHistory: HistoryFold {
    public private(set) var versions: [(version: String, reference: EventReference)] = []

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        if case .guidelinePublished(let data) = entry.event.body { versions.append((data.version, entry.reference)) }
    }
}
