import Primitives
import Provenance
import Signatures

// Sections 10 to 12: who worked on the dataset, with which certificates and which training.
extension ReportSource {
    func workforceSection() -> ReportSection {
        let signers = people.filter { $0.group != .officer }
        var section = ReportSection(
            10, "Workforce", law: "Annex IV 2(d), Article 17(1)(f)", .evidenced, asked: ["signers"])
        section.add("signers", "Who signed label events", .count(signers.count))
        for group in PersonProfile.Group.allCases where group != .officer {
            section.add("count-\(group.rawValue)", group.words.capitalizedFirst, .count(people.count { $0.group == group }))
        }
        let persons = signers.filter(\.isPerson)
        section.add(
            "count-certified", "People with a certified value in this dataset, as known now",
            .share(persons.count { isCertified($0.actor) }, of: persons.count))
        let held = persons.count { $0.enrolment?.custody == .connector }
        section.add("custody-connector", "Keys held by a connector, not by the person", .share(held, of: persons.count))
        let competences = competencesAsked
        section.add(
            "competences", "Competences that are asked for",
            competences.isEmpty ? .missing("no requirement asks for one") : .text(competences.joined(separator: ", ")))
        var table = ReportTable(
            "workforce", "Who signed label events, by pseudonym",
            [
                .init("actor", "Who"), .init("kind", "Kind"), .init("custody", "Key held by"),
                .init("keys", "Keys (thumbprints)"),
                .init("labels", "Labels that stand"), .init("did", "What they did"), .init("languages", "Languages"),
                .init("entry", "Enrolled by entry"), .init("suspended", "Suspended"),
            ])
        for person in signers {
            let work = survey.people[person.actor]
            table.add([
                .text("\(code: person.actor)"), .text("\(words: person.group.words)"),
                .text(person.enrolment.map { "\(words: $0.custody == .holder ? "the signer" : "a connector")" } ?? "unknown"),
                .text(person.keys.map(\.shortPhrase).joined(separator: " ")),
                .count(work?.current ?? 0),
                .text((work?.events ?? [:]).mostFirst.map { "\(words: $0.key) \($0.value)" as Phrase }.joined(separator: ", ")),
                .text("\(id: person.languages.joined(separator: ", "))"),
                person.enrolment.map { .count(Int(clamping: $0.index.value)) } ?? .missing("not enrolled"),
                .text(person.suspensions.isEmpty ? "no" : person.suspensions.map(\.phrase).joined(separator: "; ")),
            ])
        }
        section.tables = [table]
        section.notes = [
            "What enrolments seal of names, contacts and employers is not shown. Ids are whatever enrolled people were given."
        ]
        return section
    }

    /// True if a value that somebody gave is certified, as known now.
    func isCertified(_ actor: Actor) -> Bool {
        survey.people[actor]?.now.contains { $0.key.isCertified && $0.value > 0 } ?? false
    }

    /// By the requirements in force, of those who label and of those who review.
    private var competencesAsked: [Phrase] {
        let rows = requirements.last?.data.requirements ?? []
        let own = Set(rows.compactMap(\.competence?.description)).sorted()
        let reviewers = Set(rows.compactMap(\.reviewerCompetence?.description)).sorted()
        return own.map { "\(code: $0)" } + reviewers.map { "\(code: $0) of reviewers" }
    }

    func credentialSection() -> ReportSection {
        let asks = requirements.contains {
            $0.data.requirements.contains { $0.competence != nil || $0.reviewerCompetence != nil }
        }
        let total = survey.currentLabels.count
        let status: ReportSection.Status =
            asks ? .evidenced : people.contains { !$0.credentials.isEmpty } ? .evidenced : .notApplicable
        var section = ReportSection(11, "Credentials", law: "Annex IV 2(d), Article 17(1)(f)", status)
        var then: [Verdict: Int] = [:]
        var now: [Verdict: Int] = [:]
        var changed = 0
        for label in survey.currentLabels {
            then[label.then, default: 0] += 1
            now[label.now, default: 0] += 1
            if label.then != label.now { changed += 1 }
        }
        section.add(
            "certified-then", "Labels by certified people, as known when they were made", .share(then.certified, of: total))
        section.add("certified-now", "Labels by certified people, as known now", .share(now.certified, of: total))
        section.add("adverse-now", "Labels whose signer was not entitled, as known now", .share(now.adverse, of: total))
        section.add("changed", "Labels whose verdict changed since", .share(changed, of: total))
        section.tables = [verdictTable(then, now), credentialTable(), outsideTable()]
        section.figures = [verdictFigure(then, now), coverageFigure()].compactMap { $0 }
        section.notes = [
            "Verdicts are given twice: as known when the label was recorded, and as known at the size of this report.",
            "What a certificate is worth is the certifying authority's word, and that the authority may certify is the operator's.",
        ]
        return section
    }

    private func verdictTable(_ then: [Verdict: Int], _ now: [Verdict: Int]) -> ReportTable {
        var table = ReportTable(
            "verdicts", "Labels that stand, by verdict",
            [.init("verdict", "Verdict"), .init("then", "As known then"), .init("now", "As known now")])
        for verdict in Verdict.allCases where then[verdict] != nil || now[verdict] != nil {
            table.add([.verdict(verdict), .count(then[verdict] ?? 0), .count(now[verdict] ?? 0)])
        }
        return table
    }

    private func credentialTable() -> ReportTable {
        var table = ReportTable(
            "credentials", "Credentials of those who signed",
            [
                .init("actor", "Who"), .init("credential", "Credential"), .init("authority", "Authority"),
                .init("competence", "Competence"),
                .init("valid-from", "Valid from"), .init("valid-until", "Valid until"), .init("level", "Level"),
                .init("came", "How it came"), .init("ended", "Suspended, revoked or void"), .init("entry", "Entry"),
            ])
        for person in people {
            for credential in person.credentials {
                let terms = credential.issue.terms
                let ends = credential.objections
                table.add([
                    .text("\(code: person.actor)"), .text("\(id: terms.credential)"), .text("\(id: credential.issue.authority)"),
                    .text("\(code: terms.competence)"), .moment(terms.validFrom), .moment(terms.validUntil),
                    terms.level.map { .quoted($0) } ?? .text(""),
                    .text(credential.issue.isPresented ? "presented" : "issued here"),
                    .text(ends.isEmpty ? "no" : ends.joined(separator: "; ")),
                    .count(Int(clamping: credential.issue.index.value)),
                ])
            }
        }
        return table
    }

    /// Labels made outside a certificate, one by one.
    private func outsideTable() -> ReportTable {
        var table = ReportTable(
            "not-entitled", "Labels whose signer was not entitled, then or as known now",
            [
                .init("label", "Label"), .init("actor", "Who"), .init("then", "As known then"), .init("now", "As known now"),
                .init("recorded", "Recorded"), .init("entry", "Entry"),
            ])
        for label in survey.currentLabels where label.then.isAdverse || label.now.isAdverse {
            table.add([
                .text("\(code: subject(of: label))"), .text("\(code: survey.labels.actors[label.source])"),
                .verdict(label.then), .verdict(label.now),
                .moment(Timestamp(microseconds: label.recorded)), .count(Int(clamping: label.head)),
            ])
        }
        return table
    }

    func subject(of label: SurveyedLabel) -> Subject {
        .label(dataset, survey.items.ids[label.item], survey.labels.id(of: label))
    }

    func trainingSection() -> ReportSection {
        let trained = people.filter { !$0.trainings.isEmpty }
        let persons = people.count(where: \.isPerson)
        var section = ReportSection(
            12, "Training", law: "Article 17(1)(f)", persons == 0 ? .notApplicable : .evidenced,
            asked: persons == 0 ? [] : ["passed"])
        let known = trained.count { $0.trainings.contains { !$0.signature.isAdverse } }
        section.add("trained", "People with a recorded training", .share(known, of: persons))
        let passed = trained.filter { $0.isPerson && $0.trainings.contains(where: \.isKnownPass) }
        let prepared = passed.count { person in
            guard let first = survey.people[person.actor]?.first else { return false }
            return person.trainings.contains { $0.isKnownPass && $0.recorded < first }
        }
        section.add("passed", "People with a training that they passed", .share(passed.count, of: persons))
        section.add("passed-before", "Of these, passed before their first label event", .share(prepared, of: passed.count))
        if readsAll {
            section.tables = [trainingTable(trained)]
        } else {
            section.notes = [
                "Trainings and scores are of people and of no dataset: they are listed for those who read the whole ledger."
            ]
        }
        return section
    }

    private func trainingTable(_ trained: [PersonProfile]) -> ReportTable {
        var table = ReportTable(
            "training", "Training",
            [
                .init("actor", "Who"), .init("course", "Course"), .init("version", "Version"), .init("score", "Score"),
                .init("pass-mark", "Pass mark"), .init("passed", "Passed"), .init("by", "Recorded by"),
                .init("recorded", "Recorded"),
                .init("entry", "Entry"),
            ])
        for person in trained {
            for training in person.trainings {
                table.add([
                    .text("\(code: person.actor)"), .text("\(id: training.data.course)"), .text("\(id: training.data.version)"),
                    .signed(training.data.score), .signed(training.data.passMark),
                    .text(training.isPassed ? "yes" : "\(warning: "no")"),
                    .text(training.signer), .moment(training.recorded), .count(Int(clamping: training.entry.value)),
                ])
            }
        }
        return table
    }
}

extension PersonProfile.Training {
    /// Who recorded it, and what is against that.
    fileprivate var signer: Phrase {
        guard signature.isAdverse else { return "\(code: by)" }
        return "\(code: by) (\(warning: "does not count:") \(words: signature.words))"
    }
}

extension KeyHistory {
    /// Its thumbprint, and what ended it.
    fileprivate var shortPhrase: Phrase {
        let thumbprint: Phrase = "\(code: key.thumbprint)"
        guard !ends.isEmpty else { return thumbprint }
        let told = ends.map { "\(warning: $0.reason.rawValue) by entry \($0.index), effective \($0.effective)" as Phrase }
        return "\(thumbprint) (\(told.joined(separator: "; ")))"
    }
}

extension String {
    /// With its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
