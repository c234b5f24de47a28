import Primitives
import Provenance

/// What anchors say of the times recorded, and of the verdicts that rest on them.
struct TimeJudgement {
    let anchors: TimeAnchors
    /// By the reader's clock.
    let now: Timestamp?
    /// The size at which verdicts *now* are known.
    let known: TreeSize
    /// The last entry of the bundle.
    let last: EntryIndex?

    /// Judges every label of a bundle whose verdict was derived.
    ///
    /// - Throws: what reading an entry again throws.
    func findings(of replay: EntryReplay) throws -> FindingLog {
        var log = FindingLog()
        log.add(unanchored)
        log.add(contradicted(replay))
        log.add(ahead(replay))
        guard !anchors.isEmpty else { return log }
        let labels = replay.histories.labels
        var search = BoundarySearch(at: known, labelCount: labels.count, span: anchors.span(of:_:))
        for place in 0..<labels.count where labels.derived(at: place) != nil {
            guard let subject = labels.subject(at: place), let statement = labels.history(at: place).current else { continue }
            log.add(try finding(statement, subject, replay.histories, &search).map { [$0] } ?? [])
        }
        return log
    }

    /// Whether entries are above the last anchor, said once.
    private var unanchored: [Finding] {
        guard let last else { return [] }
        guard let size = anchors.greatestSize else {
            return [Finding(.timeUnanchored, "When entries were recorded is the operator's word: no anchor was evaluated.")]
        }
        guard last.next > size.nextIndex else { return [] }
        return [
            Finding(
                .timeUnanchored,
                "When entries from \(size) on were recorded is the operator's word: they are above the last anchor.")
        ]
    }

    /// Times recorded that cannot be true: later than a moment at which the entry was there. `recorded` rises, so the last entry
    /// below each anchor tells.
    private func contradicted(_ replay: EntryReplay) -> [Finding] {
        anchors.all.compactMap { anchor in
            guard let last = replay.recordedBelow[anchor.size], last.recorded > anchor.latest else { return nil }
            return Finding(
                .timeContradicted, index: last.index,
                "The time recorded, \(last.recorded), is later than \(anchor.latest), by which the entry was there "
                    + "(\(anchor.name)): the operator's clock was ahead, or the other was behind.")
        }
    }

    /// Times recorded that the reader's own clock has not come to yet.
    private func ahead(_ replay: EntryReplay) -> [Finding] {
        guard let now, let last = replay.recordedBelow.last,
            last.recorded.microseconds > now.microseconds + AgeLimit.tolerance
        else { return [] }
        return [
            Finding(
                .timeContradicted, index: last.index,
                "The time recorded, \(last.recorded), is later than now, \(now), by the clock of this machine: the operator's "
                    + "clock was ahead, or this one is behind.")
        ]
    }

    private func finding(
        _ statement: Attribution, _ subject: Subject, _ histories: BundleHistories, _ search: inout BoundarySearch
    ) throws -> Finding? {
        guard let boundary = try search.boundary(of: statement, in: histories) else { return nil }
        return Finding(
            .timeUndecidable, index: statement.index, subject: subject,
            boundary.basis.map { sentence(boundary, $0) } ?? sentence(boundary, statement))
    }

    private func sentence(_ boundary: VerdictBoundary, _ statement: Attribution) -> String {
        "The verdict holds for the time that the operator recorded, \(statement.recorded). It turns at \(boundary.moment)"
            + (boundary.words.map { " (to \($0))" } ?? "")
            + ", and the anchors do not tell on which side the label was recorded: "
            + anchorWords(statement.index)
    }

    private func sentence(_ boundary: VerdictBoundary, _ basis: VerdictBoundary.Basis) -> String {
        "The verdict holds for the times that the operator recorded. It turns" + (boundary.words.map { " (to \($0))" } ?? "")
            + " if entry \(basis.index), recorded \(basis.recorded), came on the other side of \(boundary.moment), from when the key that "
            + "signed it is declared compromised" + (basis.count > 1 ? ", and \(basis.count - 1) more likewise" : "")
            + ". The anchors do not tell of that entry: " + anchorWords(basis.index)
    }

    private func anchorWords(_ index: EntryIndex) -> String {
        let known = anchors.after(index).map { "it was there by \($0.latest) (\($0.name))" }
        let earlier = anchors.before(index).map { "; a checkpoint without it is anchored at \($0.time) (\($0.name))" }
        return (known ?? "none is over a checkpoint that holds it") + (earlier ?? "") + "."
    }
}

extension VerdictBoundary {
    /// "expired"; "certified, now revoked"; `nil` where nobody can say.
    fileprivate var words: String? {
        beyond.map { $0.then == $0.now ? $0.then.rawValue : "\($0.then.rawValue), now \($0.now.rawValue)" }
    }
}
