import Primitives

/// Rule 2: the signer was not suspended. The same question is asked of credentials.
package enum SuspensionRule {
    /// The suspension that held, or `nil`.
    package static func holding(_ suspensions: [Suspension], _ known: Knowledge) -> Suspension? {
        suspensions.first { $0.holds(at: known.time, knownBelow: known.limit, endKnownBelow: known.place) }
    }
}
