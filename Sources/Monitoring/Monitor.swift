package import Ledger
import MerkleLog
package import Primitives
import Provenance
package import Signatures

/// Follows one log from outside: replays every entry into a replica and believes nothing that it cannot check.
package struct Monitor {
    /// What a run came to.
    package struct Outcome: Sendable {
        /// Lasting ones of earlier runs too.
        package var findings: [MonitorFinding] = []
        /// Where two notes are kept that contradict each other, or are out of order: the one known and the one shown.
        package var evidence: [String] = []
        /// How far the replica has come.
        package var size = TreeSize.empty
        /// The log's newest checkpoint, where every entry below it was replayed and every seal held.
        package var replayed: VerifiedCheckpoint?
    }

    /// Two notes that could not be kept, and so neither was the finding that they prove.
    package struct UnkeptEvidence: Error {
        package let finding: MonitorFinding
        package let known: String
        package let shown: String
        package let cause: any Error
    }

    /// 2,048 entries: what an interrupted run loses at most.
    private static let tilesOfPage: UInt64 = 8

    private let source: any LogSource
    private let key: VerifierKey
    private let save: (MonitorState) throws -> Void
    private let keep: (_ known: String, _ shown: String) throws -> [String]
    private let progress: (UInt64, UInt64) -> Void
    private var log: ReplicaLog
    private var outcome = Outcome()
    package private(set) var state: MonitorState

    /// - Parameters:
    ///   - key: the log's, of another way than the log.
    ///   - store: the replica's.
    ///   - save: makes the state durable before it returns.
    ///   - keep: makes both notes durable before it returns, and says where they are.
    package init(
        _ source: any LogSource, key: VerifierKey, store: any LedgerStore, state: MonitorState,
        progress: @escaping (UInt64, UInt64) -> Void, save: @escaping (MonitorState) throws -> Void,
        keep: @escaping (_ known: String, _ shown: String) throws -> [String]
    ) throws {
        self.source = source
        self.key = key
        self.state = state
        self.save = save
        self.keep = keep
        self.progress = progress
        log = try ReplicaLog(store, origin: key.name)
    }

    /// Goes on to the log's present end.
    ///
    /// - Throws: `SourceFailure` where the log cannot be read; what the replica's store throws. Neither is a verdict. `UnkeptEvidence`.
    package mutating func run(_ limits: SealWatch.Limits, now: Timestamp) async throws -> Outcome {
        outcome = Outcome()
        if let checkpoint = try await newest(), try await replay(to: checkpoint) {
            try lookAtLogKey(of: checkpoint)
            if let lag = try SealWatch(store: log.store).lag(limits, at: now) { outcome.findings.append(lag) }
            outcome.findings = state.findings + outcome.findings
            if outcome.findings.allSatisfy(\.allowsCosigning) { outcome.replayed = checkpoint }
        } else {
            outcome.findings = state.findings + outcome.findings
        }
        outcome.size = log.size
        return outcome
    }

    /// The checkpoint shown, if it is signed and extends the last one that was seen.
    private mutating func newest() async throws -> VerifiedCheckpoint? {
        let note = try await source.checkpoint()
        let unchecked: UncheckedCheckpoint
        do { unchecked = try UncheckedCheckpoint(parsing: note) } catch {
            throw SourceFailure("What is served as the checkpoint is none: \(error).")
        }
        guard case .valid(let shown) = unchecked.check(with: key) else {
            find(.checkpointSignature, "The checkpoint shown, of size \(unchecked.claimed.size), is not signed by the key given.")
            return nil
        }
        // Before anything is taken in: a key that was given up may be in other hands, and what it signs a fork.
        if let end = try keyHistory().flatMap({ endOfKey(in: $0, under: shown) }) {
            find(.logKey, end)
            return nil
        }
        if let known = state.checkpoint, let finding = try await finding(on: shown, after: known) {
            try record(finding, known, shown.note)
            return nil
        }
        state.checkpoint = shown.note
        if state.log == nil { state.log = key }
        try save(state)
        return shown
    }

    /// The proof before the accusation: killed between the two, a monitor still has what nobody can take back.
    private mutating func record(_ finding: MonitorFinding, _ known: String, _ shown: String) throws {
        do { outcome.evidence = try keep(known, shown) } catch {
            throw UnkeptEvidence(finding: finding, known: known, shown: shown, cause: error)
        }
        guard finding.isLasting else { return outcome.findings.append(finding) }
        try lasting(finding.code, finding.sentence)
    }

    /// - Returns: `nil` where the checkpoint extends the one that was seen before.
    private func finding(on shown: VerifiedCheckpoint, after note: String) async throws -> MonitorFinding? {
        let known = try Checkpoint(parsing: SignedNote(parsing: note).text)
        let new = shown.checkpoint
        if new.size == known.size {
            if new.root == known.root { return nil }
            return MonitorFinding(.splitView, "The log signed two trees of size \(new.size).")
        } else if new.size > known.size {
            var tiles = RemoteTiles(source, size: new.size)
            if try await tiles.prove(from: known.size, known.root, to: new.root) { return nil }
            return MonitorFinding(
                .inconsistent,
                "The tiles that the log serves do not show that its checkpoint of size \(new.size) extends the one "
                    + "of size \(known.size) that was seen before.")
        } else if new.size <= log.size, try SealWatch.root(of: log.store, at: new.size) != new.root {
            return MonitorFinding(
                .splitView,
                "The log signed a tree of size \(new.size) that is not the beginning of the one of size \(known.size).")
        } else {
            return MonitorFinding(.rollback, "The log shows \(new.size) entries and has signed \(known.size) before.")
        }
    }

    /// - Returns: whether every entry below the checkpoint is in the replica.
    private mutating func replay(to checkpoint: VerifiedCheckpoint) async throws -> Bool {
        let (end, root) = (checkpoint.checkpoint.size, checkpoint.checkpoint.root)
        var tiles = RemoteTiles(source, size: end)
        try lookAtSeals()
        while log.size < end {
            let page = try await page(below: end)
            let grown = TreeSize(log.size.value + UInt64(page.leaves.count))
            guard try await tiles.prove(from: grown, log.root(with: page.leaves), to: root) else {
                find(
                    .entriesDiffer,
                    "The entries from \(log.size) to \(grown.value - 1) are not those of the signed checkpoint of size \(end).")
                return false
            }
            if let found = try await log.take(page.entries) ?? page.stray {
                try lookAtSeals()
                try lasting(.inadmissible, "Entry \(found.index) should not have been taken. \(found.reason)")
                return false
            }
            try lookAtSeals()
            progress(log.size.value, end.value)
        }
        guard log.root == root else {
            find(.entriesDiffer, "The \(end) entries replayed are not those of the signed checkpoint.")
            return false
        }
        return true
    }

    /// The entries that follow, as many as are fetched at a time.
    private func page(below end: TreeSize) async throws -> EntryPage {
        let first = log.size.value
        let pageEnd = min(end.value, ((first >> 8) + Self.tilesOfPage) << 8)
        var page = EntryPage()
        for number in (first >> 8)...((pageEnd - 1) >> 8) {
            guard let width = TileCoordinate(level: 0, number: number).width(in: end) else { break }
            let path = TilePath.entries(number: number, width)
            guard let parts = EntryBundle.parse(try await source.bytes(of: path)), parts.count == width.value else {
                throw SourceFailure("\(path) is no tile of \(width) entries.")
            }
            for (place, bytes) in parts.enumerated() {
                let index = EntryIndex(number << 8 + UInt64(place))
                guard index.value >= first else { continue }
                page.add(bytes, at: index)
                guard page.stray == nil else { return page }
            }
        }
        return page
    }

    /// Looks at the seals that were not looked at yet; each is done once the state says so.
    private mutating func lookAtSeals() throws {
        let watch = SealWatch(store: log.store)
        let seals = try log.store.read { try $0.seals(from: state.sealsBelow) }
        for seal in seals {
            if let finding = try watch.finding(on: seal) { state.add(finding) }
            state.sealsBelow = seal.index.value + 1
            try save(state)
        }
    }

    /// The key given must be one that the log itself names, entry 0 or a key added since, and be its present one.
    private mutating func lookAtLogKey(of checkpoint: VerifiedCheckpoint) throws {
        guard let ledger = try keyHistory(), ledger.logKeys.contains(where: { $0.vkey == key.text }) else {
            return find(.logKey, "The key given is not one that the log names in its entries.")
        }
        if let end = endOfKey(in: ledger, under: checkpoint) { return find(.logKey, end) }
        guard state.log != key else { return }
        state.log = key
        try save(state)
    }

    private func keyHistory() throws -> LedgerHistory? {
        try log.store.read { try LedgerHistories($0).fold(LedgerHistory.self, of: .ledger) }
    }

    /// Why the key given is not the log's present one, by the entries of the replica; `nil` where they do not name it, too.
    private func endOfKey(in ledger: LedgerHistory, under checkpoint: VerifiedCheckpoint) -> String? {
        guard let known = ledger.logKeys.first(where: { $0.vkey == key.text }) else { return nil }
        if let end = known.end { return "The key given has ended (\(end.reason.rawValue))." }
        let next = ledger.logKeys.last { $0.end == nil && $0.index > known.index }
        // Trees below the handover are the old key's to sign.
        guard let next, checkpoint.checkpoint.size.contains(next.index), !checkpoint.isSigned(by: next.vkey) else { return nil }
        return
            "Entry \(next.index) adds a log key that has not signed the checkpoint shown, of size \(checkpoint.checkpoint.size): "
            + "get the log's present vkey from its operator."
    }

    private mutating func find(_ code: MonitorFinding.Code, _ sentence: String) {
        outcome.findings.append(MonitorFinding(code, sentence))
    }

    private mutating func lasting(_ code: MonitorFinding.Code, _ sentence: String) throws {
        state.add(MonitorFinding(code, sentence))
        try save(state)
    }
}

extension LedgerReader {
    /// The seals among the entries from `first` on, in the order of the log.
    fileprivate func seals(from first: UInt64) throws -> [LedgerSeal] {
        try history(of: .seal, below: try size()).filter { $0.value >= first }.map { try seal(at: $0) }
    }
}

extension VerifiedCheckpoint {
    /// Whether the log's key `vkey` signed it too, as it does where the log is handed over to that key.
    fileprivate func isSigned(by vkey: String) -> Bool {
        guard let key = try? VerifierKey(parsing: vkey), let unchecked = try? UncheckedCheckpoint(parsing: note),
            case .valid = unchecked.check(with: key)
        else { return false }
        return true
    }
}
