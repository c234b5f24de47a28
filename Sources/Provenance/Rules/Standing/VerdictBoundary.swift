public import Primitives
import Signatures

/// A moment at which the verdict on a label turns: it would be another one, had the label been recorded on the other side.
public struct VerdictBoundary: Hashable, Sendable {
    public let moment: Timestamp
    /// The verdicts then and now on the side where the label was not recorded. `nil` where there are too many moments to ask
    /// at each, so that nobody can say that the verdict does not turn.
    public let beyond: (then: Verdict, now: Verdict)?

    public static func == (a: Self, b: Self) -> Bool {
        a.moment == b.moment && a.beyond?.then == b.beyond?.then && a.beyond?.now == b.beyond?.now
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(moment) }
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
    private var left: Int
    private var moments: [Signature: [Timestamp]] = [:]

    /// - Parameters:
    ///   - size: at which *now* is known.
    ///   - labelCount: how many there are to ask about.
    public init(at size: TreeSize, labelCount: Int) {
        self.init(at: size, examinations: max(Self.leastExaminationCount, Self.examinationsPerLabel * labelCount))
    }

    init(at size: TreeSize, examinations: Int) {
        self.size = size
        left = examinations
    }

    /// The boundary that is nearest to the time recorded, if the verdict, then or now, turns within `span`; of two that are as near, the
    /// earlier.
    ///
    /// Only the time of the label is moved. What came before it in the log stays before it, and what others say of times
    /// (terms of credentials, from when a revocation holds) stays as they said it.
    ///
    /// - Returns: `nil` if the verdict is the same all over `span`, or a history that the rules read is not here whole.
    public mutating func boundary(
        of statement: Attribution, within span: ClosedRange<Timestamp>, in histories: some Histories
    ) throws -> VerdictBoundary? {
        let near = Self.nearest(of: try moments(of: statement, in: histories), to: statement.recorded, within: span)
        guard !near.isEmpty else { return nil }
        var own: JudgementPair?
        for (count, moment) in near.enumerated() {
            guard count < Self.greatestMomentCount, left >= 0 else { return VerdictBoundary(moment: moment, beyond: nil) }
            if own == nil { own = try Judge.judge(statement, at: size, in: histories) }
            guard let own, let beyond = try verdicts(on: statement, beyond: moment, in: histories) else { return nil }
            if beyond.then != own.then.verdict || beyond.now != own.now.verdict {
                return VerdictBoundary(moment: moment, beyond: beyond)
            }
        }
        return nil
    }

    /// The verdicts on the side of a moment where the label was not recorded; `nil` if they cannot be derived.
    private mutating func verdicts(
        on statement: Attribution, beyond moment: Timestamp, in histories: some Histories
    ) throws -> (then: Verdict, now: Verdict)? {
        // What begins or ends does so at its moment, and not before.
        let time = moment <= statement.recorded ? Timestamp(microseconds: moment.microseconds - 1) : moment
        left -= 2 * (1 + (try histories.standing(of: statement.source)?.examinationCount ?? 0))
        guard let then = try Judge.judge(statement, Knowledge.then(statement).moved(to: time), in: histories),
            let now = try Judge.judge(statement, Knowledge.now(statement, at: size).moved(to: time), in: histories)
        else { return nil }
        return (then.verdict, now.verdict)
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
