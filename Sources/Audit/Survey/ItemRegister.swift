import Primitives
import Provenance

/// The items of a dataset as they stand at a size.
struct ItemRegister: Sendable {
    private(set) var ids = Interner<String>()
    private(set) var items: [SurveyedItem] = []
    private(set) var splits = Interner<String>()
    private(set) var groups = Interner<String>()
    private(set) var timebases = Interner<String>()
    private(set) var models = Interner<ModelName>()
    private(set) var parents: [UInt32: [EventReference]] = [:]
    /// Items by the modality of a track, a track each.
    private(set) var tracksByModality: [String: Int] = [:]
    private(set) var tracksByTimebase: [String: Int] = [:]
    private(set) var dataSubjects: Set<String> = []
    private(set) var isDataSubjectCountLimited = false
    private(set) var synchronisations = 0

    /// More pseudonyms than this are not told apart.
    private static let dataSubjectLimit = 1_000_000

    mutating func register(_ data: ItemRegistered, by entry: LoggedEvent) {
        let number = ids.number(of: data.item)
        // An item is created once.
        guard Int(number) == items.count else { return }
        var item = SurveyedItem(registration: entry.index.value, origin: data.origin.kind)
        item.recorded = entry.recorded.microseconds
        item.split = data.split.map { splits.number(of: $0) + 1 } ?? 0
        item.group = data.group.map { groups.number(of: $0.string ?? $0.canonicalText) + 1 } ?? 0
        if let model = data.origin.model {
            item.model = models.number(of: ModelName(model: model, version: data.origin.version ?? "")) + 1
        }
        item.hasPrompt = data.origin.promptDigest != nil
        if !data.origin.parents.isEmpty { parents[number] = data.origin.parents }
        items.append(item)
        for track in data.tracks {
            tracksByModality[track.modality.rawValue, default: 0] += 1
            if let timebase = track.timebase {
                tracksByTimebase["\(timebase.numerator)/\(timebase.denominator)", default: 0] += 1
            }
        }
        for subject in data.dataSubjects {
            guard dataSubjects.count < Self.dataSubjectLimit else {
                isDataSubjectCountLimited = true
                break
            }
            dataSubjects.insert(subject)
        }
    }

    mutating func setQuarantine(of item: String, _ quarantine: Quarantine?) {
        guard let number = ids.known(item), Int(number) < items.count else { return }
        items[Int(number)].isQuarantined = quarantine != nil
    }

    mutating func synchronise() { synchronisations += 1 }

    /// The number of an item that was registered.
    func number(of item: String) -> UInt32? { ids.known(item).flatMap { Int($0) < items.count ? $0 : nil } }

    func split(of item: SurveyedItem) -> String? { item.split == 0 ? nil : splits[item.split - 1] }
    func group(of item: SurveyedItem) -> String? { item.group == 0 ? nil : groups[item.group - 1] }
    func model(of item: SurveyedItem) -> ModelName? { item.model == 0 ? nil : models[item.model - 1] }
}

struct SurveyedItem: Sendable {
    let registration: UInt64
    let origin: Origin.Kind
    var recorded: Int64 = 0
    var split: UInt32 = 0
    var group: UInt32 = 0
    var model: UInt32 = 0
    var hasPrompt = false
    var isQuarantined = false
    /// True of what a model made anew, and of what was made from something by a model that is named.
    var isModelMade: Bool { origin == .synthetic || origin != .collected && model > 0 }

    init(registration: UInt64, origin: Origin.Kind) {
        self.registration = registration
        self.origin = origin
    }
}

/// A model in a version, as events name it.
package struct ModelName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let model: String
    package let version: String

    package init(model: String, version: String) {
        self.model = model
        self.version = version
    }

    init(_ version: ModelVersion) { self.init(model: version.model, version: version.version) }

    package static func < (a: ModelName, b: ModelName) -> Bool { (a.model, a.version) < (b.model, b.version) }

    /// As the command line writes it.
    package var description: String { version.isEmpty ? model : "\(model)/\(version)" }
}
