/// A figure, or the reason why there is none. A number in a figure is always finite.
package enum Computed<Figure: Hashable & Sendable>: Hashable, Sendable {
    case figure(Figure)
    case undefined(Undefined)

    package var figure: Figure? {
        if case .figure(let figure) = self { figure } else { nil }
    }

    package var reason: Undefined? {
        if case .undefined(let reason) = self { reason } else { nil }
    }
}

/// Why a figure cannot be computed.
package enum Undefined: Hashable, Sendable, CustomStringConvertible {
    case noRatings
    case noOverlap
    case noCommonUnits
    case oneCoder
    case oneClass
    case unequalRatings(fewest: Int, most: Int)
    case notNumbers(values: Int)
    case tooFewUnits(found: Int, needed: Int)
    case tooFewAnswers(found: Int, needed: Int)
    case noOrderInTime
    case noTimeOfWork
    case tooFewGroups
    case tooManyClasses(found: Int, limit: Int)
    case tooManyGroups(found: Int, limit: Int)
    case tooLarge(cells: Int, limit: Int)
    case unstable(undefined: Int, replicates: Int)
    case notAsked

    /// A sentence for the reader of a report.
    package var description: String {
        switch self {
        case .noRatings: "there are no ratings"
        case .noOverlap: "no unit was rated by two coders or more"
        case .noCommonUnits: "the two coders rated no unit in common"
        case .oneCoder: "all ratings are by one coder"
        case .oneClass: "all ratings are of one class, so agreement by chance is certain"
        case .unequalRatings(let fewest, let most):
            "units have different numbers of ratings (\(fewest) to \(most)), and the figure is defined for equal numbers only"
        case .notNumbers(let values): "\(values) of the values are not numbers"
        case .tooFewUnits(let found, let needed): "\(found) units are too few, \(needed) are needed"
        case .tooFewAnswers(let found, let needed): "\(found) answers are too few, \(needed) are needed"
        case .noOrderInTime: "the answers in the middle are of one moment, so there is no earlier and later half"
        case .noTimeOfWork:
            "answers were recorded at another time than they claim, as an import does, so their order is not known"
        case .tooFewGroups: "fewer than two groups have ratings"
        case .tooManyClasses(let found, let limit): "\(found) classes are too many, the limit is \(limit)"
        case .tooManyGroups(let found, let limit): "\(found) groups are too many, the limit is \(limit)"
        case .tooLarge(let cells, let limit): "the tables would have \(cells) cells, the limit is \(limit)"
        case .unstable(let undefined, let replicates): "the figure is undefined in \(undefined) of \(replicates) resamples"
        case .notAsked: "no interval was asked for"
        }
    }
}
