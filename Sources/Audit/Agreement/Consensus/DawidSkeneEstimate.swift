/// The state of the iteration. It adds, multiplies and divides only, in a fixed order: logarithms differ between machines.
struct DawidSkeneEstimate {
    private let ratings: Ratings
    private let classes: Int
    private(set) var priors: [Double]
    /// By unit, then class.
    private(set) var posteriors: [Double]
    /// By coder, then class said, then true class.
    private var errors: [Double]

    init(_ ratings: Ratings) {
        self.ratings = ratings
        classes = ratings.values.count
        priors = Array(repeating: 0, count: classes)
        posteriors = Array(repeating: 0, count: ratings.units.count * classes)
        errors = Array(repeating: 0, count: ratings.coders.count * classes * classes)
        for unit in ratings.units.indices {
            let range = ratings.ratings(ofUnit: unit)
            for rating in range { posteriors[unit * classes + Int(ratings.valueOf[rating])] += 1 }
            for place in unit * classes..<(unit + 1) * classes { posteriors[place] /= Double(range.count) }
        }
        maximise()
    }

    /// The greatest change of any posterior.
    mutating func iterate() -> Double {
        var change = 0.0
        var products = [ScaledProduct](repeating: ScaledProduct(1), count: classes)
        for unit in ratings.units.indices {
            for truth in 0..<classes { products[truth] = ScaledProduct(max(priors[truth], DawidSkene.floor)) }
            for rating in ratings.ratings(ofUnit: unit) {
                let row = (Int(ratings.coderOf[rating]) * classes + Int(ratings.valueOf[rating])) * classes
                for truth in 0..<classes { products[truth].multiply(by: errors[row + truth]) }
            }
            change = max(change, setPosterior(ofUnit: unit, products))
        }
        maximise()
        return change
    }

    private mutating func setPosterior(ofUnit unit: Int, _ products: [ScaledProduct]) -> Double {
        let scale = products.reduce(Int.min) { max($0, $1.scale) }
        var sum = 0.0
        for product in products { sum += product.value(at: scale) }
        var change = 0.0
        for (truth, product) in products.enumerated() {
            let posterior = product.value(at: scale) / sum
            change = max(change, abs(posterior - posteriors[unit * classes + truth]))
            posteriors[unit * classes + truth] = posterior
        }
        return change
    }

    /// Priors and confusion matrices from the posteriors.
    private mutating func maximise() {
        for truth in priors.indices { priors[truth] = 0 }
        for place in errors.indices { errors[place] = 0 }
        for unit in ratings.units.indices {
            for truth in 0..<classes { priors[truth] += posteriors[unit * classes + truth] }
            for rating in ratings.ratings(ofUnit: unit) {
                let row = (Int(ratings.coderOf[rating]) * classes + Int(ratings.valueOf[rating])) * classes
                for truth in 0..<classes { errors[row + truth] += posteriors[unit * classes + truth] }
            }
        }
        for truth in priors.indices { priors[truth] /= Double(ratings.units.count) }
        for place in errors.indices { errors[place] = max(errors[place], DawidSkene.floor) }
        for coder in ratings.coders.indices {
            for truth in 0..<classes {
                let column = stride(from: coder * classes * classes + truth, to: (coder + 1) * classes * classes, by: classes)
                let sum = column.reduce(0) { $0 + errors[$1] }
                for place in column { errors[place] /= sum }
            }
        }
    }
}

/// A product of probabilities, each between 1e-20 and 1, that may be smaller than a floating-point number can be.
private struct ScaledProduct {
    private static let step = 0x1p256
    private var significand: Double
    /// The product is `significand` · 2^(256 · `scale`).
    private(set) var scale = 0

    init(_ factor: Double) { significand = factor }

    mutating func multiply(by factor: Double) {
        significand *= factor
        guard significand < 1 / Self.step else { return }
        significand *= Self.step
        scale -= 1
    }

    /// In units of 2^(256 · `other`), which is not less than the product's own; what is that much smaller counts as 0.
    func value(at other: Int) -> Double {
        switch other - scale {
        case 0: significand
        case 1: significand / Self.step
        default: 0
        }
    }
}
