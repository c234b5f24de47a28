import MerkleLog
import Primitives
public import Signatures

/// Holds two bundles, or a bundle and a checkpoint, against each other: whether they are of one history of a log.
///
/// Only what is proved under the log's signature counts. A bundle that is damaged otherwise, or does not verify, may take part:
/// what its operator signed stays signed.
public struct HistoryComparer: Sendable {
    private let keys: [VerifierKey]

    /// - Parameter keys: the log's, got another way than what is compared: one, or all that it has had.
    public init(keys: [VerifierKey]) {
        self.keys = keys
    }

    /// What is compared.
    public enum Evidence: Sendable {
        case bundle(any BundleInput)
        /// A signed note.
        case checkpoint(String)
    }

    /// - Throws: `UnreadableBundle`, `NoteError`, and what an input throws.
    public func compare(_ a: Evidence, _ b: Evidence) throws -> HistoryComparison {
        switch (try Side.check(a, keys), try Side.check(b, keys)) {
        case (.success(let a), .success(let b)): try Self.compare(a, b)
        case (.failure(let unfounded), _), (_, .failure(let unfounded)): .unfounded(unfounded)
        }
    }

    private static func compare(_ a: Side, _ b: Side) throws -> HistoryComparison {
        var (a, b) = (a, b)
        guard a.history.checkpoint.checkpoint.origin.isSpelled(as: b.history.checkpoint.checkpoint.origin) else {
            return .unfounded(.otherLog)
        }
        // Whole ledgers know the root of every size that either names.
        let sizes = Set((a.history.signed + b.history.signed).map(\.checkpoint.size))
        try a.readPrefixes(at: sizes.union(b.history.prefixes.keys))
        try b.readPrefixes(at: sizes.union(a.history.prefixes.keys))
        if let decided = HistoryComparison(a.history, b.history) { return decided }
        if let index = try firstDifference(&a, &b) {
            return .splitView(SplitView(.entriesDiffer(index), a.history.checkpoint, b.history.checkpoint))
        }
        let (smaller, larger) = a.history.size <= b.history.size ? (a, b) : (b, a)
        return .undecided(from: smaller.history.size, to: larger.history.size)
    }

    /// Walks through both bundles' entries side by side; memory does not grow with them.
    private static func firstDifference(_ a: inout Side, _ b: inout Side) throws -> EntryIndex? {
        guard var left = a.provedLeaves(), var right = b.provedLeaves() else { return nil }
        var (one, other) = (try left.next(), try right.next())
        while let first = one, let second = other {
            if first.index == second.index, first.leaf != second.leaf { return first.index }
            if first.index <= second.index { one = try left.next() }
            if second.index <= first.index { other = try right.next() }
        }
        return nil
    }
}

/// One of the two.
private struct Side {
    private(set) var history: History
    private let survey: BundleSurvey?
    private let input: (any BundleInput)?
    /// True if its entries are all there and lead to the root; `nil` before that was looked at.
    private var isWhole: Bool?

    private init(history: History, survey: BundleSurvey?, input: (any BundleInput)?) {
        (self.history, self.survey, self.input) = (history, survey, input)
    }

    /// - Throws: if it cannot be read.
    static func check(
        _ evidence: HistoryComparer.Evidence, _ keys: [VerifierKey]
    ) throws -> Result<Side, UnfoundedEvidence> {
        switch evidence {
        case .checkpoint(let note):
            let checkpoint = try UncheckedCheckpoint(parsing: note)
            guard let history = history(checkpoint, [], keys) else { return .failure(.notSigned) }
            return .success(Side(history: history, survey: nil, input: nil))
        case .bundle(let input):
            let survey = try BundleSurvey(input)
            guard let checkpoint = survey.checkpoint else { return .failure(.noCheckpoint) }
            guard let history = history(checkpoint, survey.further, keys) else { return .failure(.notSigned) }
            return .success(Side(history: history, survey: survey, input: input))
        }
    }

    /// `nil` if none of the keys signed the first checkpoint.
    private static func history(
        _ main: UncheckedCheckpoint, _ further: [BundleSurvey.GivenCheckpoint], _ keys: [VerifierKey]
    ) -> History? {
        func verified(_ checkpoint: UncheckedCheckpoint) -> VerifiedCheckpoint? {
            keys.lazy.compactMap { if case .valid(let verified) = checkpoint.check(with: $0) { verified } else { nil } }.first
        }
        guard let checkpoint = verified(main) else { return nil }
        // What another log signed, whoever put it here, says nothing of this one.
        let further = further.filter { $0.unchecked.claimed.origin.isSpelled(as: checkpoint.checkpoint.origin) }
        let (size, root) = (checkpoint.checkpoint.size, checkpoint.checkpoint.root)
        var prefixes = [size: root]
        for given in further {
            let claimed = given.unchecked.claimed
            guard let proof = given.consistency, proof.from == claimed.size, proof.to == size,
                proof.check(oldRoot: claimed.root, newRoot: root) == .verified
            else { continue }
            prefixes[claimed.size] = claimed.root
        }
        return History(
            checkpoint: checkpoint, signed: [checkpoint] + further.compactMap { verified($0.unchecked) }, prefixes: prefixes)
    }

    /// If every entry is here, works out the roots that the tree had at these sizes.
    mutating func readPrefixes(at sizes: some Sequence<TreeSize>) throws {
        let wanted = Set(sizes.filter { $0 <= history.size })
        guard let survey, let input, history.size > .empty, survey.present.count == history.size.value else { return }
        var leaves = LeafReader(survey, input, prover: nil)
        var range = CompactRange()
        var roots: [TreeSize: Digest] = [:]
        while let next = try leaves.next() {
            range.append(next.leaf)
            if wanted.contains(range.size) { roots[range.size] = range.root }
        }
        // Entries that do not make up what was signed are not the log's word.
        isWhole = range.size == history.size && range.root == history.checkpoint.checkpoint.root
        guard isWhole == true else { return }
        history.prefixes.merge(roots) { known, _ in known }
    }

    /// The entries that are proved to be in the tree; `nil` where there is no bundle.
    func provedLeaves() -> LeafReader? {
        guard let survey, let input else { return nil }
        let (size, root) = (history.size, history.checkpoint.checkpoint.root)
        var tiles: VerifiedTiles?
        if case .verified(let verified) = UncheckedTiles(size: size, tiles: survey.tiles).check(root: root) { tiles = verified }
        return LeafReader(
            survey, input, prover: isWhole == true ? nil : EntryProver(size: size, root: root, tiles: tiles))
    }
}

/// The leaf hashes of a bundle's entries, in their order.
private struct LeafReader {
    private var reader: LineBlockReader
    private let entries: Range<Int>
    private let size: TreeSize
    private let prover: EntryProver?
    private var order = EntryOrder()
    private var block: LineBlock?
    private var place = 0

    /// - Parameter prover: passes over entries that it does not prove; `nil` to take all of them.
    init(_ survey: BundleSurvey, _ input: any BundleInput, prover: EntryProver?) {
        reader = LineBlockReader(input)
        entries = survey.entries
        size = survey.checkpoint?.claimed.size ?? .empty
        self.prover = prover
    }

    mutating func next() throws -> (index: EntryIndex, leaf: Digest)? {
        while let block = try currentBlock() {
            let number = block.number(place)
            let line = block.lines[place]
            place += 1
            guard number < entries.upperBound else { return nil }
            guard entries.contains(number) else { continue }
            if let found = try read(block, line, number) { return found }
        }
        return nil
    }

    private mutating func currentBlock() throws -> LineBlock? {
        if let block, place < block.lines.count { return block }
        place = 0
        block = try reader.next()
        return block
    }

    private mutating func read(
        _ block: LineBlock, _ line: Range<Int>, _ number: Int
    ) throws -> (index: EntryIndex, leaf: Digest)? {
        let found = try block.bytes.withUnsafeBytes { bytes -> (index: EntryIndex, leaf: Digest, inclusion: [Digest]?)? in
            do throws(JSONError) {
                return try EntryLine.read(UnsafeRawBufferPointer(rebasing: bytes[line])) {
                    ($0.index, Digest.leaf($0.entry), $0.inclusion)
                }
            } catch {
                throw UnreadableBundle(error, line: number)
            }
        }
        guard let found, order.take(found.index, below: size) == nil else { return nil }
        guard prover?.isProved(found.leaf, at: found.index, by: found.inclusion) ?? true else { return nil }
        return (found.index, found.leaf)
    }
}

extension EntryProver {
    fileprivate func isProved(_ leaf: Digest, at index: EntryIndex, by inclusion: [Digest]?) -> Bool {
        if let inclusion {
            return InclusionProof(index: index, size: size, hashes: inclusion).check(leaf: leaf, root: root) == .verified
        }
        return tiles?.leafHash(at: index) == leaf
    }
}
