import Primitives
import Provenance

/// Derives the verdicts on the labels of the scope whose histories are here whole, once everything is folded.
enum VerdictDerivation {
    private struct Result: Sendable {
        let place: Int
        let outcome: Outcome
    }

    private enum Outcome: Sendable {
        case judged(then: Verdict, now: Verdict, isAuthorityTrusted: Bool, authority: String?)
        /// A history that the rules read is not here whole.
        case underivable
        /// Nobody vouches for a value any more.
        case withdrawn
        /// There is too much to look at.
        case unaffordable
    }

    /// Labels, and those among them on which there is no verdict because it would cost too much.
    private struct Work: Sendable {
        let places: Range<Int>
        var unaffordable: Set<Int> = []
    }

    private static let labelsAtOnce = 4096

    /// - Returns: the ids of the authorities that `DerivedVerdict.authority` numbers.
    static func derive(_ replay: inout EntryReplay, at size: TreeSize, trust: AuthorityTrust) async throws -> [String] {
        var authorities = Interner<String>()
        for result in try await results(replay.histories, replay.scope, size, trust).joined() {
            let subject = replay.histories.labels.subject(at: result.place)
            switch result.outcome {
            case .judged(let then, let now, let isAuthorityTrusted, let authority):
                let verdict = DerivedVerdict(
                    then: then, now: now, isAuthorityTrusted: isAuthorityTrusted,
                    authority: authority.map { authorities.number(of: $0) + 1 } ?? 0)
                replay.setDerived(verdict, at: result.place)
            case .underivable:
                replay.add(
                    Finding(
                        .verdictNotDerivable, subject: subject, "A history that the verdict rests on is not here whole."))
            case .unaffordable:
                replay.add(
                    Finding(
                        .limitExceeded, subject: subject,
                        "More is said of the signer and her credentials than a verifier looks at; there is no verdict."))
            case .withdrawn:
                replay.add(
                    Finding(.labelWithdrawn, subject: subject, "The label was withdrawn: it has no value and no verdict."))
            }
        }
        return authorities.values
    }

    /// Says of which labels the verdict now is another one, once entries count that are here and that no seal covers: whether all of
    /// those are here is not known, but these are. On a label that got its value behind the seal no verdict is known to be complete,
    /// not even the one *then*.
    static func compare(_ replay: inout EntryReplay, with size: TreeSize, trust: AuthorityTrust) async throws {
        for result in try await results(replay.histories, replay.scope, size, trust).joined() {
            guard case .judged(_, let now, _, _) = result.outcome, let known = replay.histories.labels.derived(at: result.place)
            else { continue }
            let subject = replay.histories.labels.subject(at: result.place)
            if let statement = replay.histories.labels.history(at: result.place).current, replay.isLater(statement) {
                replay.add(.pastSeal(subject, "It got its value by entry \(statement.index)"))
            } else if now != known.now {
                replay.add(.pastSeal(subject, "it", known.now.rawValue, now.rawValue))
            }
        }
    }

    /// A function of its own, so that nobody holds the histories when the verdicts are written into them: that would copy
    /// them.
    private static func results(
        _ histories: BundleHistories, _ scope: EvidenceScope, _ size: TreeSize, _ trust: AuthorityTrust
    ) async throws -> [[Result]] {
        var next = 0
        var results: [[Result]] = []
        var costs = Costs(histories: histories, scope: scope)
        try await OrderedPipeline.run(
            next: { () -> Work? in
                guard next < histories.labels.count else { return nil }
                defer { next += labelsAtOnce }
                return try costs.work(on: next..<min(next + labelsAtOnce, histories.labels.count))
            },
            perform: { work in
                var derivation = RangeDerivation(histories: histories, scope: scope, size: size, trust: trust)
                return try work.places.compactMap { place in
                    guard !work.unaffordable.contains(place) else { return Result(place: place, outcome: .unaffordable) }
                    return try derivation.result(at: place)
                }
            },
            consume: { results.append($0) })
        return results
    }

    /// What the verdicts on labels cost, one after the other: which are given must not depend on how the work is shared out.
    private struct Costs {
        let histories: BundleHistories
        let scope: EvidenceScope
        private let hasHeavySigners: Bool
        private var budget = ExaminationBudget()

        init(histories: BundleHistories, scope: EvidenceScope) {
            self.histories = histories
            self.scope = scope
            hasHeavySigners = histories.greatestExaminationCount > ExaminationBudget.perStatement
        }

        mutating func work(on places: Range<Int>) throws -> Work {
            var work = Work(places: places)
            guard hasHeavySigners else { return work }
            for place in places {
                guard let statement = VerdictDerivation.history(at: place, in: histories, scope)?.current,
                    !budget.take([try histories.examinationCount(of: statement.source)])
                else { continue }
                work.unaffordable.insert(place)
            }
            return work
        }
    }

    /// `nil` for a label of which nothing was said yet, is outside the scope, or is not here whole.
    private static func history(at place: Int, in histories: BundleHistories, _ scope: EvidenceScope) -> LabelHistory? {
        let history = histories.labels.history(at: place)
        guard history.head != nil else { return nil }
        if scope != .ledger || !histories.knowsEveryEvent {
            guard let subject = histories.labels.subject(at: place), scope.covers(label: subject), histories.isWhole(subject)
            else { return nil }
        }
        return history
    }

    /// Works through a range of labels, remembering what it learned of credentials.
    private struct RangeDerivation {
        let histories: BundleHistories
        let scope: EvidenceScope
        let size: TreeSize
        let trust: AuthorityTrust
        private var credentials: [Subject: KnownCredential] = [:]

        private struct KnownCredential {
            let authority: String?
            /// By the word of a known authority; `nil` if none stands behind the credential.
            let suspensions: [Suspension]?
        }

        init(histories: BundleHistories, scope: EvidenceScope, size: TreeSize, trust: AuthorityTrust) {
            self.histories = histories
            self.scope = scope
            self.size = size
            self.trust = trust
        }

        /// `nil` for a label that has no verdict to ask for.
        mutating func result(at place: Int) throws -> Result? {
            guard let history = VerdictDerivation.history(at: place, in: histories, scope) else { return nil }
            return Result(place: place, outcome: try outcome(history.current))
        }

        private mutating func outcome(_ current: Attribution?) throws -> Outcome {
            guard let current else { return .withdrawn }
            guard let then = try Judge.judge(current, .then(current), in: histories), let now = try now(current, then) else {
                return .underivable
            }
            let backing = try backing(of: current, then, now)
            return .judged(
                then: then.verdict, now: now.verdict, isAuthorityTrusted: backing != nil,
                authority: try (backing ?? now.credential ?? then.credential).flatMap { try credential($0).authority })
        }

        /// The credential by which a known authority stands behind the certificate, the one now where there is one now; `nil` if for then or
        /// now there is none.
        private mutating func backing(of statement: Attribution, _ then: Judgement, _ now: Judgement) throws -> Subject? {
            guard !trust.known.isEmpty else { return nil }
            var found: Subject?
            for (judgement, known) in [(then, Knowledge.then(statement)), (now, .now(statement, at: size))]
            where judgement.verdict.isCertified {
                found = try backed(statement, judgement, known)
                if found == nil { return nil }
            }
            return found
        }

        /// The credential that the judgement names, if a known authority stands behind it, or another that entitles as well and that one does.
        private mutating func backed(_ statement: Attribution, _ judgement: Judgement, _ known: Knowledge) throws -> Subject? {
            if let named = judgement.credential, try isBacked(named, known) { return named }
            for subject in try histories.standing(of: statement.source)?.credentials.reversed() ?? []
            where subject != judgement.credential {
                if try isBacked(subject, known), try Judge.entitles(subject, to: statement, known, in: histories) {
                    return subject
                }
            }
            return nil
        }

        /// What is known now differs from what was known then by entries at or past the label's; often there are none that
        /// verdicts rest on.
        private func now(_ statement: Attribution, _ then: Judgement) throws -> Judgement? {
            guard let last = histories.lastEntitlementChange, last >= statement.index else { return then }
            return try Judge.judge(statement, .now(statement, at: size), in: histories)
        }

        /// Whether a known authority stands behind the credential, and nobody else lifted a suspension that would hold.
        private mutating func isBacked(_ subject: Subject, _ known: Knowledge) throws -> Bool {
            try credential(subject).suspensions.map { SuspensionRule.holding($0, known) == nil } ?? false
        }

        private mutating func credential(_ subject: Subject) throws -> KnownCredential {
            if let known = credentials[subject] { return known }
            let found = KnownCredential(
                authority: subject.segments.first,
                suspensions: try trust.suspensions(of: subject, knownAt: size, in: histories))
            credentials[subject] = found
            return found
        }
    }
}
