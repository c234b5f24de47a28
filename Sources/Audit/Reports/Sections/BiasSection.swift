import Primitives
import Provenance

// Section 15: what was examined for bias, and how groups of annotators differ.
extension ReportSource {
    func biasSection(_ questions: [QuestionRatings]) -> ReportSection {
        let assessed = assessments(.bias)
        let certified = Set(people.filter { $0.group == .expert }.map(\.actor))
        let isMixed = !certified.isEmpty && people.contains { $0.group == .crowd }
        let status: ReportSection.Status = !assessed.isEmpty ? .declared : isMixed ? .evidenced : .missing
        var section = ReportSection(15, "Bias", law: "Article 10(2)(f) and (g), Article 4a", status)
        section.add(
            "assessments", "Assessments of bias", assessed.isEmpty ? .missing("none was recorded") : .count(assessed.count),
            from: assessed.map(\.entry.index))
        var shares = ReportTable(
            "group-classes", "Answers by group of annotators",
            [
                .init("question", "Question"), .init("group", "Group"), .init("class", "Class"), .init("ratings", "Ratings"),
            ])
        var differences = ReportTable(
            "group-differences", "How groups of annotators differ",
            [
                .init("question", "Question"), .init("figure", "Figure"), .init("value", "Value"), .init("units", "Units"),
            ])
        for question in questions where isMixed {
            // Codes of groups: 0 with a credential, 1 without.
            let comparison = question.ratings.compareGroups { coder in
                certified.contains(survey.labels.actors[UInt32(bitPattern: coder)]) ? 0 : 1
            }
            guard let found = comparison.figure else {
                differences.add([
                    .text("\(id: question.question)"), .text("comparison"),
                    .missing(comparison.reason?.description ?? "not known"),
                    .count(0),
                ])
                continue
            }
            add(found, question, to: &shares, and: &differences)
        }
        section.tables = [assessmentTable("bias", "Assessments of bias", assessed), shares, differences]
        section.notes = [
            "Groups are people with a credential and people without: no other group of annotators is in clear in this ledger.",
            "Groups that answered different items may differ because the items do.",
        ]
        if !isMixed { section.notes.append("There are no two such groups here, so no difference between them can be shown.") }
        return section
    }

    private func add(
        _ found: GroupComparison, _ question: QuestionRatings, to shares: inout ReportTable, and differences: inout ReportTable
    ) {
        func name(_ code: Int32) -> String { code == 0 ? "with a credential" : "without a credential" }
        let title: ReportValue = .text("\(id: question.question)")
        for group in found.groups {
            for (place, value) in found.classes.enumerated() {
                shares.add([
                    title, .text("\(words: name(group.code))"), .text("\(id: question.text(ofValue: value))"),
                    .share(group.counts[place], of: group.sample.ratings),
                ])
            }
            differences.add([
                title, .text("α nominal among those \(words: name(group.code))"), .of(group.alpha.value),
                .count(group.alpha.sample.units),
            ])
        }
        for crossing in found.crossings {
            differences.add([title, .text("agreement across the two groups"), .of(crossing.agreement), .count(crossing.units)])
        }
        differences.add([
            title, .text("Cramér's V of group and class"), .of(found.association) { $0.cramersV }, .count(found.unitsOfAll),
        ])
        differences.add([title, .text("χ²"), .of(found.association) { $0.chiSquared }, .count(found.unitsOfAll)])
    }
}
