import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

/// Everything that the sections of a report are read off: gathered once, from the entries below a size.
struct ReportSource {
    let survey: DatasetSurvey
    let lineage: Lineage
    let depths: GenerationDepths
    /// Those who signed events of the dataset, by their numbers of standing labels, then by id.
    let people: [PersonProfile]
    /// Those of them whose keys a connector holds.
    let heldByConnectors: Set<Actor>
    let anchor: LogAnchor
    let previous: PreviousReport?
    /// The newest seal among the entries.
    let seal: LedgerSeal?
    /// That the seal is by a key that was a thief's when it signed.
    let sealTheft: KeyEnd?
    let opening: LedgerOpened?
    /// What the dataset asks for.
    let policy: PolicyHistory
    /// Of the ledger's policy in force at the size.
    let enforcement: Enforcement?
    let showsDisclosures: Bool
    /// Whether whoever asks may read the whole ledger.
    let readsAll: Bool
    /// What wrote the report.
    let generator: String

    var dataset: String { survey.dataset }
    var size: TreeSize { survey.size }

    /// The definition; there is one, or there would be no survey.
    var definition: (entry: LoggedEvent, data: DatasetDefined)? {
        survey.last { if case .datasetDefined(let data) = $0 { data } else { nil } }
    }
    var guidelines: [(entry: LoggedEvent, data: GuidelinePublished)] {
        survey.all { if case .guidelinePublished(let data) = $0 { data } else { nil } }
    }
    /// Their versions, with what became of each.
    var guidelineVersions: GuidelineVersions { GuidelineVersions(survey.statements) }
    var requirements: [(entry: LoggedEvent, data: RequirementSet)] {
        survey.all { if case .requirementSet(let data) = $0 { data } else { nil } }
    }
    var operations: [(entry: LoggedEvent, data: OperationRecorded)] {
        survey.all { if case .operationRecorded(let data) = $0 { data } else { nil } }
    }
    func assessments(_ kinds: AssessmentRecorded.Kind...) -> [(entry: LoggedEvent, data: AssessmentRecorded)] {
        survey.all { if case .assessmentRecorded(let data) = $0, kinds.contains(data.kind) { data } else { nil } }
    }
    var reports: [(entry: LoggedEvent, data: ReportIssued)] {
        survey.all { if case .reportIssued(let data) = $0 { data } else { nil } }
    }
    /// Of entries of the dataset, and of the enrolments and credentials of those who signed them.
    var erasures: [(entry: LoggedEvent, data: DisclosureErased)] {
        var found: [EntryIndex: (entry: LoggedEvent, data: DisclosureErased)] = [:]
        for erasure in survey.all({ if case .disclosureErased(let data) = $0 { data } else { nil } }) {
            found[erasure.entry.index] = erasure
        }
        for erasure in people.flatMap(\.erasures) { found[erasure.entry.index] = (erasure.entry, erasure.data) }
        return found.values.sorted { $0.entry.index < $1.entry.index }
    }

    /// The row of the requirements in force at the size that holds for a question.
    func requirement(for name: String) -> Requirement? {
        RequirementRule.row(for: name, at: size.nextIndex, in: policy)?.row
    }
}

/// The state of the log that a report is of.
struct LogAnchor {
    let origin: String
    let size: TreeSize
    let lastRecorded: Timestamp
    /// The oldest signed note whose tree holds the last entry.
    let checkpoint: StatedCheckpoint
    /// Whether the note is signed under the log's key that the ledger names; `nil` if no key of it can be read.
    let isSigned: Bool?
    /// The key that it was checked with.
    let vkey: String?
    /// The note as the log signed it: cosignatures come later, and a report is always the same. `nil` if it is not signed.
    let noteByLog: String?
}

/// The report of the same dataset before this one, and the proof that its log is the beginning of this one's.
struct PreviousReport {
    let entry: EntryIndex
    let data: ReportIssued
    let proof: ConsistencyProof?
    /// The root of the log at the previous report's size; `nil` if no checkpoint was signed at that size.
    let root: Digest?
    let isConsistent: Bool?
}

extension ReportSource {
    static func gather(
        _ dataset: String, at size: TreeSize?, from store: any LedgerStore, showsDisclosures: Bool, readsAll: Bool,
        generator: String,
        progress: (_ done: Int, _ of: Int) -> Void
    ) throws -> ReportSource {
        let survey = try DatasetSurvey.make(
            of: dataset, at: size, from: store, showsDisclosures: showsDisclosures, progress: progress)
        let lineage = try Lineage.read(from: store, below: survey.size)
        let actors = survey.people.sorted { a, b in
            a.value.current == b.value.current ? a.key.description < b.key.description : a.value.current > b.value.current
        }.map(\.key)
        return try store.read { reader in
            let histories = try LedgerHistories(reader)
            let people = try actors.map {
                try PersonProfile.read($0, below: survey.size, from: reader, histories, showsDisclosures: showsDisclosures)
            }
            var ledger = LedgerHistory()
            for entry in try reader.events(of: .ledger, below: survey.size) { ledger.apply(entry, of: .ledger) }
            let anchor = try LogAnchor.read(at: survey.size, ledger, from: reader)
            let seal = try reader.newestSeal(below: survey.size)
            let issued = survey.last { if case .reportIssued(let data) = $0 { data } else { nil } }
            return ReportSource(
                survey: survey, lineage: lineage,
                depths: GenerationDepths(
                    lineage, SourcesCache(store, now: survey.size), store, below: survey.size),
                people: people,
                heldByConnectors: Set(people.filter { $0.enrolment?.custody == .connector }.map(\.actor)), anchor: anchor,
                previous: try issued.map { try PreviousReport.read($0.entry.index, $0.data, to: anchor, from: reader) },
                seal: seal, sealTheft: seal?.theft(in: ledger, knownBelow: survey.size.nextIndex), opening: ledger.opened,
                policy: try reader.fold(PolicyHistory.self, of: .policy(dataset), below: survey.size),
                enforcement: ledger.policy(at: survey.size.nextIndex)?.enforcement,
                showsDisclosures: showsDisclosures, readsAll: readsAll, generator: generator)
        }
    }
}

extension LogAnchor {
    static func read(at size: TreeSize, _ ledger: LedgerHistory, from reader: any LedgerReader) throws -> LogAnchor {
        guard let last = try reader.lastEntry(below: size) else {
            throw StoreError(.corrupt, "A report is of no entries. Run touchmark check.")
        }
        let stored = try reader.checkpoint(holding: last.index)
        let unchecked: UncheckedCheckpoint
        do { unchecked = try UncheckedCheckpoint(parsing: stored.note) } catch {
            throw StoreError(.corrupt, "The checkpoint of size \(stored.size) cannot be read. Run touchmark check.", cause: error)
        }
        let keys = ledger.verifierKeys
        let signed = keys.lazy.compactMap { key in
            if case .valid(let checkpoint) = unchecked.check(with: key) { checkpoint } else { nil }
        }.first
        return LogAnchor(
            origin: unchecked.claimed.origin, size: size, lastRecorded: last.recorded,
            checkpoint: StatedCheckpoint(note: stored.note, statement: unchecked.claimed),
            isSigned: keys.isEmpty ? nil : signed != nil, vkey: (signed?.key ?? keys.first)?.text,
            noteByLog: signed?.noteByLog)
    }
}

extension PreviousReport {
    static func read(
        _ entry: EntryIndex, _ data: ReportIssued, to anchor: LogAnchor, from reader: any LedgerReader
    ) throws -> PreviousReport {
        let from = TreeSize(data.size)
        let to = anchor.checkpoint.statement.size
        guard from <= to, let stored = try reader.checkpoint(atMost: from), stored.size == from,
            let old = try? UncheckedCheckpoint(parsing: stored.note).claimed
        else { return PreviousReport(entry: entry, data: data, proof: nil, root: nil, isConsistent: nil) }
        var builder = ProofBuilder(size: to) { try reader.tile($0)?.hashes }
        let proof = try builder.consistencyProof(from: from)
        let check = proof.check(oldRoot: old.root, newRoot: anchor.checkpoint.statement.root)
        return PreviousReport(
            entry: entry, data: data, proof: proof, root: old.root, isConsistent: check == .verified)
    }
}
