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

extension Judge {
    /// Moments between which a verdict is asked for; more of them count as a boundary.
    private static let greatestMomentCount = 256

    /// The boundary that is nearest to the time recorded, if the verdict, then or now at a log size, turns within `span`.
    ///
    /// Only the time of the label is moved. What came before it in the log stays before it, and what others say of times
    /// (terms of credentials, from when a revocation holds) stays as they said it.
    ///
    /// - Returns: `nil` if the verdict is the same all over `span`, or a history that the rules read is not here whole.
    public static func boundary(
        of statement: Attribution, at size: TreeSize, within span: ClosedRange<Timestamp>, in histories: some Histories
    ) throws -> VerdictBoundary? {
        let recorded = statement.recorded
        let moments = try moments(of: statement, in: histories).filter { span.contains($0) && $0 != span.lowerBound }
            .sorted { (recorded.distance(to: $0), $0) < (recorded.distance(to: $1), $1) }
        guard !moments.isEmpty, let own = try judge(statement, at: size, in: histories) else { return nil }
        for (count, moment) in moments.enumerated() {
            guard count < greatestMomentCount else { return VerdictBoundary(moment: moment, beyond: nil) }
            // What begins or ends does so at its moment, and not before.
            let time = moment <= recorded ? Timestamp(microseconds: moment.microseconds - 1) : moment
            let then = try judge(statement, Knowledge.then(statement).moved(to: time), in: histories)
            let now = try judge(statement, Knowledge.now(statement, at: size).moved(to: time), in: histories)
            guard let then, let now else { return nil }
            if then.verdict != own.then.verdict || now.verdict != own.now.verdict {
                return VerdictBoundary(moment: moment, beyond: (then.verdict, now.verdict))
            }
        }
        return nil
    }

    /// All moments that the rules compare the time of a label with, each once.
    private static func moments(of statement: Attribution, in histories: some Histories) throws -> Set<Timestamp> {
        guard let signer = try histories.standing(of: statement.source) else { return [] }
        var moments = Set(signer.keys.ancestry(of: statement.keyID).flatMap(\.ends).map(\.effective))
        moments.formUnion(signer.suspensions.moments)
        for subject in signer.credentials {
            guard let credential = try histories.credential(subject), let issue = credential.issue else { continue }
            moments.formUnion([issue.terms.validFrom, issue.terms.validUntil])
            moments.formUnion(credential.suspensions.moments)
            moments.formUnion(credential.revocations.map(\.effective))
            moments.formUnion(try histories.authority(issue.authority)?.withdrawals.map(\.effective) ?? [])
        }
        return moments
    }
}

extension Knowledge {
    /// The same, had the label been recorded at another time in its place.
    fileprivate func moved(to time: Timestamp) -> Knowledge { Knowledge(place: place, time: time, limit: limit) }
}

extension [Suspension] {
    fileprivate var moments: [Timestamp] { flatMap { [$0.effective] + ($0.reinstatement.map { [$0.effective] } ?? []) } }
}

extension Timestamp {
    fileprivate func distance(to other: Timestamp) -> UInt64 {
        microseconds.subtractingReportingOverflow(other.microseconds).overflow
            ? .max : (microseconds - other.microseconds).magnitude
    }
}
