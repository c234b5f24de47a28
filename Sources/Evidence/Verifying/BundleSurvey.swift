import MerkleLog
import Primitives
import Provenance
import Signatures

/// The first reading of a bundle: the file as a whole, and every line but those of entries and claims.
///
/// What histories a bundle holds stands behind its entries, and decides which rules can be asked of them; so it is read
/// once to know that, and once more for the entries.
struct BundleSurvey {
    struct GivenCheckpoint {
        let unchecked: UncheckedCheckpoint
        /// That the checkpoint which all is proved against extends this one.
        var consistency: ConsistencyProof?
    }

    private(set) var header: BundleHeader?
    /// The one that all is proved against.
    private(set) var checkpoint: UncheckedCheckpoint?
    private(set) var further: [GivenCheckpoint] = []
    private(set) var present = IndexRuns()
    private(set) var tiles: [Tile] = []
    private(set) var listed = ListedHistories()
    private(set) var tokens: [TimeLine] = []
    private(set) var findings = FindingLog()
    private(set) var lineCount = 0
    /// Numbers of the lines among which entries stand in order, and claims.
    private(set) var entries = 0..<0
    private(set) var claims = 0..<0
    /// Where the end line begins.
    private(set) var endOffset: UInt64?

    private var stage = BundleStage.start
    private var entryOrder = EntryOrder()
    /// Of some of the entries, where their lines begin, so that any one is found without reading all.
    private var marks: [Mark] = []
    private var needed: Set<TileCoordinate>?
    private var isAwaitingConsistency = false
    private var end: (line: EndLine, number: Int)?

    private static let claimHead = Array(#"{"kind":"claim","#.utf8)

    /// Reads the whole input.
    ///
    /// - Throws: `UnreadableBundle`, and what the input throws.
    init(_ input: any BundleInput) throws {
        var reader = LineBlockReader(input)
        while let block = try reader.next() { try read(block) }
        finish()
    }

    private mutating func read(_ block: LineBlock) throws {
        try block.bytes.withUnsafeBytes { bytes in
            for (place, line) in block.lines.enumerated() {
                let text = UnsafeRawBufferPointer(rebasing: bytes[line])
                try read(text, number: block.number(place), offset: block.offset(place))
            }
        }
    }

    private mutating func read(_ text: UnsafeRawBufferPointer, number: Int, offset: UInt64) throws(UnreadableBundle) {
        lineCount = number
        // Entries and claims in their place are most of a bundle; they are parsed in the second reading only.
        if checkpoint != nil, header != nil, stage <= .entries, let index = EntryLine.indexAtHead(text) {
            return takeEntry(index, number, offset)
        }
        if stage <= .claims, stage > .bundle, checkpoint != nil, header != nil, text.starts(with: Self.claimHead) {
            return takeClaim(number)
        }
        let line: BundleLine
        do throws(JSONError) { line = try BundleLine(text) } catch { throw UnreadableBundle(error, line: number) }
        try take(line, number, offset)
    }

    private mutating func take(_ line: BundleLine, _ number: Int, _ offset: UInt64) throws(UnreadableBundle) {
        guard end == nil else { return report(.afterEnd, "Line \(number) stands behind the end.") }
        guard let own = line.stage else {
            return report(.unknownKind, "Line \(number) is of a kind that this version does not know.")
        }
        guard own >= stage else { return report(.lineOrder, "Line \(number) stands behind lines that belong after it.") }
        if case .consistency(let proof) = line { return takeConsistency(proof, number) }
        checkConsistencyIsThere()
        stage = own
        switch line {
        case .bundle(let header): try takeHeader(header, number)
        case .checkpoint(let note): try takeCheckpoint(note, number)
        case .entry(let index): takeEntry(index, number, offset)
        case .tile(let tile): takeTile(tile)
        case .history(let history): takeHistory(history)
        case .time(let token): takeToken(token)
        case .claim: takeClaim(number)
        case .end(let end):
            self.end = (end, number)
            endOffset = offset
        case .consistency, .unknown: break
        }
    }

    private mutating func takeHeader(_ header: BundleHeader, _ number: Int) throws(UnreadableBundle) {
        guard header.version == BundleHeader.version else {
            throw UnreadableBundle(
                .version, line: number, "The bundle is of version \(header.version); this verifier reads version 1.")
        }
        guard self.header == nil else { return report(.lineRepeated, "Line \(number) says again what the bundle is about.") }
        self.header = header
    }

    private mutating func takeCheckpoint(_ note: String, _ number: Int) throws(UnreadableBundle) {
        let unchecked: UncheckedCheckpoint
        do throws(NoteError) { unchecked = try UncheckedCheckpoint(parsing: note) } catch {
            throw UnreadableBundle(.shape, line: number, "The note is not a checkpoint: \(error).")
        }
        guard checkpoint != nil else {
            checkpoint = unchecked
            return
        }
        guard further.count < BundleLimits.furtherCheckpointCount else {
            return report(.tooManyCheckpoints, "Line \(number) is one of more than 64 further checkpoints.")
        }
        further.append(GivenCheckpoint(unchecked: unchecked))
        isAwaitingConsistency = true
    }

    private mutating func takeConsistency(_ proof: ConsistencyProof, _ number: Int) {
        guard isAwaitingConsistency, !further.isEmpty else {
            return report(.lineOrder, "Line \(number) proves the consistency of no checkpoint before it.")
        }
        further[further.count - 1].consistency = proof
        isAwaitingConsistency = false
    }

    private mutating func checkConsistencyIsThere() {
        guard isAwaitingConsistency else { return }
        report(.consistencyMissing, "A further checkpoint is not followed by a proof of consistency.")
        isAwaitingConsistency = false
    }

    private mutating func takeEntry(_ index: EntryIndex, _ number: Int, _ offset: UInt64) {
        checkConsistencyIsThere()
        stage = .entries
        entries = (entries.isEmpty ? number : entries.lowerBound)..<number + 1
        guard let size = checkpoint?.claimed.size else { return }
        if let finding = entryOrder.take(index, below: size) {
            findings.add(finding)
        } else {
            present.append(index)
            mark(index, number, offset)
        }
    }

    private mutating func takeClaim(_ number: Int) {
        checkConsistencyIsThere()
        stage = .claims
        claims = (claims.isEmpty ? number : claims.lowerBound)..<number + 1
    }

    private mutating func takeTile(_ tile: Tile) {
        guard let size = checkpoint?.claimed.size else { return }
        let needed = needed ?? Set((try? TileCoordinate.needed(toProve: present.indices, in: size)) ?? [])
        self.needed = needed
        guard needed.contains(tile.coordinate) else {
            return report(.tileNotNeeded, "A tile proves no entry of the bundle; it was passed over.")
        }
        guard tiles.count < BundleLimits.tileCount else {
            return report(.limitExceeded, "There are more than \(BundleLimits.tileCount) tiles.")
        }
        tiles.append(tile)
    }

    private mutating func takeToken(_ token: TimeLine) {
        guard tokens.count < BundleLimits.timeTokenCount else {
            return report(.limitExceeded, "There are more than \(BundleLimits.timeTokenCount) time tokens.")
        }
        tokens.append(token)
    }

    private mutating func takeHistory(_ line: HistoryLine) {
        guard let size = checkpoint?.claimed.size else { return }
        let limit = max(
            BundleLimits.historyRunsAtLeast,
            Int(clamping: present.count).multipliedClamping(by: BundleLimits.historyRunsPerEntry))
        if let finding = listed.add(line, present: present, size: size, limit: limit) { findings.add(finding) }
    }

    private mutating func report(_ code: FindingCode, _ sentence: String) {
        findings.add(Finding(code, sentence))
    }

    private mutating func finish() {
        if header == nil { report(.bundleMissing, "No line says what the bundle is about.") }
        if checkpoint == nil { report(.checkpointMissing, "There is no checkpoint to prove anything against.") }
        if end == nil { report(.endMissing, "The file has no end: it is cut short.") }
        checkConsistencyIsThere()
    }
}

extension BundleSurvey {
    struct Mark {
        let index: EntryIndex
        let number: Int
        let offset: UInt64
    }

    /// Entries that lie between two marks.
    private static let stride = 512

    private mutating func mark(_ index: EntryIndex, _ number: Int, _ offset: UInt64) {
        guard marks.last.map({ number - $0.number >= Self.stride }) ?? true else { return }
        marks.append(Mark(index: index, number: number, offset: offset))
    }

    /// The seal that the proofs name, by its own account: how far it goes has to be known before the entries are taken.
    ///
    /// - Throws: `UnreadableBundle`, and what the input throws.
    func unverifiedSeal(in input: any BundleInput) throws -> BundleSeal? {
        guard let index = listed.seal, present.contains(index), let mark = marks.last(where: { $0.index <= index }) else {
            return nil
        }
        var reader = LineBlockReader(input, offset: mark.offset, number: mark.number)
        var found: BundleSeal?
        while let block = try reader.next() {
            for (place, line) in block.lines.enumerated() where entries.contains(block.number(place)) {
                let isFound = try block.bytes.withUnsafeBytes { bytes in
                    let text = UnsafeRawBufferPointer(rebasing: bytes[line])
                    guard EntryLine.indexAtHead(text).map({ $0 == index }) ?? true else { return false }
                    do throws(JSONError) {
                        return try EntryLine.read(text) { line in
                            guard line.index == index else { return false }
                            found = BundleSeal(
                                unchecked: ExaminedEntry(
                                    index: index, bytes: line.entry, disclosures: [], inclusion: nil, keys: KeyRegister()))
                            return true
                        } ?? false
                    } catch {
                        throw UnreadableBundle(error, line: block.number(place))
                    }
                }
                if isFound { return found }
            }
            if block.number(block.lines.count) >= entries.upperBound { return nil }
        }
        return nil
    }

    /// What is wrong with the end line; `digest` is that of the bytes before it.
    func endFinding(_ digest: Digest) -> Finding? {
        guard let (end, number) = end, end.lines != UInt64(number - 1) || end.digest != digest else { return nil }
        return Finding(.endDiffers, "The lines are not those that the end counts and hashes: the file is damaged.")
    }
}

/// That indices rise and are below the checkpoint's size. Both readings ask, so that both take the same entries.
struct EntryOrder: Sendable {
    private var last: EntryIndex?

    /// What is wrong with an entry at this index here; it is to be passed over. `nil` if nothing is.
    mutating func take(_ index: EntryIndex, below size: TreeSize) -> Finding? {
        guard size.contains(index) else {
            return Finding(.indexRange, index: index, "The index is not below the checkpoint's size.")
        }
        if let last, index <= last {
            return Finding(.entryOrder, index: index, "The index is not greater than that of the entry before.")
        }
        last = index
        return nil
    }
}

extension UnreadableBundle {
    init(_ error: JSONError, line: Int) {
        let isShape =
            switch error.code {
            case .missingMember, .unknownMember, .wrongType, .invalidValue: true
            default: false
            }
        self.init(isShape ? .shape : .json, line: line, "\(error)")
    }
}

extension Int {
    fileprivate func multipliedClamping(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
