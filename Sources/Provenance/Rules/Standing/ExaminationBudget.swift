/// How much of what is said of signers and their credentials the verdicts on a bundle may look at: whoever wrote the bundle chooses
/// how many credentials and suspensions a signer of thousands of labels has.
package struct ExaminationBudget: Sendable {
    /// Entries about its signer that any statement may take, whatever others took.
    package static let perStatement = 128
    /// Entries beyond those, of all statements together: some seconds.
    private static let shared = 2_000_000

    private var left: Int

    package init() { self.init(shared: Self.shared) }

    init(shared: Int) { left = shared }

    /// Takes what verdicts on so many statements may take who have this many entries about each signer (`StandingHistory.examinationCount`).
    /// False, and nothing taken, if it is more than is left: then there is no verdict.
    package mutating func take(_ counts: some Sequence<Int>) -> Bool {
        let excess = counts.reduce(0) { $0 + max(0, $1 - Self.perStatement) }
        guard excess <= left else { return false }
        left -= excess
        return true
    }
}
