public import Primitives
import Signatures

/// How old a bundle's evidence may be, and by which clock.
public struct AgeLimit: Hashable, Sendable {
    public let seconds: Int64
    public let now: Timestamp

    /// How far the clocks of others may be ahead of `now`, in microseconds.
    static let tolerance: Int64 = 300_000_000

    public init(seconds: Int64, now: Timestamp) {
        self.seconds = seconds
        self.now = now
    }

    /// What is wrong with the age, if anything is.
    ///
    /// A cosigner never cosigns less than before: at the time of a cosignature over any checkpoint of the bundle all that the cosigner
    /// had seen was in it, so the bundle was up to date then by that word. A time token says only that a checkpoint is at least so old.
    ///
    /// - Parameter isCovered: whether the bundle is known to hold what matters of the tree that was cosigned.
    func finding(
        _ witnesses: [CheckpointCosignature], _ policy: WitnessPolicy?, _ auditors: [CheckpointCosignature],
        speakingFor isCovered: (CheckpointCosignature) -> Bool
    ) -> Finding? {
        let all = witnesses + auditors
        guard !all.isEmpty else {
            return Finding(
                .ageNotEvaluated,
                "The age of the evidence was not evaluated: no witness or auditor given cosigned it, and nobody else can say that it is new."
            )
        }
        guard all.allSatisfy({ $0.last.microseconds <= now.microseconds + Self.tolerance }) else {
            return Finding(
                .ageNotEvaluated,
                "The age of the evidence was not evaluated: it was cosigned later than now. Look at this machine's clock, \(now)."
            )
        }
        let fresh = witnesses.filter { isFresh($0) && isCovered($0) }
        let isWitnessed = !fresh.isEmpty && policy?.isMet(by: fresh.map(\.key)) ?? false
        guard !isWitnessed, !auditors.contains(where: { isFresh($0) && isCovered($0) }) else { return nil }
        let newest = all.filter(isCovered).map(\.last).max().map { " The newest word is of \($0)." }
        return Finding(
            .evidenceOld,
            "Nobody whose word is enough says that this was up to date within the age asked for."
                + (newest ?? " Those who cosigned had seen entries that the seal does not cover."))
    }

    private func isFresh(_ cosignature: CheckpointCosignature) -> Bool {
        let (age, overflow) = now.microseconds.subtractingReportingOverflow(cosignature.last.microseconds)
        return !overflow && age / 1_000_000 <= seconds
    }
}
