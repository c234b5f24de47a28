import Ledger
import Primitives
import Provenance

/// Works out generation depths from the lineage: of models by what trained them, of releases by what is in them.
///
/// What leads back to itself has no depth: it is unknown.
final class GenerationDepths {
    private let lineage: Lineage
    private let sources: SourcesCache
    private let store: any LedgerStore
    private let size: TreeSize
    private var models: [ModelName: GenerationDepth] = [:]
    private var releases: [ReleaseName: GenerationDepth] = [:]
    private var parents: [EventReference: GenerationDepth] = [:]
    private var nesting = 0

    /// - Parameter size: what is known: the entries below it.
    init(_ lineage: Lineage, _ sources: SourcesCache, _ store: any LedgerStore, below size: TreeSize) {
        self.lineage = lineage
        self.sources = sources
        self.store = store
        self.size = size
    }

    /// Of what a model's training rests on; what it makes has one more.
    func depth(of model: ModelName) throws -> GenerationDepth {
        if let known = models[model] { return known }
        // Whoever comes back here while it is being worked out goes in a circle.
        models[model] = .unknown
        guard let training = lineage.trainings[model] else { return .unknown }
        let found = try nested {
            var depths = try training.releases.map { try depth(of: $0) }
            if let base = training.base { depths.append(try depth(of: base)) }
            return GenerationDepth.greatest(depths)
        }
        models[model] = found
        return found
    }

    func depth(of release: ReleaseName) throws -> GenerationDepth {
        if let known = releases[release] { return known }
        releases[release] = .unknown
        guard let recorded = lineage.releases[release] else { return .unknown }
        let sources = try sources.of(recorded.data)
        // What it holds beyond what the log does came from where nobody recorded.
        guard sources.items >= recorded.data.items, sources.labels >= recorded.data.labels else { return .unknown }
        let found = try nested {
            GenerationDepth.greatest(
                try sources.origins.keys.map { try depth(of: $0) } + sources.givers.keys.map { try depth(of: $0) })
        }
        releases[release] = found
        return found
    }

    /// Of an item.
    func depth(of origin: ReleaseSources.ItemOrigin) throws -> GenerationDepth {
        let parents = try origin.parents.map { try depth(ofParent: $0) }
        switch origin.kind {
        case .collected: return .greatest(parents + [.human])
        case .synthetic:
            guard let model = origin.model else { return .unknown }
            return GenerationDepth.greatest(parents + [try depth(of: model)]).next
        case .augmented, .derived:
            // Made from something: without its parents nobody can say from what.
            let made = GenerationDepth.greatest(parents)
            guard let model = origin.model else { return made }
            return GenerationDepth.greatest([made, try depth(of: model)]).next
        }
    }

    /// Of the labels that somebody gives.
    func depth(of giver: Actor) throws -> GenerationDepth {
        guard giver.kind == .model else { return giver.kind == .connector ? .unknown : .human }
        guard let model = try model(of: giver) else { return .unknown }
        return try depth(of: model).next
    }

    private func depth(ofParent parent: EventReference) throws -> GenerationDepth {
        if let known = parents[parent] { return known }
        parents[parent] = .unknown
        guard let entry = try entry(parent) else { return .unknown }
        let found = try nested {
            switch entry.event.body {
            case .itemRegistered(let data): try depth(of: ReleaseSources.ItemOrigin(data.origin))
            case .labelSuggested, .labelAsserted, .labelRevised, .preferenceRanked, .adjudicationDecided:
                try depth(of: entry.source)
            default: .unknown
            }
        }
        parents[parent] = found
        return found
    }

    /// `nil` if it is not recorded: another event of the same id is not the one that was meant.
    private func entry(_ reference: EventReference) throws -> LoggedEvent? {
        let entry = try store.read { reader in
            try reader.index(of: reference.id).flatMap { size.contains($0) ? try reader.event(at: $0) : nil }
        }
        return entry.flatMap { $0.reference == reference ? $0 : nil }
    }

    /// A lineage that is longer than this is not followed to its end: nobody made one, and it must not exhaust us.
    private static let nestingLimit = 500

    private func nested(_ body: () throws -> GenerationDepth) rethrows -> GenerationDepth {
        guard nesting < Self.nestingLimit else { return .unknown }
        nesting += 1
        defer { nesting -= 1 }
        return try body()
    }

    /// Which model an enrolled signer is.
    private func model(of actor: Actor) throws -> ModelName? {
        try store.read { reader in
            for entry in try reader.events(of: actor.standingSubject, below: reader.size()) {
                if case .annotatorEnrolled(let data) = entry.event.body, let model = data.model {
                    return ModelName(model: model.model, version: model.version)
                }
            }
            return nil
        }
    }
}

/// What releases hold, each read once.
final class SourcesCache {
    private struct Key: Hashable {
        let dataset: String
        let size: UInt64
        let splits: SplitChoice
    }

    private let store: any LedgerStore
    private let now: TreeSize
    private var known: [Key: ReleaseSources] = [:]

    /// - Parameter now: the size at which verdicts are known "now".
    init(_ store: any LedgerStore, now: TreeSize) {
        self.store = store
        self.now = now
    }

    func of(_ release: DatasetReleased) throws -> ReleaseSources {
        let key = Key(dataset: release.dataset, size: release.size, splits: release.chosenSplits)
        if let found = known[key] { return found }
        let sources = try ReleaseSources.read(release, now: now, from: store)
        known[key] = sources
        return sources
    }
}
