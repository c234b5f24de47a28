import Ledger
import Primitives
import Provenance

// Forward: from labels to the releases that they are in, and to every model that learned from these.
extension TraceWriter {
    /// A value that was given to a label, by the index of the event.
    struct GivenValue {
        let dataset: String
        let index: EntryIndex
        let then: Verdict
        let now: Verdict
        /// What it cites; `nil` if nothing.
        let guideline: GuidelineCitation?
    }

    func workSections(_ actor: Actor) throws -> [ReportSection] {
        let values = try store.read { reader in
            guard try reader.events(of: actor.standingSubject, below: size).contains(where: Self.isEnrolment) else {
                throw LedgerError(.missing, "Nobody of the name \(actor) is enrolled below \(size).")
            }
            return try reader.history(of: actor.workSubject, below: size)
        }
        return try forwardSections(try given(at: values) { _ in true }, of: "labels by \(actor.id)")
    }

    private static func isEnrolment(_ entry: LoggedEvent) -> Bool {
        if case .annotatorEnrolled = entry.event.body { true } else { false }
    }

    func credentialSections(_ credential: Subject) throws -> [ReportSection] {
        guard credential.kind == .credential else {
            throw LedgerError(.invalid, "A credential is named as credential:authority/id.")
        }
        let (holder, indices) = try store.read { reader in
            var history = CredentialHistory()
            for entry in try reader.events(of: credential, below: size) { history.apply(entry, of: credential) }
            guard let issue = history.issue else {
                throw LedgerError(.missing, "There is no \(credential) below \(size).")
            }
            let holder = Actor(.annotator, issue.terms.annotator)
            return (holder, try reader.history(of: holder.workSubject, below: size))
        }
        let values = try given(at: indices, restingOn: credential) { _ in true }
        return try forwardSections(values, of: "labels by \(holder.id) whose verdict then rests on \(credential)")
    }

    func guidelineSections(_ id: String, version: String?) throws -> [ReportSection] {
        let (versions, indices) = try store.read { reader in
            var history = GuidelineHistory()
            let subject = Subject.guideline(id)
            for entry in try reader.events(of: subject, below: size) { history.apply(entry, of: subject) }
            let versions = history.versions.all.filter { version == nil || $0.version == version }
            guard !versions.isEmpty else {
                throw LedgerError(
                    .missing, "No such guideline is published below \(size): \(version.map { "\(id)/\($0)" } ?? id).")
            }
            let indices = try Set(versions.flatMap(\.datasets)).flatMap { try reader.history(of: .dataset($0), below: size) }
            return (versions, Set(indices).sorted())
        }
        let references = Set(versions.map(\.reference))
        let values = try given(at: indices) { event in event.body.citedGuideline.map(references.contains) ?? false }
        var sections = try forwardSections(values, of: "labels that cite the guideline \(id)")
        let withdrawals = versions.compactMap(\.withdrawal)
        sections[0].add(
            "withdrawn", "Versions withdrawn", .share(withdrawals.count, of: versions.count), from: withdrawals.map(\.index))
        // Of those that labels cite it is said there already.
        let cited = Set(values.lazy.compactMap(\.guideline).versions)
        sections[0].notes += versions.filter { !cited.contains($0) }.compactMap(\.withdrawalPhrase)
        return sections
    }

    /// The values that the events at `indices` gave, of those that are wanted.
    private func given(
        at indices: [EntryIndex], restingOn credential: Subject? = nil, _ isWanted: (Event) -> Bool
    ) throws -> [GivenValue] {
        let judge = try store.read { try SurveyJudge($0, at: size) }
        var values: [GivenValue] = []
        try store.events(at: indices).forEachRun { run in
            try store.read { reader in
                try judge.go(on: reader)
                for entry in run where isWanted(entry.event) {
                    guard let kind = LabelHistory.HeadKind(entry.event.body), kind != .withdrawn,
                        let statement = Attribution(entry)
                    else { continue }
                    if let credential, try judge.credential(of: statement) != credential { continue }
                    let verdicts = try judge.verdicts(on: statement)
                    values.append(
                        GivenValue(
                            dataset: statement.dataset, index: entry.index, then: verdicts.then, now: verdicts.now,
                            guideline: try guidelines.citation(in: entry, reader)))
                }
            }
        }
        return values
    }

    private func forwardSections(_ values: [GivenValue], of what: String) throws -> [ReportSection] {
        let membership = try ReleaseMembership(of: values, in: lineage, at: size, from: store)
        let tainted = try ReleaseMembership(of: values.filter(\.isTainted), in: lineage, at: size, from: store)
        let late = try ReleaseMembership(of: values.filter(\.isLate), in: lineage, at: size, from: store)
        let touched = membership.releases.filter { $0.value > 0 }.keys.sorted()
        let models = touched.compactMap { lineage.releases[$0] }.flatMap(\.models).unique.flatMap { lineage.descendants(of: $0) }
            .unique
        var summary = ReportSection(1, "In short", .evidenced)
        summary.add("what", "What is traced", .text(Phrase(words: what)))
        summary.add("values", "Values given", .count(values.count))
        summary.add("standing", "Of these, still standing", .share(membership.standing.values.reduce(0, +), of: values.count))
        summary.add(
            "adverse-then", "Given without being entitled, as known then",
            .share(values.count(where: \.then.isAdverse), of: values.count))
        summary.add(
            "adverse-now", "Given without being entitled, as known now",
            .share(values.count(where: \.now.isAdverse), of: values.count))
        summary.add("releases", "Releases that hold them", .count(touched.count))
        summary.add("models", "Models that learned from them", .count(models.count))
        addTaints(in: values, to: &summary)
        if values.contains(where: { $0.now.isAdverse && !$0.then.isAdverse }) {
            summary.notes.append(
                "\(warning: "Something was revoked since"): what is listed below rests on labels that would not count today.")
        }
        var figure = LineageFigure()
        for release in touched { figure.add(release: release) }
        figure.add(downstream: models, lineage)
        summary.figures = [figure.figure("What was made of \(what)")].compactMap { $0 }
        return [
            summary, datasetSection(2, values, membership), releaseSection(3, membership, tainted, late, touched),
            downstreamSection(4, models), try taintSection(5, values),
        ]
    }

    private func datasetSection(_ number: Int, _ values: [GivenValue], _ membership: ReleaseMembership) -> ReportSection {
        var section = ReportSection(number, "By dataset", values.isEmpty ? .missing : .evidenced)
        var table = ReportTable(
            "datasets", "Values by dataset",
            [
                .init("dataset", "Dataset"), .init("values", "Values given"), .init("standing", "Still standing"),
                .init("adverse-now", "Not entitled, as known now"), .init("guideline-withdrawn", "Under a withdrawn guideline"),
                .init("guideline-late", "Of these, when it was in effect"),
            ])
        for (dataset, own) in Dictionary(grouping: values, by: \.dataset).sorted(by: { $0.key < $1.key }) {
            table.add([
                .text("\(code: dataset)"), .count(own.count), .share(membership.standing[dataset] ?? 0, of: own.count),
                .share(own.count(where: \.now.isAdverse), of: own.count), .count(own.count(where: \.isTainted)),
                .count(own.count(where: \.isLate)),
            ])
        }
        section.tables = [table]
        return section
    }

    private func releaseSection(
        _ number: Int, _ membership: ReleaseMembership, _ tainted: ReleaseMembership, _ late: ReleaseMembership,
        _ touched: [ReleaseName]
    ) -> ReportSection {
        var section = ReportSection(number, "By release", touched.isEmpty ? .missing : .evidenced)
        var table = ReportTable(
            "releases", "Releases that hold them",
            [
                .init("release", "Release"), .init("values", "Values in it"), .init("of", "Labels in it, as stated"),
                .init("guideline-withdrawn", "Under a withdrawn guideline"),
                .init("guideline-late", "Of these, when it was in effect"),
                .init("recalled", "Recalled"), .init("models", "Models trained on it"), .init("entry", "Entry"),
            ])
        for name in touched {
            guard let release = lineage.releases[name] else { continue }
            let models = release.models.map { "\(code: $0)" as Phrase }
            table.add([
                .text("\(code: name)"), .count(membership.releases[name] ?? 0), .count(Int(clamping: release.data.labels)),
                .count(tainted.releases[name] ?? 0), .count(late.releases[name] ?? 0),
                .text(release.recalls.isEmpty ? "no" : "\(warning: "yes")"),
                .text(models.isEmpty ? "none" : models.joined(separator: ", ")), .count(Int(clamping: release.entry.value)),
            ])
        }
        section.tables = [table]
        return section
    }
}

/// In which releases given values are: a release holds a value if it was the label's at the release's size.
struct ReleaseMembership {
    private(set) var releases: [ReleaseName: Int] = [:]
    /// Values that are their labels' at the size of the trace, by data set.
    private(set) var standing: [String: Int] = [:]

    /// One pass over the versions of labels, which stops for a look at the size of each release.
    init(of values: [TraceWriter.GivenValue], in lineage: Lineage, at size: TreeSize, from store: any LedgerStore) throws {
        for (dataset, own) in Dictionary(grouping: values, by: \.dataset) {
            let traced = Set(own.map(\.index.value))
            var stops = lineage.releases(of: dataset).filter { $0.data.size <= size.value }.sorted {
                $0.data.size < $1.data.size
            }[...]
            var heads = LabelHeads()
            var count = 0
            try store.read { reader in
                try reader.forEachLabelVersion(below: size) { version in
                    while let stop = stops.first, version.index.value >= stop.data.size {
                        releases[stop.name] = count
                        stops.removeFirst()
                    }
                    guard version.dataset == dataset, !version.kind.isReview else { return true }
                    if let before = heads.take(version), traced.contains(before.index) { count -= 1 }
                    if traced.contains(version.index.value) { count += 1 }
                    return true
                }
            }
            for stop in stops { releases[stop.name] = count }
            standing[dataset] = count
        }
    }
}
