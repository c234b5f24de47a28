import MerkleLog
import Primitives
import Provenance
import Signatures

/// Puts one batch together from what has arrived: order, index, time, admission, rows. It reads and never writes.
struct BatchBuilder {
    /// What a candidate comes to, before the commit.
    enum Placement {
        case new(EntryIndex)
        /// The same token is there already, or earlier in this batch.
        case known(EntryIndex, further: KeptDisclosures)
        case refused(Refusal)

        var isRefused: Bool { if case .refused = self { true } else { false } }

        /// What it comes to where one refusal undoes a whole job.
        var withoutCommit: SequencedOutcome {
            switch self {
            case .refused(let refusal): .refused(refusal)
            case .known(let index, _): .known(index)
            case .new:
                .refused(
                    Refusal(
                        "atomic", .conflict, "Another event of this request was refused, so none was written.",
                        remedy: "Correct the one that was refused and send all of them again."))
            }
        }
    }

    private let histories: LedgerHistories
    private let clock: any LedgerClock
    private let checker: DuplicateCheck
    private(set) var entries: [StoredEntry] = []
    private(set) var leaves: [Digest] = []
    private(set) var disclosures: [EntryIndex: KeptDisclosures] = [:]
    /// Digests that an erasure in this batch names, by the entry they belong to.
    private(set) var erasures: [EntryIndex: [String]] = [:]
    /// The log's keys that this batch adds.
    private(set) var logKeys: [String] = []
    private var projector = Projector()
    private var nextIndex: EntryIndex
    private var lastRecorded: Timestamp

    init(
        _ reader: any LedgerReader, histories: LedgerHistories, clock: any LedgerClock, size: TreeSize,
        lastRecorded: Timestamp
    ) {
        self.histories = histories
        self.clock = clock
        self.lastRecorded = lastRecorded
        checker = DuplicateCheck(reader: reader, histories: histories)
        nextIndex = size.nextIndex
    }

    var lastTime: Timestamp { lastRecorded }

    mutating func place(_ candidate: Candidate) throws -> Placement {
        if let pending = histories.pendingEntry(withID: candidate.signed.event.id),
            pending.signed.digest == candidate.signed.digest
        {
            let kept = disclosures[pending.index]?.disclosures ?? []
            if let refusal = candidate.refusal(beside: kept) { return .refused(refusal) }
            disclosures[pending.index] = candidate.kept(kept.union(candidate.disclosures))
            return .known(pending.index, further: candidate.kept([]))
        }
        if let known = try checker.placement(of: candidate) { return known }
        // The clock may run back; the log's time never does.
        let recorded = max(clock.now(), Timestamp(microseconds: lastRecorded.microseconds + 1))
        try requireBelievable(recorded)
        let entry = LoggedEvent(index: nextIndex, recorded: recorded, signed: candidate.signed)
        if let refusal = try Admission.refusal(of: entry, in: histories) { return .refused(refusal) }
        if case .disclosureErased(let data) = entry.event.body, let erased = try histories.entry(withID: data.event.id) {
            erasures[erased.index, default: []] += data.digests
        }
        if case .ledgerKeyAdded(let data) = entry.event.body, case .log(let vkey) = data.addition { logKeys.append(vkey) }
        try projector.add(entry, in: histories)
        histories.admit(entry)
        let stored = StoredEntry(index: nextIndex, recorded: recorded, jws: candidate.jws)
        entries.append(stored)
        leaves.append(stored.leaf)
        if !candidate.disclosures.isEmpty { disclosures[nextIndex] = candidate.kept(candidate.disclosures) }
        lastRecorded = recorded
        nextIndex = nextIndex.next
        return .new(entry.index)
    }

    var derivedRows: DerivedRows { projector.rows }

    /// - Throws: `LedgerError.notWritten`; the first entry has nothing to be held against but the calendar.
    private func requireBelievable(_ recorded: Timestamp) throws {
        guard recorded > clock.latest(after: nextIndex == EntryIndex(0) ? recorded : lastRecorded) else { return }
        throw LedgerError(
            .notWritten,
            """
            the clock says \(recorded), and the newest entry is of \(lastRecorded): what is recorded so late stays so for ever. If \
            the clock is wrong, set it right. If the ledger rested so long, say so in its touchmark.yaml: rested: \(recorded)
            """)
    }
}

extension Candidate {
    fileprivate func kept(_ disclosures: [StoredDisclosure]) -> KeptDisclosures {
        KeptDisclosures(disclosures, keeper: signed.event.keeper)
    }

    /// Why its disclosures cannot stand beside those that are kept of the same event: two that say what one member is would make
    /// all evidence that holds both fail.
    fileprivate func refusal(beside kept: [StoredDisclosure]) -> Refusal? {
        let all = kept.union(disclosures)
        guard all.count > kept.count else { return nil }
        let parsed = all.compactMap { try? Disclosure(parsing: $0.encoded) }
        guard case .failure(let mismatch) = signed.event.disclosed(by: parsed) else { return nil }
        return .malformed("disclosure", mismatch.description)
    }
}

extension [StoredDisclosure] {
    fileprivate func union(_ others: [StoredDisclosure]) -> [StoredDisclosure] {
        self + others.filter { !contains($0) }
    }
}

/// Whether the same token is in the store already.
private struct DuplicateCheck {
    let reader: any LedgerReader
    let histories: LedgerHistories

    /// `nil` if it is not. Another token with the same id is for the admission rules to refuse.
    func placement(of candidate: Candidate) throws -> BatchBuilder.Placement? {
        guard let index = try histories.index(ofCommitted: candidate.signed.event.id) else { return nil }
        guard let entry = try reader.entry(at: index) else {
            throw StoreError(.corrupt, "Entry \(index) is missing from the store. Run touchmark check.")
        }
        guard Digest(hashing: entry.jws) == candidate.signed.digest else { return nil }
        if let refusal = candidate.refusal(beside: try reader.disclosures(of: index)) { return .refused(refusal) }
        return .known(index, further: candidate.kept(candidate.disclosures))
    }
}
