import Primitives
import Provenance

// Sections 7 to 9: what was done, by people and by machines, and after which instructions.
extension ReportSource {
    func operationsSection() -> ReportSection {
        var section = ReportSection(7, "Operations", law: "Article 10(2)(c)", survey.eventCounts.isEmpty ? .missing : .evidenced)
        if let first = survey.firstRecorded, let last = survey.lastRecorded {
            section.add("first-entry", "First entry", .moment(first))
            section.add("last-entry", "Last entry", .moment(last))
        }
        section.add("entries", "Entries that touch the dataset", .count(survey.eventCounts.values.reduce(0, +)))
        section.tables = [
            counts("event-types", "Entries by type", survey.eventCounts, "type", "Type", "entries", "Entries"), operationTable(),
            counts("tools", "Label events by tool, as claimed", survey.tools, "tool", "Tool and version", "events", "Events"),
        ]
        section.figures = [labelsOverTime()].compactMap { $0 }
        if operations.isEmpty {
            section.notes.append("No cleaning, updating, enrichment, aggregation or filtering was recorded.")
        }
        if survey.isStatementsLimited {
            section.notes.append("There are more statements about the dataset than this report reads.")
        }
        return section
    }

    private func operationTable() -> ReportTable {
        var table = ReportTable(
            "operations", "Cleaning, updating, enrichment, aggregation, filtering",
            [
                .init("entry", "Entry"), .init("kind", "Kind"), .init("tool", "Tool"), .init("period", "Period"),
                .init("affected", "Items or labels affected"), .init("digest", "Digest of the log"),
                .init("description", "Description"),
            ])
        for (entry, data) in operations {
            table.add([
                .count(Int(clamping: entry.index.value)), .text("\(words: data.kind.rawValue)"), .text(data.tool.phrase),
                .quoted(data.period), .count(Int(clamping: data.affected)), .text("\(code: data.digest.contentDigest)"),
                data.description.map { .quoted(.string($0)) } ?? .missing("none given"),
            ])
        }
        return table
    }

    func syntheticSection() throws -> ReportSection {
        var section = ReportSection(8, "Synthetic and machine share", law: "Article 10(2)(b), (c)", .evidenced)
        let items = survey.items.items
        section.add(
            "items-synthetic", "Items that a model made: synthetic, or augmented or derived by a model that is named",
            .share(items.count(where: \.isModelMade), of: items.count))
        section.add(
            "items-prompt", "Of these, with the digest of their prompt",
            .share(items.count { $0.isModelMade && $0.hasPrompt }, of: items.count(where: \.isModelMade)))
        var anchors: [HumanAnchor: Int] = [:]
        var certified = 0
        var total = 0
        for label in survey.currentLabels {
            total += 1
            anchors[label.anchor, default: 0] += 1
            if label.anchor != .none, label.anchorNow.isCertified { certified += 1 }
        }
        let anchored = total - (anchors[.none] ?? 0)
        section.add("human-anchored", "Labels that a person stands behind", .share(anchored, of: total))
        let held = survey.currentLabels.count(where: isAnchoredByHeldKey)
        section.add("human-anchored-connector", "Of these, signed with a key that a connector holds", .share(held, of: anchored))
        let adverse = survey.currentLabels.count { $0.anchor != .none && !$0.isSignerGood && $0.anchor != .reviewed }
        section.add(
            "human-anchored-adverse", "Of these, by a key that is not good, or somebody suspended, as known now",
            .share(adverse, of: anchored))
        section.add(
            "human-anchored-certified", "Labels that a certified person stands behind, as known now", .share(certified, of: total)
        )
        for anchor in HumanAnchor.allCases {
            section.add("anchor-\(anchor.id)", "Labels: \(anchor.word)", .share(anchors[anchor] ?? 0, of: total))
        }
        let depths = try addDepths(to: &section)
        section.add(
            "generation-depth", "Greatest generation depth",
            depths.isEmpty
                ? .missing("there are no items and no labels of machines")
                : .text("\(words: GenerationDepth.greatest(depths).words)"))
        section.tables += [suggestionTable(), try withoutHumans()]
        section.figures = [shareFigure(anchors, total)].compactMap { $0 }
        section.notes = [
            "A generation depth of 0 is collected data and people's labels; what a model made has 1 more than what trained the model.",
            "Unknown means that an ancestor is not recorded in this ledger; it says nothing about what that ancestor was.",
        ]
        if adverse > 0 {
            section.notes.append(
                "Who signed with a key that is not good is not known: that the person it was given to stands behind the label, nothing shows."
            )
        }
        if held > 0 {
            section.notes.append(
                "What is signed with a key that a connector holds, no person signed: that somebody stands behind it is the connector's word."
            )
        }
        return section
    }

    /// Whether the signature of the person behind a label was made by a connector for her.
    private func isAnchoredByHeldKey(_ label: SurveyedLabel) -> Bool {
        guard label.anchor != .none else { return false }
        let person = label.anchor == .reviewed ? survey.reviewers[label.head] : survey.labels.actors[label.source]
        return person.map { heldByConnectors.contains($0) } ?? false
    }

    /// Of all that the table lists.
    private func addDepths(to section: inout ReportSection) throws -> [GenerationDepth] {
        var table = ReportTable(
            "depths", "Generation depth",
            [.init("what", "What"), .init("count", "Items or labels"), .init("depth", "Depth")])
        var depths: [GenerationDepth] = []
        for (row, count) in try itemDepths() {
            depths.append(row.depth)
            let by: Phrase = row.model.map { " by \(code: $0)" } ?? ""
            table.add([.text("items, \(words: row.kind.rawValue)" + by), .count(count), .text("\(words: row.depth.words)")])
        }
        for person in people where person.actor.kind == .model || person.actor.kind == .connector {
            guard let work = survey.people[person.actor], work.current > 0 else { continue }
            let depth = try self.depths.depth(of: person.actor)
            depths.append(depth)
            table.add([.text("labels by \(code: person.actor)"), .count(work.current), .text("\(words: depth.words)")])
        }
        section.tables.append(table)
        return depths
    }

    private struct DepthRow: Hashable {
        let kind: Origin.Kind
        let model: ModelName?
        let depth: GenerationDepth

        var order: (String, String, String) { (kind.rawValue, model?.description ?? "", depth.words) }
    }

    private func itemDepths() throws -> [(DepthRow, Int)] {
        var counts: [DepthRow: Int] = [:]
        for (number, item) in survey.items.items.enumerated() {
            let model = survey.items.model(of: item)
            let parents = survey.items.parents[UInt32(number)] ?? []
            let depth = try self.depths.depth(of: .init(kind: item.origin, model: model, parents: parents))
            counts[DepthRow(kind: item.origin, model: model, depth: depth), default: 0] += 1
        }
        return counts.sorted { $0.key.order < $1.key.order }.map { ($0.key, $0.value) }
    }

    private func suggestionTable() -> ReportTable {
        var table = ReportTable(
            "suggestions", "What models suggested, and what people made of it",
            [
                .init("model", "Model"), .init("question", "Question"), .init("answer", "Class suggested"), .init("made", "Made"),
                .init("accepted", "Accepted unchanged"), .init("overridden", "Overridden"),
                .init("rate", "Overridden of those judged"),
            ])
        let rows = survey.suggestions.outcomes.sorted { a, b in
            (a.key.model.description, a.key.name, a.key.answer ?? "") < (b.key.model.description, b.key.name, b.key.answer ?? "")
        }
        for (key, outcome) in rows {
            table.add([
                .text("\(code: key.model)"), .text("\(id: key.name)"), .text(key.answer.map { "\(id: $0)" } ?? "not a class"),
                .count(outcome.made), .count(outcome.accepted), .count(outcome.overridden),
                .share(outcome.overridden, of: outcome.accepted + outcome.overridden),
            ])
        }
        return table
    }

    /// Items that a model made, or that machines alone labelled.
    private func withoutHumans() throws -> ReportTable {
        var anchored = [Bool](repeating: false, count: survey.items.items.count)
        var labelled = anchored
        for label in survey.currentLabels {
            labelled[Int(label.item)] = true
            if label.anchor != .none { anchored[Int(label.item)] = true }
        }
        var table = ReportTable(
            "no-human", "Items that a model made or machines alone labelled, and that bear no label which a person stands behind",
            [.init("item", "Item"), .init("origin", "Origin"), .init("labels", "Labels"), .init("entry", "Registered by entry")])
        for (number, item) in survey.items.items.enumerated() {
            guard !anchored[number], item.isModelMade || labelled[number] else { continue }
            table.add([
                .text("\(id: survey.items.ids[UInt32(number)])"), .text("\(words: item.origin.rawValue)"),
                .text(labelled[number] ? "by machines alone" : "none"), .count(Int(clamping: item.registration)),
            ])
        }
        return table
    }

    func procedureSection() -> ReportSection {
        var section = ReportSection(
            9, "Labelling procedure", law: "Annex IV 2(d)", .evidenced, asked: ["guidelines", "requirements"])
        let cited = survey.currentLabels.count { $0.guideline > 0 }
        section.add("guidelines", "Guideline versions", .count(guidelines.count))
        section.add("requirements", "Requirements that were set", .count(requirements.count))
        section.add(
            "guideline-cited", "Labels that cite the guideline they follow", .share(cited, of: survey.currentLabels.count))
        let enforcement = requirements.last?.data.enforcement ?? enforcement
        section.add(
            "enforcement", "Labels of those not entitled are",
            .text(enforcement == .refuse ? "refused" : "recorded, and shown with their verdict"))
        section.tables = [guidelineTable(), requirementTable(), annotationTable()]
        addWithdrawals(to: &section)
        if requirements.isEmpty { section.notes.append("The dataset has no requirements: nobody was asked for a certificate.") }
        return section
    }

    private func guidelineTable() -> ReportTable {
        var table = ReportTable(
            "guidelines", "Guidelines",
            [
                .init("guideline", "Guideline"), .init("version", "Version"), .init("digest", "Digest"),
                .init("recorded", "Recorded"),
                .init("effective", "Effective, as stated"), .init("by", "Published by"), .init("labels", "Labels that cite it"),
                .init("entry", "Entry"),
            ])
        var citations: [EventReference: Int] = [:]
        for label in survey.currentLabels where label.guideline > 0 {
            citations[survey.labels.guidelines[label.guideline - 1], default: 0] += 1
        }
        for (entry, data) in guidelines {
            table.add([
                .text("\(id: data.guideline)"), .text("\(id: data.version)"), .text("\(code: data.digest.contentDigest)"),
                .moment(entry.recorded), data.effective.map { .moment($0) } ?? .missing("not stated"),
                .text("\(code: entry.source)"), .count(citations[entry.reference] ?? 0), .count(Int(clamping: entry.index.value)),
            ])
        }
        return table
    }

    private func requirementTable() -> ReportTable {
        var table = ReportTable(
            "requirements", "Requirements, oldest first; the last set is in force",
            [
                .init("entry", "Entry"), .init("recorded", "Recorded"), .init("questions", "Questions"),
                .init("asks", "What is asked"),
                .init("force", "In force"),
            ])
        for (place, (entry, data)) in requirements.enumerated() {
            for row in data.requirements {
                table.add([
                    .count(Int(clamping: entry.index.value)), .moment(entry.recorded),
                    .text(row.labels.map { "\(id: $0)" as Phrase }.joined(separator: ", ")), .text(row.phrase),
                    .text(place == requirements.count - 1 ? "yes" : "no"),
                ])
            }
        }
        return table
    }

    /// For each question, how many items have how many answers by different people, against what is required.
    private func annotationTable() -> ReportTable {
        var givers: [UInt64: Set<UInt32>] = [:]
        for label in survey.peoplesAnswers {
            givers[UInt64(label.item) << 32 | UInt64(label.name), default: []].insert(label.source)
        }
        var spread: [String: [Int: Int]] = [:]
        for (key, people) in givers {
            spread[survey.labels.names[UInt32(truncatingIfNeeded: key)], default: [:]][people.count, default: 0] += 1
        }
        for (name, _) in policy.annotationsAsked(at: size) {
            let unanswered = survey.items.items.count - (spread[name] ?? [:]).values.reduce(0, +)
            if unanswered > 0 { spread[name, default: [:]][0] = unanswered }
        }
        var table = ReportTable(
            "annotations", "Annotations by different people per item, required against actual",
            [
                .init("question", "Question"), .init("required", "Required"), .init("people", "People"), .init("items", "Items"),
                .init("met", "Meets the requirement"),
            ])
        for (name, counts) in spread.sorted(by: { $0.key < $1.key }) {
            let required = requirement(for: name)?.annotationsPerItem
            for (count, items) in counts.sorted(by: { $0.key < $1.key }) {
                table.add([
                    .text("\(id: name)"), required.map { .count(Int(clamping: $0)) } ?? .missing("none"), .count(count),
                    .count(items),
                    .text(required.map { UInt64(count) >= $0 ? "yes" : "no" } ?? "not asked"),
                ])
            }
        }
        return table
    }
}

extension HumanAnchor {
    fileprivate var id: String {
        switch self {
        case .none: "none"
        case .asserted: "asserted"
        case .accepted: "accepted"
        case .corrected: "corrected"
        case .reviewed: "reviewed"
        }
    }
}
