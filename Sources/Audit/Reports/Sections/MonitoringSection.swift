import Primitives
import Provenance

// Section 13: how good those who answer are.
extension ReportSource {
    func monitoringSection(_ gold: GoldComparison) -> ReportSection {
        let people = self.people.filter(\.isPerson)
        var section = ReportSection(
            13, "Monitoring", law: "Article 17(1)(f)",
            people.isEmpty ? .notApplicable : .evidenced, asked: people.isEmpty ? [] : ["gold"])
        section.add("gold", "Questions with a gold answer", .count(survey.gold.count))
        let sealed = survey.gold.values.count { $0.answers == nil }
        section.add("gold-sealed", "Of these, sealed and not opened for this report", .share(sealed, of: survey.gold.count))
        let replaced = survey.gold.values.count { $0.placements > 1 }
        section.add("gold-replaced", "Of these, placed more than once", .share(replaced, of: survey.gold.count))
        section.add("gold-answers", "Answers to them", .count(gold.all.count))
        section.add(
            "gold-answers-before", "Of these, given before the gold answer was placed",
            .share(gold.before.count, of: gold.all.count))
        section.add(
            "gold-right", "Right, of those given after", .share(gold.after.count(where: \.isRight), of: gold.after.count))
        section.add(
            "gold-right-before", "Right, of those given before",
            .share(gold.before.count(where: \.isRight), of: gold.before.count))
        section.add(
            "gold-unmatched", "Gold answers that nobody gives to that question, of any item", .count(gold.unmatched.count))
        section.tables = [
            goldTable("gold", "Accuracy on gold, per person", gold.after),
            goldTable("gold-before", "Accuracy on gold that was placed after the answers, per person", gold.before),
            workloadTable(),
        ]
        section.notes = [
            "Drift compares the later half of a person's gold answers with the earlier; of twenty who did not change, one may seem to.",
            "Durations are what the tools claimed.",
        ]
        if survey.clockAnomalies.count > 0 {
            section.notes.append(
                "\(survey.clockAnomalies.count) entries claim a time further from the recorded one than is tolerated, as an import does. Workload goes by recorded times, which are then not those of the work; drift is left out for whoever gave such an answer."
            )
        }
        section.notes += goldNotes(gold)
        return section
    }

    /// What takes weight from figures that rest on gold.
    /// What is to be known of the gold answers, also where errors are counted by them.
    func goldNotes(_ gold: GoldComparison) -> [Phrase] {
        var notes: [Phrase] = []
        if !gold.before.isEmpty {
            notes.append(
                "\(gold.before.count) of \(gold.all.count) answers were given before the gold answer that they are held against was placed: whoever placed it could know them."
            )
        }
        if !gold.unmatched.isEmpty {
            notes.append(
                "\(gold.unmatched.count) gold answers are among no answers that anybody gave: \(warning: "they may be written otherwise than the answers"), which then all count as wrong."
            )
        }
        let unclear = survey.gold.values.count { $0.answers?.values.contains(.unclear) ?? false }
        if unclear > 0 {
            notes.append(
                "\(unclear) gold rankings do not name their responses, and annotators call different ones alike: nothing is held against them."
            )
        }
        return notes
    }

    private func goldTable(_ id: String, _ caption: String, _ answers: [GoldAnswer]) -> ReportTable {
        var table = ReportTable(
            id, caption,
            [
                .init("actor", "Who"), .init("right", "Right"), .init("lower", "95 % from"), .init("upper", "to"),
                .init("change", "Later half less earlier"), .init("change-lower", "95 % from"), .init("change-upper", "to"),
                .init("drift", "Drift"),
            ])
        for row in GoldAccuracy.perCoder(answers) {
            let drift = row.drift.figure
            func change(_ value: Double?) -> ReportValue {
                value.map { .number($0, decimals: 4) } ?? .blank
            }
            table.add([
                .text("\(code: survey.labels.actors[UInt32(bitPattern: row.coder)])"),
                .share(row.accuracy.hits, of: row.accuracy.total),
                .number(row.accuracy.lower, decimals: 4), .number(row.accuracy.upper, decimals: 4),
                change(drift?.difference.value),
                change(drift?.difference.lower), change(drift?.difference.upper),
                drift.map { .text("\(words: $0.finding.words)") } ?? .missing(row.drift.reason?.description ?? "not known"),
            ])
        }
        return table
    }

    private func workloadTable() -> ReportTable {
        var table = ReportTable(
            "workload", "Workload, per person",
            [
                .init("actor", "Who"), .init("events", "Label events"), .init("first", "First"), .init("last", "Last"),
                .init("days", "Days (UTC)"),
                .init("busiest", "Busiest day (UTC)"), .init("on-busiest", "Events on it"),
                .init("seconds", "Seconds an event, as claimed"),
            ])
        for person in people where person.isPerson {
            guard let work = survey.people[person.actor] else { continue }
            let busiest = work.days.max { ($0.value, $1.key) < ($1.value, $0.key) }
            table.add([
                .text("\(code: person.actor)"), .count(work.events.values.reduce(0, +)), .moment(work.first), .moment(work.last),
                .count(work.days.count), busiest.map { .text("\(words: Self.date($0.key))") } ?? .missing("none"),
                .count(busiest?.value ?? 0),
                work.timedEvents > 0
                    ? .number(Double(work.durationMs) / Double(work.timedEvents) / 1000, decimals: 2) : .missing("not claimed"),
            ])
        }
        return table
    }
}

extension AccuracyDrift.Finding {
    fileprivate var words: String {
        switch self {
        case .fell: "fell"
        case .rose: "rose"
        case .noChangeFound: "no change found"
        }
    }
}
