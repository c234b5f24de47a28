import Primitives
import Provenance

// Section 20: what was made of the dataset.
extension ReportSource {
    func useSection() -> ReportSection {
        let releases = lineage.releases(of: dataset)
        var section = ReportSection(20, "Use", law: "Annex IV 2(d)", .evidenced, asked: ["releases"])
        section.add("releases", "Releases", .count(releases.count), from: releases.map(\.entry))
        let models = models(from: releases)
        let decisions = decisions(by: Set(models))
        section.tables = [
            releaseTable(releases), modelTable(models), systemTable(Set(models)), decisionTable(decisions, by: Set(models)),
        ]
        section.notes += lineage.objections(
            toReleases: releases.map(\.name), models: models, decisions: decisions.map(\.entry))
        if releases.isEmpty {
            section.notes.append("The dataset was not released among these entries, so no use of it can be traced.")
        }
        if !readsAll {
            section.notes.append(
                """
                Whoever asked for this report does not read the whole ledger. Only models that were trained on a release of this \
                dataset itself, systems with these, and decisions that name a label of it are listed: what is based on these \
                models, and bases and models of others, are left out.
                """)
        }
        return section
    }

    /// Those that were trained on one of the releases and, for whoever reads all, what is based on them.
    private func models(from releases: [Lineage.Release]) -> [ModelName] {
        let trained = releases.flatMap(\.models)
        return (readsAll ? trained.flatMap { lineage.descendants(of: $0) } : trained).unique
    }

    /// Those that name a label of the dataset and, for whoever reads all, what else these models decided.
    private func decisions(by models: Set<ModelName>) -> [(entry: EntryIndex, data: DecisionTraced)] {
        lineage.decisions.values.filter { _, data in
            data.influences.contains { $0.dataset == dataset } || readsAll && models.contains(ModelName(data.model))
        }.sorted { $0.entry < $1.entry }
    }

    /// A model, if it may be named beside those that are listed.
    private func name(of model: ModelName, among models: Set<ModelName>) -> ReportValue {
        readsAll || models.contains(model) ? .text("\(code: model)") : .missing("of another dataset, or of none")
    }

    private func releaseTable(_ releases: [Lineage.Release]) -> ReportTable {
        var table = ReportTable(
            "releases", "Releases",
            [
                .init("version", "Version"), .init("size", "Entries"), .init("items", "Items, as stated"),
                .init("labels", "Labels, as stated"),
                .init("digest", "Digest"), .init("recorded", "Recorded"), .init("recalled", "Recalled"), .init("entry", "Entry"),
            ])
        for release in releases {
            table.add([
                .text("\(id: release.data.version)"), .count(Int(clamping: release.data.size)),
                .count(Int(clamping: release.data.items)),
                .count(Int(clamping: release.data.labels)), .text("\(code: release.data.digest.contentDigest)"),
                .moment(release.recorded),
                .text(
                    release.recalls.isEmpty
                        ? "no"
                        : release.recalls.map { "\(warning: "by entry \($0.entry)"): \(quote: $0.reason)" as Phrase }.joined(
                            separator: "; ")),
                .count(Int(clamping: release.entry.value)),
            ])
        }
        return table
    }

    private func modelTable(_ models: [ModelName]) -> ReportTable {
        var table = ReportTable(
            "models", "Models trained on a release of this dataset" + (readsAll ? ", or based on one that was" : ""),
            [
                .init("model", "Model"), .init("releases", "Releases of this dataset"), .init("base", "Base"),
                .init("method", "Method"),
                .init("purpose", "Purpose"), .init("entry", "Entry"),
            ])
        for training in models.compactMap({ lineage.trainings[$0] }) {
            let own = training.releases.filter { $0.dataset == dataset }.map { "\(code: $0)" as Phrase }
            table.add([
                .text("\(code: training.name)"), .text(own.isEmpty ? "none itself" : own.joined(separator: ", ")),
                training.base.map { name(of: $0, among: Set(models)) } ?? .text("none"),
                .text("\(words: training.data.method.rawValue)"),
                training.data.purpose.map { .quoted(.string($0)) } ?? .missing("not stated"),
                .count(Int(clamping: training.entry.value)),
            ])
        }
        return table
    }

    private func systemTable(_ models: Set<ModelName>) -> ReportTable {
        var table = ReportTable(
            "systems", "Systems placed on the market or put into service with one of these models",
            [
                .init("system", "System"), .init("version", "Version"), .init("model", "Model"), .init("date", "Date, as stated"),
                .init("purpose", "Purpose"), .init("entry", "Entry"),
            ])
        for (entry, data) in lineage.systems where models.contains(ModelName(data.model)) {
            table.add([
                .text("\(id: data.system)"), .text("\(id: data.version)"), .text("\(code: ModelName(data.model))"),
                .quoted(.string(data.date)), .quoted(.string(data.purpose)), .count(Int(clamping: entry.value)),
            ])
        }
        return table
    }

    private func decisionTable(
        _ decisions: [(entry: EntryIndex, data: DecisionTraced)], by models: Set<ModelName>
    ) -> ReportTable {
        var table = ReportTable(
            "decisions", "Decisions traced to labels of this dataset" + (readsAll ? ", or to one of these models" : ""),
            [
                .init("decision", "Decision"), .init("model", "Model"), .init("occurred", "Occurred, as stated"),
                .init("method", "Method"),
                .init("influences", "Influences in this dataset"), .init("entry", "Entry"),
            ])
        for (entry, data) in decisions {
            let own = data.influences.count { $0.dataset == dataset }
            table.add([
                .text("\(id: data.decision)"), name(of: ModelName(data.model), among: models), .moment(data.occurred),
                .quoted(.string(data.method)), readsAll ? .share(own, of: data.influences.count) : .count(own),
                .count(Int(clamping: entry.value)),
            ])
        }
        return table
    }
}
