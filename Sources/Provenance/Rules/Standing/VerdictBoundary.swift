public import Primitives
import Signatures

/// A moment at which the verdict on a label turns: it would be another one, had the label, or what it rests on, been recorded on the other
/// side.
public struct VerdictBoundary: Sendable {
    public let moment: Timestamp
    /// The verdicts then and now on the side where nothing was recorded. `nil` where there is too much to ask, so that nobody can say
    /// that the verdict does not turn.
    public let beyond: (then: Verdict, now: Verdict)?
    /// What would have been recorded on the other side, if it is not the label alone.
    public let basis: Basis?

    /// Issues, rotations and reinstatements, each by a key that is declared compromised.
    public struct Basis: Hashable, Sendable {
        /// The first of them. Its key is declared compromised from the moment on.
        public let index: EntryIndex
        public let recorded: Timestamp
        public let count: Int
    }
}

/// Looks for the moments at which verdicts turn, label after label. What it learns of a signer it keeps.
public struct BoundarySearch {
    /// Moments at which a verdict is asked for; more of them count as a boundary.
    private static let greatestMomentCount = 256
    /// Entries about signers (`StandingHistory.examinationCount`) that are looked at for all labels together: some seconds. Once they are
    /// used up, any moment counts as a boundary.
    private static let leastExaminationCount = 20_000_000
    private static let examinationsPerLabel = 64

    private struct Signature: Hashable {
        let source: Actor
        let key: KeyThumbprint
    }

    private let size: TreeSize
    private let span: EntrySpan
    private var left: Int
    private var moments: [Signature: [Timestamp]] = [:]
    /// What the rules read of authorities and signers, shifted to either end of the spans.
    private var authorities: [ShiftedAuthorities]
    private var signers: [Actor: [ShiftedSigner]] = [:]

    /// - Parameters:
    ///   - size: at which *now* is known.
    ///   - labelCount: how many there are to ask about.
    ///   - span: of every entry.
    public init(at size: TreeSize, labelCount: Int, span: @escaping EntrySpan) {
        self.init(
            at: size, examinations: max(Self.leastExaminationCount, Self.examinationsPerLabel * labelCount), span: span)
    }

    init(at size: TreeSize, examinations: Int, span: @escaping EntrySpan) {
        self.size = size
        self.span = span
        left = examinations
        authorities = EntryShift.End.allCases.map { ShiftedAuthorities(EntryShift(to: $0, of: span)) }
    }

    /// A boundary, if the verdict, then or now, turns within what the spans leave open.
    ///
    /// At first only the time of the label is moved; what came before it in the log stays before it, and what others say of times (terms of
    /// credentials, from when a revocation holds) stays as they said it. Of such boundaries it is the nearest to the time recorded; of
    /// two that are as near, the earlier. If there is none, the issues, rotations and reinstatements are moved as well that the rules read, all
    /// to the beginnings of their spans, and then all to the ends.
    ///
    /// - Returns: `nil` if the verdict is the same everywhere, or a history that the rules read is not here whole.
    public mutating func boundary(of statement: Attribution, in histories: some Histories) throws -> VerdictBoundary? {
        let near = Self.nearest(
            of: try moments(of: statement, in: histories), to: statement.recorded,
            within: span(statement.index, statement.recorded))
        let shifted = try shiftedSigners(of: statement, in: histories)
        guard !near.isEmpty || !shifted.isEmpty,
            let own = try Judge.judge(statement, at: size, in: histories)
        else { return nil }
        let times = near.prefix(Self.greatestMomentCount).map { Self.time(of: statement, beyond: $0) }
        if let (place, beyond) = try turn(of: statement, from: own, at: times, in: histories) {
            return VerdictBoundary(moment: near[place], beyond: beyond, basis: nil)
        }
        if near.count > times.count { return VerdictBoundary(moment: near[times.count], beyond: nil, basis: nil) }
        for signer in shifted {
            let histories = ShiftedHistories(base: histories, signer: signer)
            guard let first = signer.doubts.first,
                let (_, beyond) = try turn(of: statement, from: own, at: [statement.recorded] + times, in: histories)
            else { continue }
            let basis = VerdictBoundary.Basis(index: first.index, recorded: first.recorded, count: signer.doubts.count)
            return VerdictBoundary(moment: first.moment, beyond: beyond, basis: basis)
        }
        return nil
    }

    /// The place of the first of these times at which the verdict would be another one than `own`, and that one; no verdict where there is
    /// too much to ask. `nil` if it is the same at all of them, or cannot be derived.
    private mutating func turn(
        of statement: Attribution, from own: JudgementPair, at times: [Timestamp], in histories: some Histories
    ) throws -> (place: Int, beyond: (then: Verdict, now: Verdict)?)? {
        for (place, time) in times.enumerated() {
            guard left >= 0 else { return (place, nil) }
            left -= 2 * (1 + (try histories.standing(of: statement.source)?.examinationCount ?? 0))
            guard let then = try Judge.judge(statement, Knowledge.then(statement).moved(to: time), in: histories),
                let now = try Judge.judge(statement, Knowledge.now(statement, at: size).moved(to: time), in: histories)
            else { return nil }
            guard (then.verdict, now.verdict) == (own.then.verdict, own.now.verdict) else {
                return (place, (then.verdict, now.verdict))
            }
        }
        return nil
    }

    /// The time nearest to a moment on the side of it where the label was not recorded.
    private static func time(of statement: Attribution, beyond moment: Timestamp) -> Timestamp {
        // What begins or ends does so at its moment, and not before.
        moment <= statement.recorded ? Timestamp(microseconds: moment.microseconds - 1) : moment
    }

    private mutating func shiftedSigners(of statement: Attribution, in histories: some Histories) throws -> [ShiftedSigner] {
        if let known = signers[statement.source] { return known }
        var found: [ShiftedSigner] = []
        for place in authorities.indices {
            if let signer = try ShiftedSigner(statement.source, &authorities[place], in: histories) { found.append(signer) }
        }
        signers[statement.source] = found
        return found
    }

    /// Those in `span`, but not at its start, the nearest to `recorded` first, and one more than are asked at; of two that are as near, the
    /// earlier comes first.
    ///
    /// - Parameter moments: rising.
    private static func nearest(
        of moments: [Timestamp], to recorded: Timestamp, within span: ClosedRange<Timestamp>
    ) -> [Timestamp] {
        var above = moments.firstPlace { $0 > recorded }
        var below = above - 1
        var near: [Timestamp] = []
        while near.count <= greatestMomentCount {
            let earlier = below >= 0 && moments[below] > span.lowerBound ? moments[below] : nil
            let later = above < moments.count && moments[above] <= span.upperBound ? moments[above] : nil
            if let earlier, later.map({ recorded.distance(to: earlier) <= recorded.distance(to: $0) }) ?? true {
                near.append(earlier)
                below -= 1
            } else if let later {
                near.append(later)
                above += 1
            } else {
                break
            }
        }
        return near
    }

    private mutating func moments(of statement: Attribution, in histories: some Histories) throws -> [Timestamp] {
        let signature = Signature(source: statement.source, key: statement.keyID)
        if let known = moments[signature] { return known }
        let found = try Self.allMoments(of: statement, in: histories).sorted()
        moments[signature] = found
        return found
    }

    /// All moments that the rules compare the time of a label with, each once.
    private static func allMoments(of statement: Attribution, in histories: some Histories) throws -> Set<Timestamp> {
        guard let signer = try histories.standing(of: statement.source) else { return [] }
        var moments = Set(signer.keys.ancestry(of: statement.keyID).flatMap(\.ends).map(\.effective))
        moments.formUnion(signer.suspensionMoments)
        var authorities: Set<String> = []
        for subject in signer.credentials {
            guard let credential = try histories.credential(subject), let issue = credential.issue else { continue }
            moments.formUnion([issue.terms.validFrom, issue.terms.validUntil])
            moments.formUnion(credential.suspensionMoments)
            moments.formUnion(credential.revocations.map(\.effective))
            guard authorities.insert(issue.authority).inserted else { continue }
            moments.formUnion(try histories.authority(issue.authority)?.withdrawals.map(\.effective) ?? [])
        }
        return moments
    }
}

extension Knowledge {
    /// The same, had the label been recorded at another time in its place.
    fileprivate func moved(to time: Timestamp) -> Knowledge { Knowledge(place: place, time: time, limit: limit) }
}

extension Timestamp {
    fileprivate func distance(to other: Timestamp) -> UInt64 {
        microseconds.subtractingReportingOverflow(other.microseconds).overflow
            ? .max : (microseconds - other.microseconds).magnitude
    }
}
