import Primitives
import Provenance

// Section 15: what was examined for bias, and how groups of annotators differ.
extension ReportSource {
    func biasSection(_ questions: [QuestionRatings]) -> ReportSection {
        let assessed = assessments(.bias)
        let groupings = [
            AnnotatorGrouping.byCredential(people), .byVerdict(people, isCertified: isCertified), .declared(people),
        ].compactMap { $0 }
        var section = ReportSection(
            15, "Bias", law: "Article 10(2)(f) and (g), Article 4a", assessed.isEmpty ? .evidenced : .declared,
            asked: ["assessments", "groupings"])
        section.add(
            "assessments", "Assessments of bias", assessed.isEmpty ? .missing("none was recorded") : .count(assessed.count),
            from: assessed.map(\.entry.index))
        section.add(
            "groupings", "Ways in which groups of annotators are compared", .count(groupings.count), status: .evidenced)
        let stated = people.count { $0.isPerson && $0.declaredGroup != nil }
        section.add(
            "declared-groups", "People whose enrolment states a group that can be read here",
            .share(stated, of: people.count(where: \.isPerson)), status: .evidenced)
        var shares = ReportTable(
            "group-classes", "Answers by group of annotators",
            [
                .init("question", "Question"), .init("grouping", "By"), .init("group", "Group"), .init("class", "Class"),
                .init("ratings", "Ratings"),
            ])
        var differences = ReportTable(
            "group-differences", "How groups of annotators differ",
            [
                .init("question", "Question"), .init("grouping", "By"), .init("figure", "Figure"), .init("value", "Value"),
                .init("units", "Units"),
            ])
        for question in questions {
            for grouping in groupings { add(question, by: grouping, to: &shares, and: &differences) }
        }
        section.tables = [assessmentTable("bias", "Assessments of bias", assessed), shares, differences]
        section.notes = [
            "Groups are people to whom a credential was issued, be it in force or not, and people without any; where these are others, people who gave a value that is certified, as known now, and people who did not; and the groups that enrolments state, where these can be read and at least \(AnnotatorGrouping.fewestPeople) people of them answered the question.",
            "Groups that answered different items may differ because the items do.",
        ]
        if groupings.contains(where: { $0.id == "declared" }) {
            section.notes.append(
                "What enrolments state is sealed as a rule, and was opened for this. Who belongs to which group is not said; whoever compares these figures with the answers of pseudonyms may find out."
            )
        }
        if groupings.isEmpty {
            section.notes.append("There are no two such groups here, so no difference between them can be shown.")
        }
        return section
    }

    private func add(
        _ question: QuestionRatings, by grouping: AnnotatorGrouping, to shares: inout ReportTable,
        and differences: inout ReportTable
    ) {
        let title: [ReportValue] = [.text("\(id: question.question)"), .text("\(words: grouping.id)")]
        func actor(_ coder: Int32) -> Actor { survey.labels.actors[UInt32(bitPattern: coder)] }
        let codes = grouping.codes(among: Set(question.ratings.coders.map(actor)))
        let comparison = question.ratings.compareGroups { codes[actor($0)] }
        guard let found = comparison.figure else {
            let why =
                comparison.reason == .tooFewGroups && grouping.fewest > 1
                ? "fewer than two groups of \(grouping.fewest) people or more answered it"
                : comparison.reason?.description ?? "not known"
            return differences.add(title + [.text("comparison"), .missing(why), .count(0)])
        }
        func name(_ code: Int32) -> Phrase { grouping.names[Int(code)] }
        for group in found.groups {
            for (place, value) in found.classes.enumerated() {
                shares.add(
                    title + [
                        .text(name(group.code)), .text("\(id: question.text(ofValue: value))"),
                        .share(group.counts[place], of: group.sample.ratings),
                    ])
            }
            differences.add(
                title + [
                    .text("raw agreement among those \(name(group.code))"), .of(group.agreement.value),
                    .count(group.agreement.sample.units),
                ])
            differences.add(
                title + [
                    .text("α nominal among those \(name(group.code))"), .of(group.alpha.value),
                    .count(group.alpha.sample.units),
                ])
        }
        if found.ungrouped > 0 {
            differences.add(title + [.text("people of none of these groups, left out"), .count(found.ungrouped), .blank])
        }
        for crossing in found.crossings {
            let pair: Phrase = "\(name(crossing.first)), \(name(crossing.second))"
            differences.add(title + [.text("agreement across: \(pair)"), .of(crossing.agreement), .count(crossing.units)])
        }
        differences.add(
            title + [
                .text("Cramér's V of group and class"), .of(found.association) { $0.cramersV }, .count(found.unitsOfAll),
            ])
        differences.add(title + [.text("χ²"), .of(found.association) { $0.chiSquared }, .count(found.unitsOfAll)])
        if let association = found.association.figure {
            differences.add(
                title + [.text("its degrees of freedom"), .count(association.degreesOfFreedom), .count(found.unitsOfAll)])
            differences.add(
                title + [
                    .text("the least count expected"), .number(association.leastExpected, decimals: 6), .count(found.unitsOfAll),
                ])
        }
    }
}
