import Primitives
import Provenance

// Section 14: how far those who answer agree.
extension ReportSource {
    func correctnessSection(
        _ questions: [QuestionRatings], _ process: ProcessTally, _ gold: GoldComparison
    ) -> ReportSection {
        var section = ReportSection(
            14, "Correctness", law: "Article 10(3)", .evidenced, asked: ["overlap-units", "overlap-least", "error-rate"])
        addOverlap(questions, to: &section)
        addReviews(to: &section)
        addOverrides(to: &section)
        addErrorRate(gold, to: &section)
        section.tables = [
            overlapTable(questions), agreementTable(questions), classTable(questions), pairTable(questions),
            consensusTable(questions),
            processTable(process),
            openTable(process),
        ]
        section.figures = [classFigure(questions)].compactMap { $0 }
        section.notes = [
            "A unit is an item, and the part of it that the label is on; adjudications and machines' labels are not counted.",
            "Intervals are from resampled units (of answers held against gold, from resampled items), seed \(Bootstrap.standardSeed). Definitions: Docs/Agreement.md of the program.",
            "Agreement shows that people say the same; it does not show that they are right.",
        ]
        section.notes += goldNotes(gold)
        section.notes += answerNotes(questions)
        return section
    }

    private func addOverlap(_ questions: [QuestionRatings], to section: inout ReportSection) {
        let overlaps = questions.map { (twice: $0.ratings.unitsRatedTwice, units: $0.ratings.units.count) }
        section.add(
            "overlap", "Questions of which two people gave comparable answers to one thing or more",
            .share(overlaps.count { $0.twice > 0 }, of: questions.count))
        section.add(
            "overlap-units", "Things with comparable answers by two people or more, of all with comparable answers",
            .share(overlaps.reduce(0) { $0 + $1.twice }, of: overlaps.reduce(0) { $0 + $1.units }))
        let least = overlaps.filter { $0.units > 0 }.min { $0.twice * $1.units < $1.twice * $0.units }
        section.add(
            "overlap-least", "The same of the question with the least of it",
            least.map { .share($0.twice, of: $0.units) } ?? .missing("no answers can be compared"))
        section.add(
            "overlap-answered", "Things that two people or more answered, be the answers comparable or not",
            .share(questions.reduce(0) { $0 + $1.answered.sharedCount }, of: questions.reduce(0) { $0 + $1.answered.count }))
    }

    private func addReviews(to section: inout ReportSection) {
        let labels = survey.currentLabels
        section.add("disputed", "Labels in dispute", .share(labels.count(where: \.isDisputed), of: labels.count))
        section.add("reviews", "Reviews", .count(survey.reviews.count))
        for outcome in ReviewRecorded.Outcome.allCases {
            section.add(
                "reviews-\(outcome.rawValue)", "Of these, \(outcome.rawValue)",
                .share(survey.reviews.count { $0.outcome == outcome }, of: survey.reviews.count))
        }
        section.add(
            "reviews-adverse", "Of these, by a key that is not good, or somebody suspended, as known now",
            .share(survey.reviews.count { !$0.isSignerGood }, of: survey.reviews.count))
        section.add("adjudications", "Adjudications", .count(survey.adjudications.count))
    }

    private func addOverrides(to section: inout ReportSection) {
        let outcomes = survey.suggestions.outcomes.values
        let overridden = outcomes.reduce(0) { $0 + $1.overridden }
        let judged = overridden + outcomes.reduce(0) { $0 + $1.accepted }
        section.add(
            "overrides", "Suggestions of models that people overrode, of those they judged", .share(overridden, of: judged))
    }

    /// What was not compared, and why.
    private func answerNotes(_ questions: [QuestionRatings]) -> [Phrase] {
        var notes: [Phrase] = []
        if !questions.contains(where: { $0.ratings.unitsRatedTwice > 0 }) {
            notes.append("\(warning: "Nothing has comparable answers by two people"), so agreement cannot be known.")
        }
        for question in questions where question.incomparable > 0 {
            notes.append(
                "\(question.incomparable) answers to \(id: question.question) are outlines or sealed, and are not compared.")
        }
        for question in questions where question.isMixed {
            notes.append("Answers to \(id: question.question) are numbers and words mixed: they are compared as words.")
        }
        for question in questions where question.ratings.sample.coders > CoderPairs.coderLimit {
            notes.append(
                "Pairs of people who answered \(id: question.question) are sought among the \(CoderPairs.coderLimit) of \(question.ratings.sample.coders) with most answers."
            )
        }
        for question in questions where question.ratings.contradictions > 0 {
            notes.append(
                "\(question.ratings.contradictions) times one person gave \(id: question.question) different answers for one thing; these are left out."
            )
        }
        return notes
    }

    private func addErrorRate(_ gold: GoldComparison, to section: inout ReportSection) {
        let name = "Share of single answers that differ from gold"
        let figure = GoldDifference.of(gold.all)
        guard let rate = figure.value.figure else {
            return section.add("error-rate", name, .missing("no gold answer can be compared"))
        }
        section.add("error-rate", name, .number(rate, decimals: 4))
        func end(_ part: (BootstrapInterval) -> Double) -> ReportValue {
            figure.interval.figure.map { .number(part($0), decimals: 4) }
                ?? .missing(figure.interval.reason?.description ?? "not known")
        }
        section.add("error-rate-lower", "95 % from (items resampled)", end(\.lower))
        section.add("error-rate-upper", "to", end(\.upper))
    }

    private func overlapTable(_ questions: [QuestionRatings]) -> ReportTable {
        var table = ReportTable(
            "overlap", "Overlap, by question",
            [
                .init("question", "Question"), .init("twice", "Units with comparable answers by two people or more"),
                .init("answered", "Units that two people or more answered"),
            ])
        for question in questions {
            table.add([
                .text("\(id: question.question)"), .share(question.ratings.unitsRatedTwice, of: question.ratings.units.count),
                .share(question.answered.sharedCount, of: question.answered.count),
            ])
        }
        return table
    }

    private func agreementTable(_ questions: [QuestionRatings]) -> ReportTable {
        var table = ReportTable(
            "agreement", "Agreement, by question",
            [
                .init("question", "Question"), .init("coefficient", "Coefficient"), .init("value", "Value"),
                .init("lower", "95 % from"),
                .init("upper", "to"), .init("replicates", "Replicates"), .init("undefined", "Without a value"),
                .init("units", "Units"), .init("ratings", "Ratings"), .init("people", "People"),
            ])
        for question in questions {
            let ratings = question.ratings
            var figures: [(String, AgreementFigure)] = [
                ("raw agreement", ratings.observedAgreement()),
                ("Krippendorff's α, nominal", ratings.krippendorffAlpha(.nominal)),
                ("Fleiss' κ", ratings.fleissKappa()),
            ]
            if ratings.numbers.contains(where: { $0 != nil }) {
                figures.append(("Krippendorff's α, ordinal", ratings.krippendorffAlpha(.ordinal)))
                figures.append(("Krippendorff's α, interval", ratings.krippendorffAlpha(.interval)))
            }
            for (name, figure) in figures {
                let interval = figure.interval.figure
                table.add([
                    .text("\(id: question.question)"), .text("\(words: name)"), .of(figure.value),
                    .bound(figure) { $0.lower }, .bound(figure) { $0.upper }, interval.map { .count($0.replicates) } ?? .blank,
                    interval.map { .count($0.undefined) } ?? .blank, .count(figure.sample.units), .count(figure.sample.ratings),
                    .count(figure.sample.coders),
                ])
            }
        }
        return table
    }

    private func classTable(_ questions: [QuestionRatings]) -> ReportTable {
        var table = ReportTable(
            "class-agreement", "Agreement, by class",
            [
                .init("question", "Question"), .init("class", "Class"), .init("agreement", "Agreement"),
                .init("lower", "95 % from"),
                .init("upper", "to"), .init("units", "Units"), .init("ratings", "Ratings"),
            ])
        for question in questions {
            let agreement = question.ratings.classAgreement()
            // That nothing overlaps is said of each coefficient.
            if let reason = agreement.reason, reason != .noOverlap, reason != .noRatings {
                table.add(
                    [.text("\(id: question.question)"), .missing(reason.description)]
                        + Array(repeating: ReportValue.blank, count: 5))
            }
            for row in agreement.figure ?? [] {
                table.add([
                    .text("\(id: question.question)"), .text("\(id: question.text(ofValue: row.value))"), .of(row.figure.value),
                    .bound(row.figure) { $0.lower }, .bound(row.figure) { $0.upper }, .count(row.figure.sample.units),
                    .count(row.figure.sample.ratings),
                ])
            }
        }
        return table
    }

    private func pairTable(_ questions: [QuestionRatings]) -> ReportTable {
        var table = ReportTable(
            "pairs", "Cohen's κ, by pair of people: those with most units in common",
            [
                .init("question", "Question"), .init("first", "First"), .init("second", "Second"), .init("kappa", "κ"),
                .init("agreement", "Raw agreement"), .init("units", "Units in common"),
            ])
        for question in questions {
            let found = question.ratings.coderPairs(limit: 100)
            table.add(unmade: found.overlapping - found.pairs.count)
            for pair in found.pairs {
                table.add([
                    .text("\(id: question.question)"), .text("\(code: survey.labels.actors[UInt32(bitPattern: pair.first)])"),
                    .text("\(code: survey.labels.actors[UInt32(bitPattern: pair.second)])"), .of(pair.figure.value),
                    .number(pair.agreement, decimals: 9), .count(pair.figure.sample.units),
                ])
            }
        }
        return table
    }

    /// What most say of each unit, and what a model of their errors makes of it.
    private func consensusTable(_ questions: [QuestionRatings]) -> ReportTable {
        var table = ReportTable(
            "consensus",
            "Consensus, by unit: majority (a tie goes to the answer that sorts first), and Dawid and Skene (1979, 100 iterations)",
            [
                .init("question", "Question"), .init("item", "Item"), .init("majority", "Majority"), .init("tie", "Tie"),
                .init("votes", "Votes"), .init("ratings", "Ratings"), .init("dawid-skene", "Dawid–Skene"),
                .init("probability", "Its probability"), .init("part", "Part of the item"),
            ])
        for question in questions where question.ratings.sample.coders > 1 {
            let estimate = question.ratings.dawidSkene(tolerance: -1)
            for (place, vote) in question.ratings.majorityVotes(preferring: question.sortedValues).enumerated() {
                let label = estimate.figure.map { $0.label(ofUnit: place) }
                let probability = estimate.figure?.posterior(ofUnit: place).max()
                let reason = estimate.reason?.description ?? "not known"
                table.add([
                    .text("\(id: question.question)"), .text("\(id: survey.items.ids[question.item(ofUnit: vote.unit)])"),
                    .text("\(id: question.text(ofValue: vote.value))"),
                    .text(vote.isTie ? "yes" : "no"), .count(vote.votes), .count(vote.ratings),
                    label.map { .text("\(id: question.text(ofValue: $0))") } ?? .missing(reason),
                    probability.map { .number($0, decimals: 6) } ?? .missing(reason),
                    .text(
                        question.part(ofUnit: vote.unit).map { "that of label \(id: survey.labels.labelIDs[$0])" } ?? "the whole"),
                ])
            }
        }
        return table
    }

    private func processTable(_ process: ProcessTally) -> ReportTable {
        var table = ReportTable(
            "process", "What the requirements ask of the process: questions by state",
            [.init("question", "Question"), .init("part", "Part"), .init("state", "State"), .init("count", "Items")])
        let rows = process.counts.sorted { a, b in
            (a.key.name, a.key.part.rawValue, a.key.state.rawValue) < (b.key.name, b.key.part.rawValue, b.key.state.rawValue)
        }
        for (key, count) in rows {
            let state: Phrase = key.state == .unmet ? "\(warning: "unmet")" : "\(words: key.state.words)"
            table.add([.text("\(id: key.name)"), .text("\(words: key.part.rawValue)"), .text(state), .count(count)])
        }
        return table
    }

    private func openTable(_ process: ProcessTally) -> ReportTable {
        var table = ReportTable(
            "open-questions", "Questions whose process is not met",
            [.init("item", "Item"), .init("question", "Question"), .init("state", "State"), .init("why", "Why")])
        for (item, name, finding) in process.unmet {
            table.add([
                .text("\(id: survey.items.ids[item])"), .text("\(id: name)"), .text("\(words: finding.state.words)"),
                .text("\(words: finding.sentence)"),
            ])
        }
        table.add(unmade: process.unmetCount - process.unmet.count)
        return table
    }
}

extension ReportValue {
    /// Nine decimals: as many as published figures have.
    static func of(_ value: Computed<Double>) -> ReportValue {
        value.figure.map { .number($0, decimals: 9) } ?? .missing(value.reason?.description ?? "not known")
    }

    /// An end of an interval; blank where there is no figure, which says why itself.
    static func bound(_ figure: AgreementFigure, _ part: (BootstrapInterval) -> Double) -> ReportValue {
        figure.value.figure == nil ? .blank : of(figure.interval, part)
    }

    static func of<Figure>(_ value: Computed<Figure>, _ part: (Figure) -> Double) -> ReportValue {
        value.figure.map { .number(part($0), decimals: 6) } ?? .missing(value.reason?.description ?? "not known")
    }
}

extension ProcessState {
    fileprivate var words: String { self == .notEvaluable ? "not evaluable" : rawValue }
}
