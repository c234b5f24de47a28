/// The agreement of two coders beyond chance, on the units that both rated (Cohen 1960).
package struct CohenKappa: Hashable, Sendable {
    package let first: Int32
    package let second: Int32
    /// The share of common units on which they said the same.
    package let agreement: Double
    package let figure: AgreementFigure

    /// - Parameter chance: Σ over values of how often the one coder said it times how often the other did.
    /// - Returns: `nil` if both said one and the same value throughout.
    static func coefficient(same: Int, chance: Int, total: Int) -> Double? {
        guard chance < total * total else { return nil }
        return Double(same * total - chance) / Double(total * total - chance)
    }
}
