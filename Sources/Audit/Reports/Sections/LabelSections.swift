import Primitives
import Provenance

// Sections 18 and 19: the labels themselves, and what changed.
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
            case .unclear: "a ranking of responses that cannot be told"
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
}
