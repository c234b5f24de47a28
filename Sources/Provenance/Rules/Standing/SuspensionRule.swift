import Primitives

/// Rule 2: the signer was not suspended. The same question is asked of credentials.
enum SuspensionRule {
    /// The suspension that held, or `nil`.
    static func holding(_ suspensions: [Suspension], _ known: Knowledge) -> Suspension? {
        suspensions.first { $0.holds(at: known.time, knownBelow: known.limit, endKnownBelow: known.place) }
    }
}
