import Ledger
import Primitives
import Provenance

/// The guidelines that labels cite, as known at a size. What is read of a dataset is read once.
final class CitedGuidelines {
    private let store: any LedgerStore
    private let sources: SourcesCache
    private let size: TreeSize
    /// When the last entry was recorded: a withdrawal that is effective later is still to come.
    let known: Timestamp
    private var versions: [String: GuidelineVersions] = [:]
    /// Each once: a million labels may cite the same.
    private var citations: [CitationKey: GuidelineCitation] = [:]
    private var taints: [ReleaseName: [GuidelineTaint]] = [:]

    init(_ store: any LedgerStore, _ sources: SourcesCache, at size: TreeSize) throws {
        known = try store.read { try $0.lastEntry(below: size)?.recorded } ?? Timestamp(microseconds: 0)
        self.store = store
        self.sources = sources
        self.size = size
    }

    /// The version that an event of a label cites; `nil` if it cites none.
    func citation(in entry: LoggedEvent, _ reader: any LedgerReader) throws -> GuidelineCitation? {
        guard let reference = entry.event.body.citedGuideline, let address = entry.event.body.labelAddress else { return nil }
        guard let version = try versions(of: address.dataset, reader)[reference] else { return nil }
        let isLate = version.isWithdrawn(at: entry.recorded)
        let key = CitationKey(reference: reference, isLate: isLate)
        if let known = citations[key] { return known }
        let citation = GuidelineCitation(version, isWithdrawn: version.isWithdrawn(at: known), isLate: isLate)
        citations[key] = citation
        return citation
    }

    private struct CitationKey: Hashable {
        let reference: EventReference
        let isLate: Bool
    }

    private func versions(of dataset: String, _ reader: any LedgerReader) throws -> GuidelineVersions {
        if let known = versions[dataset] { return known }
        var policy = PolicyHistory()
        let subject = Subject.policy(dataset)
        for entry in try reader.events(of: subject, below: size) { policy.apply(entry, of: subject) }
        versions[dataset] = policy.guidelines
        return policy.guidelines
    }

    /// The withdrawn versions that labels of a release cite. Its labels are read only if a guideline of the dataset was withdrawn.
    func taints(of release: Lineage.Release) throws -> [GuidelineTaint] {
        if let known = taints[release.name] { return known }
        let dataset = release.data.dataset
        let withdrawn = try store.read { try versions(of: dataset, $0) }.withdrawn.filter { $0.isWithdrawn(at: known) }
        let found = withdrawn.isEmpty ? [] : try count(withdrawn, in: release)
        taints[release.name] = found
        return found
    }

    private func count(_ withdrawn: [GuidelineVersion], in release: Lineage.Release) throws -> [GuidelineTaint] {
        let dataset = release.data.dataset
        var heads = LabelHeads()
        try store.read { reader in
            try reader.forEachLabelVersion(below: min(TreeSize(release.data.size), size)) { version in
                if version.dataset == dataset { _ = heads.take(version) }
                return true
            }
        }
        var counts = Dictionary(withdrawn.map { ($0.reference, GuidelineTaint($0)) }) { first, _ in first }
        let held = heads.current(without: try sources.of(release.data).leftOut)
        try store.events(at: held.map { EntryIndex($0.index) }.sorted()).forEachRun { run in
            for entry in run {
                if let reference = entry.event.body.citedGuideline { counts[reference]?.take(entry) }
            }
        }
        return withdrawn.compactMap { counts[$0.reference] }.filter { $0.labels > 0 }
    }
}

/// A version of a guideline that a label event cites.
final class GuidelineCitation: Sendable {
    let version: GuidelineVersion
    /// True if its withdrawal is in effect, as known.
    let isWithdrawn: Bool
    /// True if its withdrawal was in effect when the event was recorded.
    let isLate: Bool

    init(_ version: GuidelineVersion, isWithdrawn: Bool, isLate: Bool) {
        self.version = version
        self.isWithdrawn = isWithdrawn
        self.isLate = isLate
    }

    /// "g/1", and what became of it.
    var phrase: Phrase {
        guard isWithdrawn else {
            return version.withdrawal.map { "\(code: version.name), withdrawn from \($0.effective) on" }
                ?? "\(code: version.name)"
        }
        return "\(code: version.name), \(warning: isLate ? "withdrawn, and in effect then" : "withdrawn")"
    }
}

/// Labels of a release that cite a withdrawn version of a guideline.
struct GuidelineTaint {
    let version: GuidelineVersion
    private(set) var labels = 0
    /// Of these, recorded when the withdrawal was in effect.
    private(set) var late = 0

    init(_ version: GuidelineVersion) { self.version = version }

    mutating func take(_ entry: LoggedEvent) {
        labels += 1
        late += version.isWithdrawn(at: entry.recorded) ? 1 : 0
    }
}

extension Sequence<GuidelineCitation> {
    /// The versions, each once, in the order of their publication.
    var versions: [GuidelineVersion] {
        var found: [EventReference: GuidelineVersion] = [:]
        for citation in self where found[citation.version.reference] == nil {
            found[citation.version.reference] = citation.version
        }
        return found.values.sorted { $0.index < $1.index }
    }
}

extension GuidelineVersion {
    /// As the command line writes it.
    var name: String { "\(guideline)/\(version)" }
}
