import Primitives
import Provenance

// Charts. Each says in words what it shows: the picture is for those who see it.
extension ReportSource {
    /// Label events over time, in at most 60 stretches of whole days.
    func labelsOverTime() -> Figure? {
        guard let first = survey.days.keys.min(), let last = survey.days.keys.max() else { return nil }
        let stretch = (last - first) / 60 + 1
        var bars: [(people: Int, machines: Int)] = Array(repeating: (0, 0), count: Int((last - first) / stretch) + 1)
        for (day, count) in survey.days {
            bars[Int((day - first) / stretch)].people += count.people
            bars[Int((day - first) / stretch)].machines += count.machines
        }
        let most = bars.map { $0.people + $0.machines }.max() ?? 1
        var drawing = Drawing(width: 720, height: 220)
        drawing.add(.line(x1: 50, y1: 180, x2: 710, y2: 180, .axis))
        drawing.add(.words(x: 45, y: 30, .end, String(most)))
        drawing.add(.words(x: 45, y: 184, .end, "0"))
        let width = 660 / Double(bars.count)
        for (place, bar) in bars.enumerated() {
            let people = 150 * Double(bar.people) / Double(most)
            let machines = 150 * Double(bar.machines) / Double(most)
            let x = 50 + width * Double(place)
            if people > 0 { drawing.add(.box(x: x, y: 180 - people, width: width * 0.9, height: people, .first)) }
            if machines > 0 {
                drawing.add(.box(x: x, y: 180 - people - machines, width: width * 0.9, height: machines, .third))
            }
        }
        drawing.add(.words(x: 50, y: 200, .start, Self.date(first)))
        drawing.add(.words(x: 710, y: 200, .end, Self.date(last)))
        drawing.addLegend([("people", .first), ("machines", .third)], at: 214)
        let people = survey.days.values.reduce(0) { $0 + $1.people }
        let machines = survey.days.values.reduce(0) { $0 + $1.machines }
        return Figure(
            caption: "Label events over time", drawing: drawing,
            description: [
                "From \(words: Self.date(first)) to \(words: Self.date(last)): \(people) by people, \(machines) by machines; each bar is \(stretch) \(words: stretch == 1 ? "day" : "days"), the highest \(most)."
            ])
    }

    static func date(_ day: Int64) -> String {
        String(Timestamp(microseconds: day &* 86_400_000_000).description.prefix(10))
    }

    /// How people stand behind the labels, as one bar.
    func shareFigure(_ anchors: [HumanAnchor: Int], _ total: Int) -> Figure? {
        let roles: [(HumanAnchor, Drawing.Role)] = [
            (.asserted, .first), (.accepted, .second), (.corrected, .third), (.reviewed, .fourth), (.none, .warning),
        ]
        return bar("People and machines behind the labels", roles.map { ($0.word, anchors[$0] ?? 0, $1) }, total)
    }

    func verdictFigure(_ then: [Verdict: Int], _ now: [Verdict: Int]) -> Figure? {
        let total = now.values.reduce(0, +)
        guard total > 0 else { return nil }
        var drawing = Drawing(width: 720, height: 110)
        func groups(_ counts: [Verdict: Int]) -> [(String, Int, Drawing.Role)] {
            [
                ("certified", counts.certified, .first), ("not required", counts.unasked, .second),
                ("machine", counts[.machine] ?? 0, .third), ("not entitled", counts.adverse, .warning),
            ]
        }
        for (name, counts, y) in [("then", then, 10.0), ("now", now, 50.0)] {
            drawing.add(.words(x: 45, y: y + 20, .end, name))
            drawing.addBar(groups(counts).map { ($0.1, $0.2) }, total: total, y: y)
        }
        drawing.addLegend(groups(now).map { ($0.0, $0.2) }, at: 104)
        func sentence(_ name: String, _ counts: [Verdict: Int]) -> Phrase {
            let parts = groups(counts).map { "\($0.1) \(words: $0.0)" as Phrase }.joined(separator: ", ")
            return "\(words: name): \(parts)."
        }
        return Figure(
            caption: "Verdicts on the labels that stand", drawing: drawing,
            description: [sentence("As known then", then), sentence("As known now", now)])
    }

    /// Which credentials were in force when, one lane each, and how many labels were made under them.
    func coverageFigure() -> Figure? {
        let shown = people.flatMap { person in person.credentials.map { (person.actor, $0) } }.prefix(30)
        guard !shown.isEmpty, let first = survey.firstRecorded, let last = survey.lastRecorded, first < last else { return nil }
        let (start, span) = (Double(first.microseconds), Double(last.microseconds) - Double(first.microseconds))
        func x(_ time: Timestamp) -> Double { 200 + 500 * min(1, max(0, (Double(time.microseconds) - start) / span)) }
        var drawing = Drawing(width: 720, height: 30 + 22 * Double(shown.count))
        for (place, (actor, credential)) in shown.enumerated() {
            let y = 8 + 22 * Double(place)
            drawing.add(.words(x: 192, y: y + 11, .end, Self.short(actor.id)))
            drawing.add(.box(x: 200, y: y, width: 500, height: 14, .faint))
            for lane in credential.lanes(until: last) where !lane.isOutOfTerm {
                let width = x(lane.until) - x(lane.from)
                let role: Drawing.Role = lane.failure == nil ? .second : .warning
                if width > 0 { drawing.add(.box(x: x(lane.from), y: y, width: width, height: 14, role)) }
            }
        }
        let foot = drawing.height - 6
        drawing.add(.words(x: 200, y: foot, .start, String(first.description.prefix(10))))
        drawing.add(.words(x: 700, y: foot, .end, String(last.description.prefix(10))))
        return Figure(
            caption: "When credentials were in force while the dataset was worked on", drawing: drawing,
            description: shown.map { Self.coverage($0.0, $0.1, until: last) })
    }

    /// The term of a credential, since when it is known here, and when it was not in force, in words.
    private static func coverage(_ actor: Actor, _ credential: PersonProfile.Credential, until last: Timestamp) -> Phrase {
        let terms = credential.issue.terms
        let breaks = credential.lanes(until: last).map { lane -> Phrase in
            guard let failure = lane.failure, !lane.isOutOfTerm else { return "" }
            let end: Phrase = lane.until < last ? " to \(lane.until)" : ""
            return ", \(warning: failure.words) from \(lane.from)" + end
        }
        return breaks.reduce(
            "\(code: actor): \(terms.validFrom) to \(terms.validUntil), recorded \(credential.issue.recorded)", +)
    }

    /// Agreement of each class as a bar, for at most 30 classes.
    func classFigure(_ questions: [QuestionRatings]) -> Figure? {
        let rows = questions.flatMap { question in
            (question.ratings.classAgreement(bootstrap: nil).figure ?? []).compactMap { row in
                row.figure.value.figure.map { (question.question, question.text(ofValue: row.value), $0) }
            }
        }.prefix(30)
        guard !rows.isEmpty else { return nil }
        var drawing = Drawing(width: 720, height: 24 + 22 * Double(rows.count))
        for (place, row) in rows.enumerated() {
            let y = 4 + 22 * Double(place)
            drawing.add(.words(x: 292, y: y + 12, .end, Self.short(row.0) + ": " + Self.short(row.1)))
            drawing.add(.box(x: 300, y: y, width: 360, height: 16, .faint))
            drawing.add(.box(x: 300, y: y, width: 360 * row.2, height: 16, .first))
            drawing.add(.words(x: 666, y: y + 12, .start, ReportValue.fixed(row.2, 2)))
        }
        drawing.add(.words(x: 300, y: drawing.height - 4, .start, "0"))
        drawing.add(.words(x: 660, y: drawing.height - 4, .end, "1"))
        return Figure(
            caption: "Agreement on each class", drawing: drawing,
            description: rows.map { "\(id: $0.0), \(id: $0.1): \(words: ReportValue.fixed($0.2, 4))" })
    }

    static func short(_ text: String) -> String { text.count <= 24 ? text : text.prefix(23) + "…" }

    private func bar(_ caption: String, _ parts: [(name: String, count: Int, role: Drawing.Role)], _ total: Int) -> Figure? {
        guard total > 0 else { return nil }
        var drawing = Drawing(width: 720, height: 70)
        drawing.addBar(parts.map { ($0.count, $0.role) }, total: total, y: 10)
        drawing.addLegend(parts.map { ($0.name, $0.role) }, at: 64)
        return Figure(
            caption: caption, drawing: drawing,
            description: parts.map { "\(words: $0.name): \(ReportValue.share($0.count, of: total).phrase)" })
    }
}

extension Drawing {
    /// Parts of a whole side by side, from x = 50 to 710.
    mutating func addBar(_ parts: [(count: Int, role: Role)], total: Int, y: Double) {
        var x = 50.0
        for part in parts where part.count > 0 {
            let width = 660 * Double(part.count) / Double(max(1, total))
            add(.box(x: x, y: y, width: width, height: 30, part.role))
            x += width
        }
    }

    mutating func addLegend(_ names: [(String, Role)], at y: Double) {
        var x = 50.0
        for (name, role) in names {
            add(.box(x: x, y: y - 10, width: 12, height: 12, role))
            add(.words(x: x + 18, y: y, .start, name))
            x += 34 + 7.5 * Double(name.count)
        }
    }
}
