import Ledger
import Primitives
import Provenance

/// Answers the questions of traces.
struct TraceWriter {
    let store: any LedgerStore
    let size: TreeSize
    let lineage: Lineage
    let sources: SourcesCache
    let depths: GenerationDepths
    let guidelines: CitedGuidelines

    init(_ store: any LedgerStore, at size: TreeSize) throws {
        self.store = store
        self.size = size
        lineage = try Lineage.read(from: store, below: size)
        sources = SourcesCache(store, now: size)
        depths = GenerationDepths(lineage, sources, store, below: size)
        guidelines = try CitedGuidelines(store, sources, at: size)
    }

    func trace(_ question: Trace.Question) throws -> Trace {
        switch question {
        case .model(let model): try trace("Trace of a model", "model \(code: model)", modelSections(model))
        case .decision(let id): try trace("Trace of a decision", "decision \(code: id)", decisionSections(id))
        case .annotator(let actor): try trace("What was made of somebody's work", "\(code: actor)", workSections(actor))
        case .release(let dataset, let version):
            try trace(
                "Trace of a release", "release \(code: ReleaseName(dataset: dataset, version: version))",
                releaseSections(ReleaseName(dataset: dataset, version: version)))
        case .credential(let subject):
            try trace("What rests on a credential", "\(code: subject)", credentialSections(subject))
        case .guideline(let id, let version):
            try trace(
                "What follows a guideline", "guideline \(code: version.map { "\(id)/\($0)" } ?? id)",
                guidelineSections(id, version: version))
        }
    }

    /// Whether what is asked about is there, where a question can be read in several ways.
    func isRecorded(_ question: Trace.Question) throws -> Bool {
        switch question {
        case .model(let model): lineage.trainings[model] != nil
        case .release(let dataset, let version): lineage.releases[ReleaseName(dataset: dataset, version: version)] != nil
        case .guideline(let id, let version): try store.read { try !versions(of: id, version, $0).isEmpty }
        case .decision, .annotator, .credential: true
        }
    }

    private func trace(_ title: String, _ subject: Phrase, _ sections: [ReportSection]) throws -> Trace {
        let (origin, last) = try store.read { reader in
            guard let last = try reader.lastEntry(below: size) else {
                throw LedgerError(.missing, "The ledger has no entries below \(size).")
            }
            return (try last.logged().event.ledger, last.recorded)
        }
        return Trace(title: title, subject: subject, origin: origin, size: size, lastRecorded: last, sections: sections)
    }
}

// Upstream: what a model, a decision or a release rests on.
extension TraceWriter {
    func modelSections(_ model: ModelName) throws -> [ReportSection] {
        guard lineage.trainings[model] != nil else {
            throw LedgerError(.missing, "No training of the model \(model) is recorded below \(size).")
        }
        let (chain, gap, isCircular) = lineage.ancestry(of: model)
        var summary = ReportSection(1, "In short", .evidenced)
        let releases = chain.compactMap { lineage.trainings[$0] }.flatMap(\.releases).unique
        let group = try group(behind: releases)
        summary.add("people", "People whose labels it learned from", .count(group.people.count))
        summary.add("machines", "Models and connectors whose labels it learned from", .count(group.machines.count))
        summary.add("labels", "Labels in these releases", .count(group.labels))
        summary.add(
            "entitled-then", "Labels by certified people, as known when they were made",
            .share(group.then.certified, of: group.labels))
        addEntitlement(of: group, to: &summary)
        summary.add("depth", "Generation depth of what trained it", .text("\(words: try depths.depth(of: model).words)"))
        if let gap {
            summary.notes.append("\(warning: "A gap"): the training of its base \(code: gap) is not recorded in this ledger.")
        }
        if isCircular { summary.notes.append("\(warning: "A circle"): a base of this model is based on the model itself.") }
        summary.notes += warnings(of: releases)
        let models = lineage.descendants(of: model)
        let decisions = try decisions(by: models) { _, _, _ in false }
        summary.notes += lineage.objections(
            toReleases: releases, models: chain + models.dropFirst(), decisions: decisions.map(\.entry))
        try addTaints(of: releases, labels: group.labels, to: &summary)
        if releases.count > 1 { summary.notes.append("A label that is in several releases is counted in each of them.") }
        var figures = LineageFigure()
        figures.add(chain: chain, lineage)
        figures.add(downstream: models, decisions, lineage)
        summary.figures = [figures.figure("Lineage of \(model)")].compactMap { $0 }
        return [
            summary, trainingSection(2, chain), try releaseSection(3, releases), try peopleSection(4, group),
            downstreamSection(5, models, decisions),
        ]
    }

    func releaseSections(_ release: ReleaseName) throws -> [ReportSection] {
        guard let recorded = lineage.releases[release] else {
            throw LedgerError(.missing, "The release \(release) is not recorded below \(size).")
        }
        let group = try group(behind: [release])
        let models = recorded.models.flatMap { lineage.descendants(of: $0) }.unique
        var summary = ReportSection(1, "In short", .evidenced)
        summary.add(
            "recalled", "Recalled", .text(recorded.recalls.isEmpty ? "no" : "\(warning: "yes")"),
            from: recorded.recalls.map(\.entry))
        summary.add("people", "People whose labels are in it", .count(group.people.count))
        summary.add("labels", "Labels in it", .count(group.labels))
        addEntitlement(of: group, to: &summary)
        summary.add("depth", "Generation depth", .text("\(words: try depths.depth(of: release).words)"))
        summary.add("models", "Models that learned from it", .count(models.count))
        let decisions = try decisions(by: models, restingOn: recorded.data)
        summary.notes =
            warnings(of: [release])
            + lineage.objections(toReleases: [release], models: models, decisions: decisions.map(\.entry)) + [
                "The report on the whole dataset, all splits, at the release's size: \(code: ShellCommand("touchmark", "report", "make", .operand(release.dataset), .option("--release", release.version)))"
            ]
        try addTaints(of: [release], labels: group.labels, to: &summary)
        var figure = LineageFigure()
        figure.add(release: release)
        figure.add(downstream: models, decisions, lineage)
        summary.figures = [figure.figure("Lineage of \(release)")].compactMap { $0 }
        return [
            summary, try releaseSection(2, [release]), try peopleSection(3, group), downstreamSection(4, models, decisions),
        ]
    }

    /// What is known now of those who gave the labels, and who stands behind those of machines.
    private func addEntitlement(of group: Group, to summary: inout ReportSection) {
        summary.add("entitled-now", "Labels by certified people, as known now", .share(group.now.certified, of: group.labels))
        summary.add(
            "unasked-now", "Labels by people whom nobody asked for a certificate", .share(group.now.unasked, of: group.labels))
        summary.add(
            "machine-labels", "Labels that a machine gave and no person accepted by a review that counts, as known now",
            .share(group.machineLabels, of: group.labels))
        summary.add("reviewers", "People who accepted labels of models by such a review", .count(group.reviewers.count))
    }

    private func warnings(of releases: [ReleaseName]) -> [Phrase] {
        releases.flatMap { name -> [Phrase] in
            guard let release = lineage.releases[name] else {
                return ["\(warning: "A gap"): the release \(code: name) is not recorded in this ledger."]
            }
            return release.recalls.map { "\(warning: "Recalled"): \(code: name) by entry \($0.entry), \(quote: $0.reason)" }
        }
    }

    /// Those behind releases, each once.
    struct Group {
        var givers: [Actor: ReleaseSources.Share] = [:]
        /// Labels of models by whoever accepted them.
        var reviewers: [Actor: Int] = [:]
        var labels: Int { givers.values.reduce(0) { $0 + $1.labels } }
        var people: [Actor] { givers.keys.filter { $0.kind == .annotator } }
        var machines: [Actor] { givers.keys.filter { $0.kind != .annotator } }
        var everybody: Set<Actor> { Set(givers.keys).union(reviewers.keys) }
        /// Labels that a machine gave and nobody accepted.
        var machineLabels: Int {
            machines.reduce(0) { $0 + (givers[$1]?.labels ?? 0) } - reviewers.values.reduce(0, +)
        }
        var then: [Verdict: Int] { givers.values.reduce(into: [:]) { $0.merge($1.then, uniquingKeysWith: +) } }
        var now: [Verdict: Int] { givers.values.reduce(into: [:]) { $0.merge($1.now, uniquingKeysWith: +) } }
    }

    func group(behind releases: [ReleaseName]) throws -> Group {
        var group = Group()
        for release in releases.compactMap({ lineage.releases[$0] }) {
            let held = try sources.of(release.data)
            for (giver, share) in held.givers { group.givers[giver, default: .init()].add(share) }
            group.reviewers.merge(held.reviewers, uniquingKeysWith: +)
        }
        return group
    }

    private func trainingSection(_ number: Int, _ chain: [ModelName]) -> ReportSection {
        var section = ReportSection(number, "The model and its bases", .evidenced)
        var table = ReportTable(
            "trainings", "Trainings, the model first, then what it is based on",
            [
                .init("model", "Model"), .init("method", "Method"), .init("releases", "Trained on"), .init("base", "Based on"),
                .init("digest", "Digest of the weights"), .init("recorded", "Recorded"), .init("entry", "Entry"),
            ])
        for name in chain {
            guard let training = lineage.trainings[name] else {
                table.add(
                    [.text("\(code: name)"), .missing("not recorded")]
                        + Array(repeating: ReportValue.blank, count: 5))
                continue
            }
            let releases = training.releases.map { "\(code: $0)" as Phrase }
            table.add([
                .text("\(code: name)"), .text("\(words: training.data.method.rawValue)"),
                .text(releases.isEmpty ? "no release" : releases.joined(separator: ", ")),
                .text(training.base.map { "\(code: $0)" } ?? "nothing"), .text("\(code: training.data.digest.contentDigest)"),
                .moment(training.recorded), .count(Int(clamping: training.entry.value)),
            ])
        }
        section.tables = [table]
        return section
    }

    private func releaseSection(_ number: Int, _ releases: [ReleaseName]) throws -> ReportSection {
        var section = ReportSection(number, "Releases and datasets", releases.isEmpty ? .missing : .evidenced)
        var table = ReportTable(
            "releases", "Releases",
            [
                .init("release", "Release"), .init("size", "Entries"), .init("items", "Items"), .init("labels", "Labels"),
                .init("people", "People"), .init("entitled-now", "By certified people, as known now"),
                .init("unasked-now", "No certificate asked for"), .init("recalled", "Recalled"), .init("entry", "Entry"),
            ])
        for name in releases {
            guard let release = lineage.releases[name] else {
                table.add([.text("\(code: name)"), .missing("not recorded")] + Array(repeating: ReportValue.blank, count: 7))
                continue
            }
            let held = try sources.of(release.data)
            table.add([
                .text("\(code: name)"), .count(Int(clamping: release.data.size)), .count(held.items), .count(held.labels),
                .count(held.givers.keys.count { $0.kind == .annotator }),
                .share(held.givers.values.reduce(0) { $0 + $1.now.certified }, of: held.labels),
                .share(held.givers.values.reduce(0) { $0 + $1.now.unasked }, of: held.labels),
                .text(release.recalls.isEmpty ? "no" : "\(warning: "yes")"), .count(Int(clamping: release.entry.value)),
            ])
        }
        section.tables = [table]
        section.notes = [
            "Items and labels, of the splits that a release names, are counted here anew from the log at its size; they are not the release's own statement."
        ]
        return section
    }

    private func peopleSection(_ number: Int, _ group: Group) throws -> ReportSection {
        var section = ReportSection(number, "Who stands behind it", group.givers.isEmpty ? .missing : .evidenced)
        var table = ReportTable(
            "people", "Everybody who gave its labels, or accepted those of models by a review that counts, by pseudonym",
            [
                .init("actor", "Who"), .init("labels", "Labels"), .init("entitled-then", "Certified, as known then"),
                .init("entitled-now", "Certified, as known now"), .init("unasked-now", "No certificate asked for"),
                .init("reviewed", "Labels of models that they accepted"), .init("credentials", "Credentials"),
            ])
        let ordered = group.everybody.map { ($0, group.givers[$0] ?? .init()) }.sorted { a, b in
            a.1.labels == b.1.labels ? a.0.description < b.0.description : a.1.labels > b.1.labels
        }
        let total = group.labels
        try store.read { reader in
            let histories = try LedgerHistories(reader)
            for (actor, share) in ordered {
                let profile = try PersonProfile.read(actor, below: size, from: reader, histories, showsDisclosures: false)
                table.add([
                    .text("\(code: actor)"), .share(share.labels, of: total), .share(share.then.certified, of: share.labels),
                    .share(share.now.certified, of: share.labels), .share(share.now.unasked, of: share.labels),
                    .count(group.reviewers[actor] ?? 0), .text(Self.credentials(of: profile)),
                ])
            }
        }
        section.tables = [table]
        return section
    }

    private static func credentials(of profile: PersonProfile) -> Phrase {
        guard profile.actor.kind == .annotator else { return "none: a machine" }
        let phrases = profile.credentials.map { credential -> Phrase in
            let objections = credential.objections
            let against: Phrase = objections.isEmpty ? "" : " (\(objections.joined(separator: "; ")))"
            return "\(code: credential.subject) for \(code: credential.issue.terms.competence)" + against
        }
        return phrases.isEmpty ? "none" : phrases.joined(separator: "; ")
    }
}

// Downstream: what was made of it.
extension TraceWriter {
    func downstreamSection(_ number: Int, _ models: [ModelName], _ traced: [RestingDecision]) -> ReportSection {
        var section = ReportSection(number, "What was made of it", .evidenced)
        var modelTable = ReportTable(
            "models", "Models",
            [.init("model", "Model"), .init("base", "Based on"), .init("recorded", "Recorded"), .init("entry", "Entry")])
        for training in models.compactMap({ lineage.trainings[$0] }) {
            modelTable.add([
                .text("\(code: training.name)"), .text(training.base.map { "\(code: $0)" } ?? "nothing"),
                .moment(training.recorded),
                .count(Int(clamping: training.entry.value)),
            ])
        }
        var systems = ReportTable(
            "systems", "Systems",
            [
                .init("system", "System"), .init("model", "Model"), .init("date", "Date, as stated"), .init("purpose", "Purpose"),
                .init("entry", "Entry"),
            ])
        let known = Set(models)
        for (entry, data) in lineage.systems where known.contains(ModelName(data.model)) {
            systems.add([
                .text("\(code: "\(data.system)/\(data.version)")"), .text("\(code: ModelName(data.model))"),
                .quoted(.string(data.date)),
                .quoted(.string(data.purpose)), .count(Int(clamping: entry.value)),
            ])
        }
        var decisions = ReportTable(
            "decisions", "Decisions that were traced",
            [
                .init("decision", "Decision"), .init("model", "Model"), .init("occurred", "Occurred, as stated"),
                .init("rests", "Rests on"), .init("entry", "Entry"),
            ])
        for decision in traced {
            decisions.add([
                .text("\(id: decision.data.decision)"), .text("\(code: ModelName(decision.data.model))"),
                .moment(decision.data.occurred), .text(decision.isByModel ? "one of these models" : "labels that it names"),
                .count(Int(clamping: decision.entry.value)),
            ])
        }
        section.tables = [modelTable, systems, decisions]
        section.notes = [
            "Only what operators recorded in this ledger is known here: a use that nobody recorded cannot be traced."
        ]
        return section
    }
}

extension ReleaseSources.Share {
    mutating func add(_ other: ReleaseSources.Share) {
        labels += other.labels
        then.merge(other.then, uniquingKeysWith: +)
        now.merge(other.now, uniquingKeysWith: +)
    }
}

extension Array where Element: Hashable {
    /// Each once, where it first stands.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
