import Ledger
import Primitives
import Provenance

/// What was made of datasets: releases, models, systems and decisions, as the log below a size tells it.
struct Lineage: Sendable {
    private(set) var releases: [ReleaseName: Release] = [:]
    private(set) var trainings: [ModelName: Training] = [:]
    /// Models by their base, in the order of the log.
    private var byBase: [ModelName: [ModelName]] = [:]
    private(set) var systems: [(entry: EntryIndex, data: SystemPlaced)] = []
    private(set) var decisions: [String: (entry: EntryIndex, data: DecisionTraced)] = [:]

    /// Of what is told here: statements by keys that are not good, as known.
    private(set) var objections: [EntryIndex: Objection] = [:]

    struct Objection: Sendable {
        let by: Actor
        let type: String
        let verdict: Verdict
    }

    struct Release: Sendable {
        let entry: EntryIndex
        let recorded: Timestamp
        let data: DatasetReleased
        fileprivate(set) var recalls: [(entry: EntryIndex, reason: String)] = []
        /// Models that were trained on it, in the order of the log.
        fileprivate(set) var models: [ModelName] = []

        var name: ReleaseName { ReleaseName(dataset: data.dataset, version: data.version) }
    }

    struct Training: Sendable {
        let entry: EntryIndex
        let recorded: Timestamp
        let data: ModelTrained

        var name: ModelName { ModelName(model: data.model, version: data.version) }
        var base: ModelName? { data.base.map { ModelName($0) } }
        var releases: [ReleaseName] { data.releases.map { ReleaseName(dataset: $0.dataset, version: $0.version) } }
    }

    /// - Parameter signature: the verdict on key and standing of whoever signed it, as known.
    mutating func take(_ entry: LoggedEvent, signature: Verdict) {
        switch entry.event.body {
        case .datasetReleased(let data):
            let release = Release(entry: entry.index, recorded: entry.recorded, data: data)
            if releases[release.name] == nil { releases[release.name] = release }
        case .datasetRecalled(let data):
            releases[ReleaseName(dataset: data.dataset, version: data.version)]?.recalls.append((entry.index, data.reason))
        case .modelTrained(let data):
            let training = Training(entry: entry.index, recorded: entry.recorded, data: data)
            guard trainings[training.name] == nil else { return }
            trainings[training.name] = training
            if let base = training.base { byBase[base, default: []].append(training.name) }
            for release in training.releases { releases[release]?.models.append(training.name) }
        case .systemPlaced(let data): systems.append((entry.index, data))
        case .decisionTraced(let data):
            if decisions[data.decision] == nil { decisions[data.decision] = (entry.index, data) }
        default: return
        }
        if signature.isAdverse {
            objections[entry.index] = Objection(by: entry.source, type: EntryCitation(entry).words, verdict: signature)
        }
    }

    /// What is against the statements of these: releases, trainings, what was placed of these models, and decisions.
    func objections(
        toReleases releases: [ReleaseName], models: [ModelName], decisions: [EntryIndex]
    ) -> [Phrase] {
        let known = Set(models)
        let entries =
            releases.compactMap { self.releases[$0] }.flatMap { [$0.entry] + $0.recalls.map(\.entry) }
            + models.compactMap { trainings[$0]?.entry }
            + systems.filter { known.contains(ModelName($0.data.model)) }.map(\.entry) + decisions
        return Set(entries).sorted().compactMap { entry in
            objections[entry].map {
                """
                \(warning: "Does not count"): entry \(entry) (\(words: $0.type)) by \(code: $0.by), as known now: \
                \(words: $0.verdict.words)
                """
            }
        }
    }

    /// Models that have this one as their base, in the order of the log.
    func models(basedOn model: ModelName) -> [ModelName] { byBase[model] ?? [] }

    /// `model` and everything that is based on it, each once.
    func descendants(of model: ModelName) -> [ModelName] {
        var found = [model]
        var seen: Set = [model]
        var next = 0
        while next < found.count {
            for child in models(basedOn: found[next]) where seen.insert(child).inserted { found.append(child) }
            next += 1
        }
        return found
    }

    /// `model` and its bases, nearest first; and whether a base is not recorded, or leads back to where it began.
    func ancestry(of model: ModelName) -> (models: [ModelName], gap: ModelName?, isCircular: Bool) {
        var chain: [ModelName] = []
        var seen: Set<ModelName> = []
        var next: ModelName? = model
        while let name = next {
            guard seen.insert(name).inserted else { return (chain, nil, true) }
            chain.append(name)
            guard let training = trainings[name] else { return (chain, name, false) }
            next = training.base
        }
        return (chain, nil, false)
    }

    func releases(of dataset: String) -> [Release] {
        releases.values.filter { $0.data.dataset == dataset }.sorted { $0.entry < $1.entry }
    }
}

/// A release of a dataset, as the command line writes it.
struct ReleaseName: Hashable, Sendable, Comparable, CustomStringConvertible {
    let dataset: String
    let version: String

    static func < (a: ReleaseName, b: ReleaseName) -> Bool { (a.dataset, a.version) < (b.dataset, b.version) }

    var description: String { "\(dataset)/\(version)" }
}

extension Lineage {
    /// Reads what operators said of the use of datasets.
    ///
    /// Only operators sign such events, so their work is looked through; what they registered is known to be items and left out.
    static func read(from store: any LedgerStore, below size: TreeSize) throws -> Lineage {
        let indices = try store.read { reader in
            let officers =
                try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)?.officerKeys.values.map(\.actor) ?? []
            var indices: Set<EntryIndex> = []
            for actor in Set(officers) where actor.kind == .operator {
                indices.formUnion(try reader.history(of: actor.workSubject, below: size))
            }
            try reader.forEachItem(below: size) { indices.remove($0.index) }
            return indices.sorted()
        }
        var lineage = Lineage()
        let judge = try store.read { try SurveyJudge($0, at: size) }
        try store.events(at: indices).forEachRun { run in
            try store.read { reader in
                try judge.go(on: reader)
                for entry in run { lineage.take(entry, signature: try judge.verdict(onActBy: entry)) }
            }
        }
        return lineage
    }
}

extension LedgerReader {
    /// The items of all datasets that were registered below a size.
    func forEachItem(below size: TreeSize, _ body: (ItemRow) throws -> Void) throws {
        var last: String?
        while let dataset = try datasets(after: last, limit: 1).first {
            try forEachItem(of: dataset.dataset, below: size, body)
            last = dataset.dataset
        }
    }

    func forEachItem(of dataset: String, below size: TreeSize, _ body: (ItemRow) throws -> Void) throws {
        let pageSize = 4096
        var last: String?
        while true {
            let page = try items(of: dataset, asOf: size, after: last, limit: pageSize)
            for row in page { try body(row) }
            guard page.count == pageSize else { return }
            last = page.last?.item
        }
    }
}
