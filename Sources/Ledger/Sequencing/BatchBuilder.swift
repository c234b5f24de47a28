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
        case known(EntryIndex)
        case refused(Refusal)

        var isRefused: Bool { if case .refused = self { true } else { false } }
    }

    private let histories: LedgerHistories
    private let clock: any LedgerClock
    private let rules: EntryRules
    private let reader: any LedgerReader
    private(set) var entries: [StoredEntry] = []
    private(set) var leaves: [Digest] = []
    /// Of these entries, and further ones of entries that are there.
    private(set) var disclosures: [EntryIndex: KeptDisclosures] = [:]
    /// Digests that an erasure in this batch names, by the entry they belong to.
    private(set) var erasures: [EntryIndex: [String]] = [:]
    /// The log's keys that this batch adds.
    private(set) var logKeys: [String] = []
    private var projector = Projector()
    /// Of the first entry that this batch would add.
    private let start: EntryIndex
    private var nextIndex: EntryIndex
    private var lastRecorded: Timestamp

    init(
        _ reader: any LedgerReader, histories: LedgerHistories, clock: any LedgerClock, size: TreeSize,
        lastRecorded: Timestamp, rules: EntryRules
    ) {
        self.histories = histories
        self.clock = clock
        self.rules = rules
        self.lastRecorded = lastRecorded
        self.reader = reader
        start = size.nextIndex
        nextIndex = start
    }

    var lastTime: Timestamp { lastRecorded }

    mutating func place(_ candidate: Candidate) throws -> Placement {
        if let pending = histories.pendingEntry(withID: candidate.signed.event.id),
            pending.signed.digest == candidate.signed.digest
        {
            return keep(candidate, of: pending.index, beside: [])
        }
        if let index = try index(ofStored: candidate) { return try keepFurther(candidate, of: index) }
        // The clock may run back; the log's time never does.
        let recorded = max(clock.now(), Timestamp(microseconds: lastRecorded.microseconds + 1))
        try requireBelievable(recorded)
        let entry = LoggedEvent(index: nextIndex, recorded: recorded, signed: candidate.signed)
        if let refusal = try rules.refusal(of: entry, in: histories) { return .refused(refusal) }
        if case .disclosureErased(let data) = entry.event.body, let erased = try histories.entry(withID: data.event.id) {
            erasures[erased.index, default: []] += data.digests
        }
        if let vkey = entry.event.body.addedLogKey { logKeys.append(vkey) }
        try projector.add(entry, in: histories)
        histories.admit(entry)
        let stored = StoredEntry(index: nextIndex, recorded: recorded, jws: candidate.jws)
        entries.append(stored)
        leaves.append(stored.leaf)
        keep(candidate.disclosures, of: entry.event, at: nextIndex)
        lastRecorded = recorded
        nextIndex = nextIndex.next
        return .new(entry.index)
    }

    var derivedRows: DerivedRows { projector.rows }

    /// What a placement comes to where one refusal undoes everything: a known token that brought something to keep is not done with.
    func outcomeWithoutCommit(_ placement: Placement) -> SequencedOutcome {
        switch placement {
        case .refused(let refusal): .refused(refusal)
        case .known(let index) where index < start && disclosures[index] == nil: .known(index)
        case .known, .new: .refused(.notWritten)
        }
    }

    /// Where the same token is in the store already. Another token with the same id is for the admission rules to refuse.
    private func index(ofStored candidate: Candidate) throws -> EntryIndex? {
        guard let index = try histories.index(ofCommitted: candidate.signed.event.id) else { return nil }
        return Digest(hashing: try reader.entry(at: index).jws) == candidate.signed.digest ? index : nil
    }

    private mutating func keepFurther(_ candidate: Candidate, of index: EntryIndex) throws -> Placement {
        guard !candidate.disclosures.isEmpty else { return .known(index) }
        return keep(candidate, of: index, beside: try reader.disclosures(of: index))
    }

    /// Has those of a candidate kept that are not there yet, so that what is sent again costs no writing.
    private mutating func keep(_ candidate: Candidate, of index: EntryIndex, beside stored: [StoredDisclosure]) -> Placement {
        let pending = disclosures[index]?.disclosures ?? []
        if let refusal = candidate.refusal(beside: stored + pending) { return .refused(refusal) }
        let further = candidate.disclosures.filter { !stored.contains($0) && !pending.contains($0) }
        keep(further, of: candidate.signed.event, at: index)
        return .known(index)
    }

    private mutating func keep(_ further: [StoredDisclosure], of event: Event, at index: EntryIndex) {
        guard !further.isEmpty else { return }
        disclosures[index, default: KeptDisclosures([], keeper: event.keeper)].disclosures += further
    }

    /// - Throws: `LedgerError.notWritten`; the first entry has nothing to be held against but the calendar.
    private func requireBelievable(_ recorded: Timestamp) throws {
        guard recorded > clock.latest(after: nextIndex == EntryIndex(0) ? recorded : lastRecorded) else { return }
        throw LedgerError(
            .notWritten,
            """
            the clock says \(recorded), and the newest entry is of \(lastRecorded): what is recorded so late stays so for ever. If \
            the clock is wrong, set it right.\(Self.wayOn(from: recorded))
            """)
    }

    /// A time that is soon to come: until it has passed, what the operator writes down is believed, however long that takes.
    private static func wayOn(from recorded: Timestamp) -> String {
        let day: Int64 = 86_400_000_000
        guard recorded.microseconds < Timestamp.latest.microseconds - 2 * day else { return "" }
        let soon = Timestamp(microseconds: (recorded.microseconds / day + 2) * day)
        return " If the ledger rested so long, say so in its touchmark.yaml: rested: \(soon)"
    }
}

extension Candidate {
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
