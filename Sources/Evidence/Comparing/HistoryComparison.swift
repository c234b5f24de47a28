import MerkleLog
public import Primitives
import Signatures

/// What two pieces of evidence, of one log, say together.
public enum HistoryComparison: Hashable, Sendable {
    /// The tree of size `to` begins with that of size `from`.
    case oneLog(from: TreeSize, to: TreeSize)
    /// The log signed two histories.
    case splitView(SplitView)
    /// Nothing here proves that one extends the other, nor that it does not.
    case undecided(from: TreeSize, to: TreeSize)
    /// One of the two is evidence of nothing under the keys given.
    case unfounded(UnfoundedEvidence)
}

/// Why the keys given do not vouch for a piece of evidence.
public enum UnfoundedEvidence: Error, Hashable, Sendable, CaseIterable {
    case noCheckpoint
    case notSigned
    /// They are of different logs, each of which one of the keys vouches for.
    case otherLog

    public var sentence: String {
        switch self {
        case .noCheckpoint: "The bundle has no checkpoint: it is evidence of nothing."
        case .otherLog: "They are of different ledgers, by their origins: one may say what it likes of the other."
        case .notSigned: "The checkpoint is not signed by the key given: it says nothing of that key's log."
        }
    }
}

/// That a log signed two checkpoints of which neither extends the other.
public struct SplitView: Hashable, Sendable {
    public enum Ground: Hashable, Sendable {
        /// Both are of this size, and their roots differ: the two notes alone prove it.
        case rootsDiffer(TreeSize)
        /// Both trees' first entries, so many, lead to different roots; or those of one, to another root than the log signed for so many.
        /// Besides the notes it takes what was compared to prove it.
        case prefixesDiffer(TreeSize)
        /// Both trees prove an entry at this index, and the entries differ. It takes both bundles to prove it.
        case entriesDiffer(EntryIndex)
    }

    public let ground: Ground
    /// Signed notes, as they are published. The first is of the smaller tree.
    public let first: String
    public let second: String

    init(_ ground: Ground, _ a: VerifiedCheckpoint, _ b: VerifiedCheckpoint) {
        self.ground = ground
        let ordered = a.checkpoint.size <= b.checkpoint.size ? (a, b) : (b, a)
        (first, second) = (ordered.0.note, ordered.1.note)
    }
}

/// What one piece of evidence says of its log's history, as far as it was checked.
struct History {
    /// The checkpoint that all here is proved against.
    let checkpoint: VerifiedCheckpoint
    /// All checkpoints here that the log signed, that one too.
    let signed: [VerifiedCheckpoint]
    /// Roots that this tree had, by size: what is proved to be extended by `checkpoint`.
    var prefixes: [TreeSize: Digest]

    var size: TreeSize { checkpoint.checkpoint.size }
}

extension HistoryComparison {
    /// Decides by what both say of sizes that both know. `nil` where that decides nothing.
    init?(_ a: History, _ b: History) {
        for one in a.signed + b.signed {
            for other in a.signed + b.signed
            where one.checkpoint.size == other.checkpoint.size && one.checkpoint.root != other.checkpoint.root {
                self = .splitView(SplitView(.rootsDiffer(one.checkpoint.size), one, other))
                return
            }
        }
        if let split = Self.signedOtherwise(a, b) {
            self = .splitView(split)
            return
        }
        let differing = a.prefixes.filter { size, root in b.prefixes[size].map { $0 != root } ?? false }.keys.min()
        if let differing {
            self = .splitView(SplitView(.prefixesDiffer(differing), a.checkpoint, b.checkpoint))
            return
        }
        let (smaller, larger) = a.size <= b.size ? (a, b) : (b, a)
        guard larger.prefixes[smaller.size] == smaller.checkpoint.checkpoint.root else { return nil }
        self = .oneLog(from: smaller.size, to: larger.size)
    }

    /// The smallest tree that the log signed, in either of them, and that is not what one of them begins with.
    private static func signedOtherwise(_ a: History, _ b: History) -> SplitView? {
        for signed in (a.signed + b.signed).sorted(by: { $0.checkpoint.size < $1.checkpoint.size }) {
            let (size, root) = (signed.checkpoint.size, signed.checkpoint.root)
            for history in [a, b] where history.prefixes[size].map({ $0 != root }) ?? false {
                return SplitView(.prefixesDiffer(size), signed, history.checkpoint)
            }
        }
        return nil
    }
}
