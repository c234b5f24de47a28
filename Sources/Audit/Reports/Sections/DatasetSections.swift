import Primitives
import Provenance

// Sections 3 to 6: what the dataset is, for what, from where, and what its labels mean.
extension ReportSource {
    func datasetSection() -> ReportSection {
        var section = ReportSection(3, "Dataset", law: "Annex IV 2(d)", .evidenced)
        let definition = self.definition
        section.add("dataset", "Dataset", .text("\(code: dataset)"), from: .one(definition?.entry))
        if let data = definition?.data {
            section.add("title", "Title", .quoted(.string(data.title)), from: .one(definition?.entry))
            section.add("licence", "Licence", .quoted(.string(data.licence)), from: .one(definition?.entry))
        }
        let items = survey.items.items
        section.add("items", "Items", .count(items.count))
        section.add("items-quarantined", "Items in quarantine", .share(items.count(where: \.isQuarantined), of: items.count))
        section.add("labels", "Labels that stand", .count(survey.currentLabels.count))
        let withdrawn = survey.labels.labels.count { $0.kind == .withdrawn }
        section.add("labels-withdrawn", "Labels withdrawn", .share(withdrawn, of: survey.labels.labels.count))
        if let release = lineage.releases(of: dataset).last {
            let recall: Phrase = release.recalls.isEmpty ? "" : ", \(warning: "recalled")"
            section.add(
                "release", "Latest release",
                .text("version \(id: release.data.version), of \(release.data.size) entries\(recall)"),
                from: [release.entry] + release.recalls.map(\.entry))
            section.add(
                "release-digest", "Its digest, as stated", .text("\(code: release.data.digest.contentDigest)"),
                from: [release.entry])
        } else {
            section.add("release", "Latest release", .missing("the dataset was not released among these entries"))
        }
        section.tables = [
            counts("modalities", "Tracks by modality", survey.items.tracksByModality, "modality", "Modality", "tracks", "Tracks"),
            counts(
                "timebases", "Tracks by timebase", survey.items.tracksByTimebase, "timebase", "Seconds a tick", "tracks", "Tracks"
            ),
            splitTable(),
        ]
        section.add("synchronisations", "Synchronisations of tracks", .count(survey.items.synchronisations))
        if !survey.items.splits.values.isEmpty {
            section.notes.append(
                "This report is about the items of all splits: what a release of some of them holds, touchmark trace counts.")
        }
        return section
    }

    private func splitTable() -> ReportTable {
        var counts: [String: Int] = [:]
        for item in survey.items.items { counts[survey.items.split(of: item) ?? "", default: 0] += 1 }
        if counts.count == 1, counts[""] != nil { counts = [:] }
        return self.counts("splits", "Items by split", counts, "split", "Split (empty: none named)", "items", "Items")
    }

    /// A table of names and how often each stands, most first.
    func counts(
        _ id: String, _ caption: String, _ counts: [String: Int], _ nameID: String, _ name: String, _ countID: String,
        _ count: String
    ) -> ReportTable {
        var table = ReportTable(id, caption, [.init(nameID, name), .init(countID, count)])
        for (name, count) in counts.mostFirst { table.add([.text("\(id: name)"), .count(count)]) }
        return table
    }

    func purposeSection() -> ReportSection {
        let data = definition?.data
        var section = ReportSection(
            4, "Purpose and setting", law: "Article 10(4)", .declared, asked: ["purpose", "intended-use", "setting"])
        let entry = [EntryIndex].one(definition?.entry)
        if let data { section.add("purpose", "Purpose", .quoted(.string(data.purpose)), from: entry) }
        section.add("intended-use", "Intended use", stated(data?.intendedUse, "intendedUse"), from: entry)
        section.add(
            "setting", "Geographical, contextual, behavioural, functional setting", stated(data?.setting, "setting"), from: entry)
        return section
    }

    private func stated(_ value: JSONValue?, _ member: String) -> ReportValue {
        value.map { .quoted($0) } ?? .missing("the dataset's definition does not state \(member)")
    }

    func originSection() -> ReportSection {
        let collection = definition?.data.collection
        let entry = [EntryIndex].one(definition?.entry)
        let members = [
            ("sources", "Sources"), ("process", "Process of collection"), ("timeframe", "Time frame"), ("selection", "Selection"),
            ("originalPurpose", "Original purpose, for personal data"), ("legalBasis", "Legal basis"),
        ]
        var section = ReportSection(
            5, "Origin", law: "Article 10(2)(b), Annex IV 2(d)", .declared, asked: Set(members.map { "collection-\($0.0)" }))
        for (member, name) in members {
            section.add("collection-\(member)", name, stated(collection?[member], "collection.\(member)"), from: entry)
        }
        section.add("data-subjects", "Pseudonyms of data subjects", .count(survey.items.dataSubjects.count), status: .evidenced)
        if survey.items.isDataSubjectCountLimited { section.notes.append("There are more pseudonyms than were counted.") }
        if let first = survey.items.items.map(\.recorded).min(), let last = survey.items.items.map(\.recorded).max() {
            section.add("registered-first", "First item registered", .moment(Timestamp(microseconds: first)), status: .evidenced)
            section.add("registered-last", "Last item registered", .moment(Timestamp(microseconds: last)), status: .evidenced)
        }
        var origins: [String: Int] = [:]
        for item in survey.items.items { origins[item.origin.rawValue, default: 0] += 1 }
        section.tables = [counts("origins", "Items by origin, as registered", origins, "origin", "Origin", "items", "Items")]
        section.notes.append("Origins are what the registrar of each item states; the ledger shows who stated it and when.")
        return section
    }

    func designSection() -> ReportSection {
        let data = definition?.data
        let defined = guidelines.flatMap { guideline in guideline.data.definitions.map { (guideline, $0) } }
        var section = ReportSection(
            6, "Design and assumptions", law: "Article 10(2)(a) and (d)", .declared, asked: ["assumptions", "definitions"])
        section.add("assumptions", "Assumptions", stated(data?.assumptions, "assumptions"), from: .one(definition?.entry))
        section.add("definitions", "Classes that guidelines define", .count(Set(defined.map(\.1.label)).count))
        var table = ReportTable(
            "definitions", "Classes and what they mean, by the guidelines",
            [
                .init("label", "Class"), .init("definition", "Definition"), .init("guideline", "Guideline"),
                .init("version", "Version"),
                .init("by", "Defined by"), .init("entry", "Entry"), .init("withdrawn", "Withdrawn by entry"),
            ])
        for (guideline, definition) in defined {
            let withdrawal = guidelineVersions[guideline.entry.reference]?.withdrawal
            table.add([
                .text("\(id: definition.label)"), .quoted(.string(definition.definition)),
                .text("\(id: guideline.data.guideline)"),
                .text("\(id: guideline.data.version)"), .text("\(code: guideline.entry.source)"),
                .count(Int(clamping: guideline.entry.index.value)),
                withdrawal.map { .count(Int(clamping: $0.index.value)) } ?? .blank,
            ])
        }
        section.tables = [table, questionTable(defined: Set(defined.map(\.1.label)))]
        if let note = unlistedAnswers(where: { _ in true }) { section.notes.append(note) }
        return section
    }

    /// Questions with their classes, and the classes that no guideline defines.
    private func questionTable(defined: Set<String>) -> ReportTable {
        var classes: [String: [String: Int]] = [:]
        for label in survey.currentLabels {
            for answer in survey.labels.answers(of: label) where answer.kind == .nominal {
                classes[question(label, answer), default: [:]][survey.labels.nominals[answer.code], default: 0] += 1
            }
        }
        var table = ReportTable(
            "classes", "Answers in use, by question",
            [
                .init("question", "Question"), .init("answer", "Answer"), .init("labels", "Labels"),
                .init("defined", "Defined by a guideline"),
            ])
        for (question, counts) in classes.sorted(by: { $0.key < $1.key }) {
            for (answer, count) in counts.mostFirst {
                table.add([
                    .text("\(id: question)"), .text("\(id: answer)"), .count(count),
                    .text(defined.contains(answer) ? "yes" : "no"),
                ])
            }
        }
        return table
    }

    /// How many answers on some items tables of classes leave out; `nil` if none.
    func unlistedAnswers(where isCounted: (SurveyedItem) -> Bool) -> Phrase? {
        var count = 0
        for label in survey.currentLabels where isCounted(survey.items.items[Int(label.item)]) {
            count += survey.labels.answers(of: label).count { $0.kind != .nominal }
        }
        return count == 0
            ? nil : "Answers that are numbers, outlines, relations or sealed texts are not listed here; there are \(count)."
    }

    /// The question that an answer answers: the label's name, with the criterion where there are several.
    func question(_ label: SurveyedLabel, _ answer: SurveyedAnswer) -> String {
        let name = survey.labels.name(of: label)
        return answer.part == 0 ? name : "\(name) / \(survey.labels.names[answer.part - 1])"
    }
}

extension Dictionary where Key == String, Value == Int {
    /// By falling count, then by name.
    var mostFirst: [(key: String, value: Int)] { sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value } }
}
