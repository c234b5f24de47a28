public import Primitives
import Signatures

/// Between which times an entry may have been recorded: what anchors leave open.
public typealias EntrySpan = (_ index: EntryIndex, _ recorded: Timestamp) -> ClosedRange<Timestamp>

/// Moves entries to one end of their spans that a key signed which is declared compromised, and notes which of them come to the other side of
/// that.
struct EntryShift {
    enum End: CaseIterable { case earliest, latest }

    /// Entries that come to the other side of the moment from which the key that signed them is declared compromised.
    struct Doubts {
        /// The first in the log, and that moment.
        fileprivate(set) var first: (index: EntryIndex, recorded: Timestamp, moment: Timestamp)?
        fileprivate(set) var count = 0

        fileprivate mutating func add(_ other: Doubts) {
            count += other.count
            guard let theirs = other.first, first.map({ theirs.index < $0.index }) ?? true else { return }
            first = theirs
        }
    }

    private let end: End
    private let span: EntrySpan
    fileprivate private(set) var doubts = Doubts()

    init(to end: End, of span: @escaping EntrySpan) {
        self.end = end
        self.span = span
    }

    /// The time to which the entry is moved that `key` signed.
    mutating func move(_ index: EntryIndex, _ recorded: Timestamp, signedBy key: KeyHistory) -> Timestamp {
        guard key.isCompromised else { return recorded }
        let span = span(index, recorded)
        let time = end == .earliest ? span.lowerBound : span.upperBound
        let holding = key.compromise(at: max(time, recorded))
        if let holding, holding != key.compromise(at: min(time, recorded)) {
            doubts.add(Doubts(first: (index, recorded, holding.effective), count: 1))
        }
        return time
    }
}

/// What the rules read of one signer, had issues, rotations and reinstatements been recorded at one end of their spans.
struct ShiftedSigner {
    private(set) var folds: [Subject: any HistoryFold] = [:]
    private(set) var doubts = EntryShift.Doubts()

    /// `nil` if no entry is in doubt, or the signer's history is not here whole.
    init?(_ actor: Actor, _ authorities: inout ShiftedAuthorities, in histories: some Histories) throws {
        guard var standing = try histories.standing(of: actor) else { return nil }
        var shift = authorities.shift
        standing.shift(&shift)
        folds[actor.standingSubject] = standing
        for subject in standing.credentials {
            guard var credential = try histories.credential(subject), let issue = credential.issue,
                let authority = try authorities.authority(issue.authority, in: histories)
            else { continue }
            credential.shift(&shift, issuedBy: authority.history)
            folds[subject] = credential
            if folds.updateValue(authority.history, forKey: .authority(issue.authority)) == nil { doubts.add(authority.doubts) }
        }
        doubts.add(shift.doubts)
        guard doubts.count > 0 else { return nil }
    }
}

/// Authorities, had their keys been brought in at one end of the spans. Each is looked at once.
struct ShiftedAuthorities {
    fileprivate typealias Shifted = (history: AuthorityHistory, doubts: EntryShift.Doubts)

    let shift: EntryShift
    private var known: [String: Shifted] = [:]

    init(_ shift: EntryShift) { self.shift = shift }

    /// `nil` if its history is not here whole.
    fileprivate mutating func authority(_ id: String, in histories: some Histories) throws -> Shifted? {
        if let known = known[id] { return known }
        guard var history = try histories.authority(id) else { return nil }
        var shift = shift
        history.shift(&shift)
        known[id] = (history, shift.doubts)
        return known[id]
    }
}

/// Histories of which those that the rules read of one signer are shifted.
struct ShiftedHistories<Base: Histories>: Histories {
    let base: Base
    let signer: ShiftedSigner

    var knowsEveryEvent: Bool { base.knowsEveryEvent }

    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) throws -> Fold? {
        try signer.folds[subject] as? Fold ?? base.fold(type, of: subject)
    }

    func entry(withID id: EventID) throws -> LoggedEvent? { try base.entry(withID: id) }
    func introducer(of key: KeyThumbprint) throws -> Actor? { try base.introducer(of: key) }
}
