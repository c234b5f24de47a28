import Primitives
import Provenance

// Sections 16 and 17: whether the data is representative, and what is lacking.
extension ReportSource {
    func representativenessSection() -> ReportSection {
        let assessed = assessments(.representativeness, .suitability)
        var groups: [String: Int] = [:]
        for item in survey.items.items { if let group = survey.items.group(of: item) { groups[group, default: 0] += 1 } }
        var section = ReportSection(
            16, "Representativeness", law: "Article 10(3) and (4)", groups.isEmpty ? .declared : .evidenced,
            asked: ["items-grouped", "assessments"])
        let grouped = groups.values.reduce(0, +)
        section.add(
            "items-grouped", "Items of which a group is stated", .share(grouped, of: survey.items.items.count),
            status: .evidenced)
        addAssessments(assessed, to: &section)
        let answers = groupAnswers(groups)
        section.tables = [
            counts("groups", "Items by group, as registered", groups, "group", "Group", "items", "Items"), answers,
            assessmentTable("representativeness", "Assessments of representativeness and suitability", assessed),
        ]
        if let note = unlistedAnswers(where: { survey.items.group(of: $0) != nil }) { section.notes.append(note) }
        if groups.count > Self.groupLimit {
            section.notes.append("Answers are counted for the \(Self.groupLimit) largest of \(groups.count) groups.")
        }
        if answers.count > answers.rows.count {
            section.notes.append("Of a group and a question, the \(Self.groupAnswerLimit) most frequent answers are listed.")
        }
        if assessed.isEmpty {
            section.notes.append("No assessment of representativeness was recorded: the counts alone do not show it.")
        }
        return section
    }

    /// Groups whose answers are counted.
    private static let groupLimit = 50
    /// Answers that are listed of a group and a question.
    private static let groupAnswerLimit = 50

    /// Answers by group of item, for the largest groups.
    private func groupAnswers(_ groups: [String: Int]) -> ReportTable {
        var table = ReportTable(
            "group-answers", "Answers by group of item",
            [.init("group", "Group"), .init("question", "Question"), .init("answer", "Answer"), .init("labels", "Labels")])
        let largest = Set(groups.mostFirst.prefix(Self.groupLimit).map(\.key))
        var counts: [String: [String: [String: Int]]] = [:]
        for label in survey.currentLabels {
            guard let group = survey.items.group(of: survey.items.items[Int(label.item)]), largest.contains(group) else {
                continue
            }
            for answer in survey.labels.answers(of: label) where answer.kind == .nominal {
                counts[group, default: [:]][question(label, answer), default: [:]][
                    survey.labels.nominals[answer.code], default: 0] += 1
            }
        }
        for (group, questions) in counts.sorted(by: { $0.key < $1.key }) {
            for (question, answers) in questions.sorted(by: { $0.key < $1.key }) {
                let listed = answers.mostFirst.prefix(Self.groupAnswerLimit)
                for (answer, count) in listed {
                    table.add([.text("\(id: group)"), .text("\(id: question)"), .text("\(id: answer)"), .count(count)])
                }
                table.add(unmade: answers.count - listed.count)
            }
        }
        return table
    }

    private func addAssessments(_ assessed: [(entry: LoggedEvent, data: AssessmentRecorded)], to section: inout ReportSection) {
        section.add(
            "assessments", "Assessments", .count(assessed.count), from: assessed.map(\.entry.index), status: .declared)
    }

    func assessmentTable(
        _ id: String, _ caption: String, _ assessments: [(entry: LoggedEvent, data: AssessmentRecorded)]
    ) -> ReportTable {
        var table = ReportTable(
            "assessments-\(id)", caption,
            [
                .init("entry", "Entry"), .init("kind", "Kind"), .init("method", "Method"), .init("groups", "Groups"),
                .init("findings", "Findings"), .init("measures", "Measures"), .init("by", "By"),
                .init("digest", "Digest of the document"),
            ])
        for (entry, data) in assessments {
            table.add([
                .count(Int(clamping: entry.index.value)), .text("\(words: data.kind.rawValue)"), .quoted(.string(data.method)),
                data.groups.map { .quoted($0) } ?? .missing("none stated"), .quoted(data.findings),
                data.measures.map { .quoted($0) } ?? .missing("none stated"), .text("\(code: entry.source)"),
                .text("\(code: data.digest.contentDigest)"),
            ])
        }
        return table
    }

    func quantitySection() -> ReportSection {
        let assessed = assessments(.gaps, .suitability)
        let items = survey.items.items
        var section = ReportSection(
            17, "Quantity and gaps", law: "Article 10(2)(e) and (h)", .evidenced, asked: ["items", "assessments"])
        var labelled = [Bool](repeating: false, count: items.count)
        for label in survey.currentLabels { labelled[Int(label.item)] = true }
        section.add("items", "Items", .count(items.count))
        section.add("items-unlabelled", "Items without a label", .share(labelled.count { !$0 }, of: items.count))
        section.add("items-quarantined", "Items in quarantine", .share(items.count(where: \.isQuarantined), of: items.count))
        section.add(
            "disputed", "Labels in dispute",
            .share(survey.currentLabels.count(where: \.isDisputed), of: survey.currentLabels.count))
        addAssessments(assessed, to: &section)
        var table = ReportTable(
            "unlabelled", "Items without a label", [.init("item", "Item"), .init("entry", "Registered by entry")])
        for (number, item) in items.enumerated() where !labelled[number] {
            table.add([.text("\(id: survey.items.ids[UInt32(number)])"), .count(Int(clamping: item.registration))])
        }
        section.tables = [table, assessmentTable("gaps", "Assessments of gaps and suitability", assessed)]
        if assessed.isEmpty { section.notes.append("No assessment of gaps or suitability was recorded.") }
        return section
    }
}
