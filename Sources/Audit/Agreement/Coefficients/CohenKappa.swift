/// The agreement of two coders beyond chance, on the units that both rated.
package struct CohenKappa: Hashable, Sendable {
    package let first: Int32
    package let second: Int32
    /// The share of common units on which they said the same; `nil` without common units.
    package let agreement: Double?
    package let figure: AgreementFigure

    /// - Parameter chance: Σ over values of how often the one coder said it times how often the other did.
    /// - Returns: `nil` if both said one and the same value throughout.
    static func coefficient(same: Int, chance: Int, total: Int) -> Double? {
        guard chance < total * total else { return nil }
        return Double(same * total - chance) / Double(total * total - chance)
    }
}

extension Ratings {
    /// Cohen's κ (Cohen 1960) of two coders, given by their codes.
    package func cohenKappa(_ first: Int32, _ second: Int32, bootstrap: Bootstrap? = Bootstrap()) -> CohenKappa {
        let table = PairTable(self, first, second)
        let sample = SampleSize(units: table.units, ratings: 2 * table.units, coders: 2)
        func kappa(_ figure: AgreementFigure) -> CohenKappa {
            CohenKappa(first: first, second: second, agreement: table.agreement, figure: figure)
        }
        guard first != second else { return kappa(AgreementFigure(sample: sample, undefined: .oneCoder)) }
        guard sample.units > 0 else { return kappa(AgreementFigure(sample: sample, undefined: .noCommonUnits)) }
        var statistic = PairStatistic(table.cells, classes: values.count)
        guard let value = statistic.kappa(of: table.weights) else {
            return kappa(AgreementFigure(sample: sample, undefined: .oneClass))
        }
        let interval = bootstrap?.interval(weights: table.weights, work: table.cells.count + values.count) {
            statistic.kappa(of: $0)
        }
        return kappa(AgreementFigure(sample: sample, value: .figure(value), interval: interval ?? .undefined(.notAsked)))
    }
}

/// What two coders said of the units that both rated.
private struct PairTable {
    struct Cell: Hashable {
        let first: Int32
        let second: Int32
    }

    /// Combinations of values that occur.
    private(set) var cells: [Cell] = []
    /// How many of the common units have each.
    private(set) var weights: [Int32] = []
    private(set) var units = 0

    init(_ ratings: Ratings, _ first: Int32, _ second: Int32) {
        guard let first = Ratings.index(of: first, in: ratings.coders), let second = Ratings.index(of: second, in: ratings.coders)
        else { return }
        var index: [Cell: Int32] = [:]
        for unit in ratings.units.indices {
            let range = ratings.ratings(ofUnit: unit)
            guard let a = range.first(where: { ratings.coderOf[$0] == first }),
                let b = range.first(where: { ratings.coderOf[$0] == second })
            else { continue }
            let cell = Cell(first: ratings.valueOf[a], second: ratings.valueOf[b])
            let place = index[cell] ?? Int32(cells.count)
            if Int(place) == cells.count {
                index[cell] = place
                cells.append(cell)
                weights.append(0)
            }
            weights[Int(place)] += 1
            units += 1
        }
    }

    var agreement: Double? {
        guard units > 0 else { return nil }
        let same = zip(cells, weights).reduce(0) { $0 + ($1.0.first == $1.0.second ? Int($1.1) : 0) }
        return Double(same) / Double(units)
    }
}

private struct PairStatistic {
    private let cells: [PairTable.Cell]
    private var firsts: [Int]
    private var seconds: [Int]

    init(_ cells: [PairTable.Cell], classes: Int) {
        self.cells = cells
        firsts = Array(repeating: 0, count: classes)
        seconds = firsts
    }

    mutating func kappa(of weights: [Int32]) -> Double? {
        for value in firsts.indices { (firsts[value], seconds[value]) = (0, 0) }
        var (total, same) = (0, 0)
        for (cell, weight) in zip(cells, weights) {
            total += Int(weight)
            firsts[Int(cell.first)] += Int(weight)
            seconds[Int(cell.second)] += Int(weight)
            if cell.first == cell.second { same += Int(weight) }
        }
        let chance = zip(firsts, seconds).reduce(0) { $0 + $1.0 * $1.1 }
        return CohenKappa.coefficient(same: same, chance: chance, total: total)
    }
}
