import Primitives
import Provenance

// Sections 18 to 20: the labels themselves, what changed, and what was made of them.
extension ReportSource {
    func certificateSection() -> ReportSection {
        let total = survey.currentLabels.count
        var section = ReportSection(
            18, "Birth certificates of labels", law: "Annex IV 2(d)", .evidenced, asked: ["labels"])
        section.add("labels", "Labels that stand", .count(total))
        section.add(
            "how", "A label's certificate", .text("\(code: "touchmark certificate LABEL --as-of \(size) --format html")"))
        var table = ReportTable(
            "labels", "Labels, by item and id",
            [
                .init("label", "Label"), .init("question", "Question"), .init("answer", "Answer"), .init("actor", "Who"),
                .init("then", "As known then"), .init("now", "As known now"), .init("disputed", "Disputed"),
                .init("recorded", "Recorded"), .init("entry", "Entry"),
            ])
        let listed = survey.currentLabels.prefix(ReportTable.keptRows).map { (subject(of: $0), $0) }.sorted { $0.0 < $1.0 }
        for (subject, label) in listed {
            table.add([
                .text("\(code: subject)"), .text("\(id: survey.labels.name(of: label))"), .text(answerPhrase(label)),
                .text("\(code: survey.labels.actors[label.source])"), .verdict(label.then),
                .verdict(label.now), .text(label.isDisputed ? "yes" : "no"),
                .moment(Timestamp(microseconds: label.recorded)), .count(Int(clamping: label.head)),
            ])
        }
        table.add(unmade: total - listed.count)
        section.tables = [table]
        if total > listed.count {
            section.notes.append(
                "The first \(listed.count) of \(total) labels are listed. All of them: \(code: ShellCommand("touchmark", "dataset", "show", .operand(dataset), .option("--as-of", "\(size)")))"
            )
        }
        return section
    }

    private func answerPhrase(_ label: SurveyedLabel) -> Phrase {
        survey.labels.answers(of: label).map { answer -> Phrase in
            switch answer.kind {
            case .nominal, .relation: "\(id: survey.labels.nominals[answer.code])"
            case .number: "\(words: JSONValue(answer.number)?.canonicalText ?? "a number")"
            case .outline: "an outline"
            case .sealed: "sealed text"
            }
        }.joined(separator: "; ")
    }

    func changeSection() -> ReportSection {
        guard let previous else {
            var section = ReportSection(19, "Changes since the last report", law: "Article 10(2)(c)", .notApplicable)
            section.notes = ["No report of this dataset was issued before: there is nothing to compare with."]
            return section
        }
        var section = ReportSection(19, "Changes since the last report", law: "Article 10(2)(c)", .evidenced)
        let since = previous.data.size
        section.add(
            "since", "Since", .text("report \(code: previous.data.report), of \(since) entries"), from: [previous.entry])
        let labels = survey.labels.labels.filter { $0.head >= since }
        section.add("labels-changed", "Labels made, revised or decided since", .count(labels.count(where: \.isCurrent)))
        section.add("labels-withdrawn", "Labels withdrawn since", .count(labels.count { $0.kind == .withdrawn }))
        section.add("items-added", "Items registered since", .count(survey.items.items.count { $0.registration >= since }))
        let ends = guidelineVersions.withdrawn.compactMap(\.withdrawal?.index).filter { $0.value >= since }
        section.add(
            "guidelines-withdrawn", "Guideline versions withdrawn since, with effect or still to come", .count(ends.count),
            from: ends)
        section.add(
            "people-added", "People enrolled since",
            .count(people.count { $0.isPerson && ($0.enrolment?.index.value ?? 0) >= since }))
        var table = ReportTable(
            "changes", "Statements about the dataset since",
            [.init("entry", "Entry"), .init("recorded", "Recorded"), .init("what", "What"), .init("by", "By")])
        for entry in survey.statements where entry.index.value >= since {
            table.add([
                .count(Int(clamping: entry.index.value)), .moment(entry.recorded), .text("\(words: EntryCitation(entry).words)"),
                .text("\(code: entry.source)"),
            ])
        }
        section.tables = [table]
        section.notes = [
            "To compare the two reports section by section: \(code: ShellCommand("touchmark", "report", "make", .operand(dataset), .option("--since", "\(since)")))"
        ]
        return section
    }

    func useSection() -> ReportSection {
        let releases = lineage.releases(of: dataset)
        var section = ReportSection(20, "Use", law: "Annex IV 2(d)", .evidenced, asked: ["releases"])
        section.add("releases", "Releases", .count(releases.count), from: releases.map(\.entry))
        var releaseTable = ReportTable(
            "releases", "Releases",
            [
                .init("version", "Version"), .init("size", "Entries"), .init("items", "Items, as stated"),
                .init("labels", "Labels, as stated"),
                .init("digest", "Digest"), .init("recorded", "Recorded"), .init("recalled", "Recalled"), .init("entry", "Entry"),
            ])
        var models: [ModelName] = []
        for release in releases {
            releaseTable.add([
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
            for model in release.models.flatMap({ lineage.descendants(of: $0) }) where !models.contains(model) {
                models.append(model)
            }
        }
        section.tables = [releaseTable, modelTable(models, releases), systemTable(Set(models)), decisionTable(Set(models))]
        let known = Set(models)
        let decisions = lineage.decisions.values.filter { decision in
            known.contains(ModelName(decision.data.model)) || decision.data.influences.contains { $0.dataset == dataset }
        }.map(\.entry)
        section.notes += lineage.objections(toReleases: releases.map(\.name), models: models, decisions: decisions)
        if releases.isEmpty {
            section.notes.append("The dataset was not released among these entries, so no use of it can be traced.")
        }
        return section
    }

    private func modelTable(_ models: [ModelName], _ releases: [Lineage.Release]) -> ReportTable {
        var table = ReportTable(
            "models", "Models trained on a release of this dataset, or based on one that was",
            [
                .init("model", "Model"), .init("releases", "Releases of this dataset"), .init("base", "Base"),
                .init("method", "Method"),
                .init("purpose", "Purpose"), .init("entry", "Entry"),
            ])
        for training in models.compactMap({ lineage.trainings[$0] }) {
            let own = training.releases.filter { $0.dataset == dataset }.map { "\(code: $0)" as Phrase }
            table.add([
                .text("\(code: training.name)"), .text(own.isEmpty ? "none itself" : own.joined(separator: ", ")),
                .text(training.base.map { "\(code: $0)" } ?? "none"), .text("\(words: training.data.method.rawValue)"),
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

    private func decisionTable(_ models: Set<ModelName>) -> ReportTable {
        var table = ReportTable(
            "decisions", "Decisions traced to labels of this dataset, or to one of these models",
            [
                .init("decision", "Decision"), .init("model", "Model"), .init("occurred", "Occurred, as stated"),
                .init("method", "Method"),
                .init("influences", "Influences in this dataset"), .init("entry", "Entry"),
            ])
        for (entry, data) in lineage.decisions.values.sorted(by: { $0.entry < $1.entry }) {
            let own = data.influences.count { $0.dataset == dataset }
            guard own > 0 || models.contains(ModelName(data.model)) else { continue }
            table.add([
                .text("\(id: data.decision)"), .text("\(code: ModelName(data.model))"), .moment(data.occurred),
                .quoted(.string(data.method)), .share(own, of: data.influences.count), .count(Int(clamping: entry.value)),
            ])
        }
        return table
    }
}
