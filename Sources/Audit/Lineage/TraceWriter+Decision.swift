import Ledger
import Primitives
import Provenance

// A decision: the labels that influenced it, and whose they are.
extension TraceWriter {
    func decisionSections(_ id: String) throws -> [ReportSection] {
        guard let (entry, data) = lineage.decisions[id] else {
            throw LedgerError(.missing, "The decision \(id) is not recorded below \(size).")
        }
        let influences = try store.read { reader in
            let judge = try SurveyJudge(reader, at: size)
            return try data.influences.map { try Influence($0, before: entry, reader, judge, guidelines) }
        }
        var summary = ReportSection(1, "In short", .evidenced)
        summary.add("model", "Model", .text("\(code: ModelName(data.model))"), from: [entry])
        summary.add("occurred", "Occurred, as stated", .moment(data.occurred), from: [entry])
        summary.add("method", "How influences were worked out, as stated", .quoted(.string(data.method)), from: [entry])
        let labels = influences.eachLabelOnce
        let found = labels.compactMap(\.label)
        summary.add("influences", "Labels that influenced it", .count(labels.count))
        summary.add(
            "missing", "Of these, not in this ledger or withdrawn", .share(labels.count - found.count, of: labels.count))
        summary.add(
            "entitled-now", "Of these, by certified people, as known now",
            .share(found.count(where: \.now.isCertified), of: labels.count))
        summary.add(
            "unasked-now", "Of these, by people whom nobody asked for a certificate",
            .share(found.count { $0.now == .notRequired }, of: labels.count))
        let tainted = found.compactMap(\.guideline).filter(\.isWithdrawn)
        summary.add(
            "guideline-withdrawn", "Of these, citing a guideline withdrawn since", .share(tainted.count, of: labels.count))
        summary.add(
            "guideline-late", "Of these, recorded when its withdrawal was in effect",
            .share(tainted.count(where: \.isLate), of: tainted.count))
        summary.notes = lineage.objections(toReleases: [], models: [], decisions: [entry])
        summary.notes += tainted.versions.compactMap(\.withdrawalPhrase)
        if labels.count < influences.count {
            summary.notes.append("The decision names labels more than once: each is counted once, with all its weights.")
        }
        summary.notes += [
            "Which labels influenced a decision, and how much, is the operator's statement: the ledger shows whose labels they are."
        ]
        let model = ModelName(data.model)
        guard lineage.trainings[model] != nil else {
            summary.notes.append("\(warning: "A gap"): the training of \(code: model) is not recorded in this ledger.")
            return [summary, influenceSection(2, influences), personSection(3, influences)]
        }
        let behind = try modelSections(model).enumerated().map { place, section in
            section.numbered(place + 4, title: "The model: \(section.title)")
        }
        return [summary, influenceSection(2, influences), personSection(3, influences)] + behind
    }

    /// A label that is said to have influenced a decision.
    struct Influence {
        let subject: Subject
        let weight: Double
        /// As it stood when the decision was recorded; `nil` if it did not exist, or was withdrawn.
        let label: Standing?

        struct Standing {
            let entry: EntryIndex
            let source: Actor
            let value: String
            let then: Verdict
            let now: Verdict
            let guideline: GuidelineCitation?
        }

        init(
            _ influence: DecisionTraced.Influence, before decision: EntryIndex, _ reader: any LedgerReader, _ judge: SurveyJudge,
            _ guidelines: CitedGuidelines
        ) throws {
            subject = .label(influence.dataset, influence.item, influence.label)
            weight = influence.weight
            guard let head = try reader.standing(of: influence, before: decision)?.head else {
                label = nil
                return
            }
            let entry = try reader.event(at: head.index)
            guard let statement = Attribution(entry) else { throw StoreError.stale(subject, at: head.index) }
            let verdicts = try judge.verdicts(on: statement)
            label = Standing(
                entry: head.index, source: head.source, value: head.value, then: verdicts.then, now: verdicts.now,
                guideline: try guidelines.citation(in: entry, reader))
        }
    }

    private func influenceSection(_ number: Int, _ influences: [Influence]) -> ReportSection {
        var section = ReportSection(number, "Labels that influenced it", influences.isEmpty ? .missing : .declared)
        var table = ReportTable(
            "influences", "Labels, heaviest first",
            [
                .init("label", "Label"), .init("weight", "Weight, as stated"), .init("value", "Value"), .init("actor", "Who"),
                .init("then", "As known then"), .init("now", "As known now"), .init("guideline", "Guideline"),
                .init("entry", "Entry"),
            ])
        let ordered = influences.sorted {
            $0.weight.magnitude == $1.weight.magnitude ? $0.subject < $1.subject : $0.weight.magnitude > $1.weight.magnitude
        }
        for influence in ordered {
            guard let label = influence.label else {
                table.add([
                    .text("\(code: influence.subject)"), .number(influence.weight, decimals: 6),
                    .missing("no such label stood when the decision was recorded"), .blank, .blank, .blank, .blank, .blank,
                ])
                continue
            }
            table.add([
                .text("\(code: influence.subject)"), .number(influence.weight, decimals: 6), .text("\(code: label.value)"),
                .text("\(code: label.source)"), .verdict(label.then), .verdict(label.now),
                .text(label.guideline?.phrase ?? "none cited"), .count(Int(clamping: label.entry.value)),
            ])
        }
        section.tables = [table]
        return section
    }

    private func personSection(_ number: Int, _ influences: [Influence]) -> ReportSection {
        var section = ReportSection(number, "Whose labels these are", influences.isEmpty ? .missing : .evidenced)
        /// `nil` for labels that are not there.
        var weights: [Actor?: (labels: Int, weight: Double)] = [:]
        for label in influences.eachLabelOnce { weights[label.label?.source, default: (0, 0)].labels += 1 }
        for influence in influences {
            weights[influence.label?.source, default: (0, 0)].weight += influence.weight.magnitude
        }
        let total = weights.values.map(\.weight).sorted().reduce(0, +)
        var table = ReportTable(
            "influencers", "People, models and connectors",
            [.init("actor", "Who"), .init("labels", "Labels"), .init("share", "Share of the weights' magnitudes, in percent")])
        let ordered = weights.sorted { a, b in
            guard let first = a.key, let second = b.key else { return a.key != nil }
            return a.value.weight == b.value.weight
                ? first.description < second.description : a.value.weight > b.value.weight
        }
        for (actor, share) in ordered {
            table.add([
                actor.map { .text("\(code: $0)") } ?? .missing("not in this ledger, or withdrawn"), .count(share.labels),
                total > 0 ? .number(share.weight / total * 100, decimals: 2) : .missing("all weights are 0"),
            ])
        }
        section.tables = [table]
        section.notes = ["A weight counts by its magnitude: what spoke against a decision influenced it, too."]
        return section
    }
}

extension [TraceWriter.Influence] {
    /// A decision may name a label with several weights.
    fileprivate var eachLabelOnce: [TraceWriter.Influence] {
        var seen: Set<Subject> = []
        return filter { seen.insert($0.subject).inserted }
    }
}

extension ReportSection {
    /// The same under another number and title.
    func numbered(_ number: Int, title: String) -> ReportSection {
        var section = self
        (section.number, section.title) = (number, title)
        return section
    }
}
