import Ledger
import Primitives
import Provenance

// Forward: from labels to the releases that they are in, and to every model that learned from these.
extension TraceWriter {
    /// A value that was given to a label, or the acceptance of a model's, by the index of the event.
    struct GivenValue {
        let dataset: String
        let item: String
        let label: Subject
        let index: EntryIndex
        let then: Verdict
        let now: Verdict
        /// What it cites; `nil` if nothing.
        let guideline: GuidelineCitation?
    }

    func workSections(_ actor: Actor) throws -> [ReportSection] {
        let values = try store.read { reader in
            guard try reader.events(of: actor.standingSubject, below: size).contains(where: Self.isEnrolment) else {
                throw LedgerError(
                    .missing,
                    "Nobody of the name \(actor) is enrolled below \(size). Annotators, models and connectors are traced.")
            }
            return try reader.history(of: actor.workSubject, below: size)
        }
        return try forwardSections(
            try given(at: values) { _ in true }, accepted: try accepted(at: values), of: "labels by \(actor.id)")
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
            let versions = try self.versions(of: id, version, reader)
            guard !versions.isEmpty else {
                throw LedgerError(
                    .missing, "No such guideline is published below \(size): \(version.map { "\(id)/\($0)" } ?? id).")
            }
            let indices = try Set(versions.flatMap(\.datasets)).flatMap { try reader.history(of: .dataset($0), below: size) }
            return (versions, Set(indices).sorted())
        }
        let references = Set(versions.map(\.reference))
        let values = try given(at: indices) { event in event.body.citedGuideline.map(references.contains) ?? false }
        var sections = try forwardSections(values, of: "labels that cite the guideline \(version.map { "\(id)/\($0)" } ?? id)")
        let withdrawals = versions.filter { $0.isWithdrawn(at: guidelines.known) }.compactMap(\.withdrawal)
        sections[0].add(
            "withdrawn", "Versions withdrawn", .share(withdrawals.count, of: versions.count), from: withdrawals.map(\.index))
        // Of those that taint labels it is said there already.
        let told = Set(values.lazy.filter(\.isTainted).compactMap(\.guideline).versions)
        sections[0].notes += versions.filter { !told.contains($0) }.compactMap { version in
            version.withdrawalPhrase.map { version.isWithdrawn(at: guidelines.known) ? $0 : "Still to come: \($0)" }
        }
        return sections
    }

    /// Of a guideline: all that were published, or the one that is named.
    func versions(of id: String, _ version: String?, _ reader: any LedgerReader) throws -> [GuidelineVersion] {
        var history = GuidelineHistory()
        let subject = Subject.guideline(id)
        for entry in try reader.events(of: subject, below: size) { history.apply(entry, of: subject) }
        return history.versions.all.filter { version == nil || $0.version == version }
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
                        let statement = Attribution(entry), let address = entry.event.body.labelAddress
                    else { continue }
                    if let credential, try judge.credential(of: statement) != credential { continue }
                    let verdicts = try judge.verdicts(on: statement)
                    values.append(
                        GivenValue(
                            dataset: address.dataset, item: address.item, label: address.labelSubject, index: entry.index,
                            then: verdicts.then, now: verdicts.now,
                            guideline: try guidelines.citation(in: entry, reader)))
                }
            }
        }
        return values
    }

    /// The reviews at `indices` that accept what a model said.
    private func accepted(at indices: [EntryIndex]) throws -> [GivenValue] {
        let judge = try store.read { try SurveyJudge($0, at: size) }
        var values: [GivenValue] = []
        try store.events(at: indices).forEachRun { run in
            try store.read { reader in
                try judge.go(on: reader)
                for entry in run {
                    guard case .reviewRecorded(let data) = entry.event.body, data.outcome == .accepted,
                        let statement = Attribution(entry), let reviewed = try reader.index(of: data.reviews.id),
                        try reader.event(at: reviewed).source.kind == .model
                    else { continue }
                    let verdicts = try judge.verdicts(onAct: statement)
                    values.append(
                        GivenValue(
                            dataset: data.address.dataset, item: data.address.item, label: data.address.labelSubject,
                            index: entry.index, then: verdicts.then, now: verdicts.now, guideline: nil))
                }
            }
        }
        return values
    }

    /// - Parameter accepted: what is traced besides; `nil` where nobody's reviews are.
    private func forwardSections(
        _ values: [GivenValue], accepted: [GivenValue]? = nil, of what: String
    ) throws -> [ReportSection] {
        let reviews = accepted ?? []
        let splits = try ItemSplits(of: values + reviews, in: lineage, at: size, from: store)
        func membership(of values: [GivenValue]) throws -> ReleaseMembership {
            try ReleaseMembership(of: values, splits, in: lineage, at: size, from: store)
        }
        let (all, tainted) = (try membership(of: values), try membership(of: values.filter(\.isTainted)))
        let (late, reviewed) = (try membership(of: values.filter(\.isLate)), try membership(of: reviews))
        let touched = Set((Array(all.releases) + Array(reviewed.releases)).filter { $0.value > 0 }.map(\.key)).sorted()
        let models = touched.compactMap { lineage.releases[$0] }.flatMap(\.models).unique.flatMap { lineage.descendants(of: $0) }
            .unique
        let decisions = try decisions(by: models, restingOn: values, reviews)
        var summary = ReportSection(1, "In short", .evidenced)
        summary.add("what", "What is traced", .text(Phrase(words: what)))
        summary.add("values", "Values given", .count(values.count))
        summary.add("standing", "Of these, still standing", .share(all.standing.values.reduce(0, +), of: values.count))
        summary.add(
            "adverse-then", "Given without being entitled, as known then",
            .share(values.count(where: \.then.isAdverse), of: values.count))
        summary.add(
            "adverse-now", "Given without being entitled, as known now",
            .share(values.count(where: \.now.isAdverse), of: values.count))
        if accepted != nil { add(reviews, reviewed, to: &summary) }
        summary.add("releases", "Releases that hold them", .count(touched.count))
        summary.add("models", "Models that learned from them", .count(models.count))
        summary.add("decisions", "Decisions that rest on them", .count(decisions.count))
        addTaints(in: values, to: &summary)
        summary.notes += lineage.objections(toReleases: touched, models: models, decisions: decisions.map(\.entry))
        if (values + reviews).contains(where: { $0.now.isAdverse && !$0.then.isAdverse }) {
            summary.notes.append(
                "\(warning: "Something was revoked since"): what is listed below rests on labels that would not count today.")
        }
        var figure = LineageFigure()
        for release in touched { figure.add(release: release) }
        figure.add(downstream: models, decisions, lineage)
        summary.figures = [figure.figure("What was made of \(what)")].compactMap { $0 }
        return [
            summary, datasetSection(2, values, all), releaseSection(3, all, reviewed, tainted, late, touched),
            downstreamSection(4, models, decisions), try taintSection(5, values),
        ]
    }

    private func add(_ reviews: [GivenValue], _ membership: ReleaseMembership, to summary: inout ReportSection) {
        summary.add("accepted", "Values of models accepted by review", .count(reviews.count))
        summary.add(
            "accepted-standing", "Of these reviews, still standing",
            .share(membership.standing.values.reduce(0, +), of: reviews.count))
        summary.add(
            "accepted-adverse-now", "Of these reviews, by a key that is not good, or while suspended, as known now",
            .share(reviews.count(where: \.now.isAdverse), of: reviews.count))
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
        _ number: Int, _ membership: ReleaseMembership, _ reviewed: ReleaseMembership, _ tainted: ReleaseMembership,
        _ late: ReleaseMembership, _ touched: [ReleaseName]
    ) -> ReportSection {
        var section = ReportSection(number, "By release", touched.isEmpty ? .missing : .evidenced)
        var table = ReportTable(
            "releases", "Releases that hold them",
            [
                .init("release", "Release"), .init("values", "Values in it"), .init("of", "Labels in it, as stated"),
                .init("guideline-withdrawn", "Under a withdrawn guideline"),
                .init("guideline-late", "Of these, when it was in effect"),
                .init("recalled", "Recalled"), .init("models", "Models trained on it"), .init("entry", "Entry"),
                .init("accepted", "Values of models in it, accepted by review"),
            ])
        for name in touched {
            guard let release = lineage.releases[name] else { continue }
            let models = release.models.map { "\(code: $0)" as Phrase }
            table.add([
                .text("\(code: name)"), .count(membership.releases[name] ?? 0), .count(Int(clamping: release.data.labels)),
                .count(tainted.releases[name] ?? 0), .count(late.releases[name] ?? 0),
                .text(release.recalls.isEmpty ? "no" : "\(warning: "yes")"),
                .text(models.isEmpty ? "none" : models.joined(separator: ", ")), .count(Int(clamping: release.entry.value)),
                .count(reviewed.releases[name] ?? 0),
            ])
        }
        section.tables = [table]
        return section
    }
}

/// The splits of the items that given values are on, where a release may choose by them.
struct ItemSplits {
    private struct Key: Hashable {
        let dataset: String
        let item: String
    }

    private var splits: [Key: String] = [:]

    /// Reads the registrations of items of released datasets.
    init(of values: [TraceWriter.GivenValue], in lineage: Lineage, at size: TreeSize, from store: any LedgerStore) throws {
        let released = Set(lineage.releases.keys.map(\.dataset))
        let keys = Set(values.lazy.filter { released.contains($0.dataset) }.map { Key(dataset: $0.dataset, item: $0.item) })
        let registrations = try store.read { reader in
            try keys.compactMap { try reader.beginning(of: .item($0.dataset, $0.item), below: size) }
        }
        try store.events(at: registrations.sorted()).forEachRun { run in
            for entry in run {
                guard case .itemRegistered(let data) = entry.event.body else { continue }
                splits[Key(dataset: data.dataset, item: data.item)] = data.splitName
            }
        }
    }

    /// As of `ItemRegistered.splitName`.
    func split(of value: TraceWriter.GivenValue) -> String {
        splits[Key(dataset: value.dataset, item: value.item)] ?? ""
    }
}

/// In which releases given values are: a release holds a value if it was the label's at the release's size, on an item that the
/// release holds. It holds an acceptance if it holds the model's value that was accepted, and no review since, up to its size, says
/// otherwise.
struct ReleaseMembership {
    private(set) var releases: [ReleaseName: Int] = [:]
    /// Values and acceptances that stand at the size of the trace, by data set.
    private(set) var standing: [String: Int] = [:]

    /// One pass over the versions of labels, which stops for a look at the size of each release.
    init(
        of values: [TraceWriter.GivenValue], _ splits: ItemSplits, in lineage: Lineage, at size: TreeSize,
        from store: any LedgerStore
    ) throws {
        for (dataset, own) in Dictionary(grouping: values, by: \.dataset) {
            let traced = Dictionary(own.map { ($0.index.value, splits.split(of: $0)) }) { first, _ in first }
            var stops = lineage.releases(of: dataset).filter { $0.data.size <= size.value }.sorted {
                $0.data.size < $1.data.size
            }[...]
            var held = HeldValues(traced)
            try store.read { reader in
                try reader.forEachLabelVersion(below: size) { version in
                    while let stop = stops.first, version.index.value >= stop.data.size {
                        releases[stop.name] = held.count(in: stop.data.chosenSplits)
                        stops.removeFirst()
                    }
                    if version.dataset == dataset { held.take(version) }
                    return true
                }
            }
            for stop in stops { releases[stop.name] = held.count(in: stop.data.chosenSplits) }
            standing[dataset] = held.count
        }
    }
}

/// The traced values of one data set that are their labels', while its versions are gone through.
private struct HeldValues {
    /// The split of the item, by the entry that gave the value or accepted it.
    private let traced: [UInt64: String]
    private var heads = LabelHeads()
    /// Those that stand, by the heads that they are or accept, with the number of traced entries that do.
    private var standing: [UInt64: (split: String, entries: Int)] = [:]
    private var counts: [String: Int] = [:]
    /// Traced entries that stand: who accepts a value twice has two.
    private(set) var count = 0

    init(_ traced: [UInt64: String]) { self.traced = traced }

    func count(in splits: SplitChoice) -> Int {
        counts.reduce(0) { $0 + (splits.holds(split: $1.key) ? $1.value : 0) }
    }

    mutating func take(_ version: LabelVersion) {
        let split = traced[version.index.value]
        guard version.kind.isReview else {
            if let before = heads.take(version) { drop(before.index) }
            if let split { hold(version.index.value, split) }
            return
        }
        guard let head = heads.head(of: version) else { return }
        if let split {
            hold(head.index, split)
        } else if version.kind != .reviewAccepted, traced[head.index] == nil {
            // What ends an acceptance leaves a value that is traced itself.
            drop(head.index)
        }
    }

    private mutating func hold(_ head: UInt64, _ split: String) {
        if standing[head] == nil { counts[split, default: 0] += 1 }
        standing[head, default: (split, 0)].entries += 1
        count += 1
    }

    private mutating func drop(_ head: UInt64) {
        guard let held = standing.removeValue(forKey: head) else { return }
        counts[held.split, default: 0] -= 1
        count -= held.entries
    }
}
