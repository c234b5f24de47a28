/// Labels and coders' errors estimated from each other (Dawid and Skene 1979) by expectation and maximisation, begun at the
/// shares of votes. A local optimum: nothing says that it is the best one, nor that the labels are right.
package struct DawidSkene: Hashable, Sendable {
    /// The most cells that the posteriors and the confusion matrices may each have.
    package static let cellLimit = 16_000_000
    /// Counts and priors are not less than this, so that what never happened is improbable and not impossible.
    package static let floor = 1e-10

    /// Codes of the classes, and of units, in the order of the tables.
    package let classes: [Int32]
    package let units: [Int32]
    package let priors: [Double]
    package let iterations: Int
    let posteriors: [Double]

    /// The probability of each class for the unit at an index.
    package func posterior(ofUnit index: Int) -> ArraySlice<Double> {
        posteriors[index * classes.count..<(index + 1) * classes.count]
    }

    /// The code of the most probable class, the first of several.
    package func label(ofUnit index: Int) -> Int32 {
        let row = posterior(ofUnit: index)
        var best = row.startIndex
        for place in row.indices where row[place] > row[best] { best = place }
        return classes[best - row.startIndex]
    }
}

extension Ratings {
    /// - Parameters:
    ///   - iterations: at most; at least 1.
    ///   - tolerance: the greatest change of any posterior at which it stops before; below 0, it never does.
    package func dawidSkene(iterations: Int = 100, tolerance: Double = 1e-6) -> Computed<DawidSkene> {
        guard count > 0 else { return .undefined(.noRatings) }
        guard coders.count > 1 else { return .undefined(.oneCoder) }
        guard values.count > 1 else { return .undefined(.oneClass) }
        guard units.indices.contains(where: { ratings(ofUnit: $0).count > 1 }) else { return .undefined(.noOverlap) }
        let (square, o1) = values.count.multipliedReportingOverflow(by: values.count)
        let (errors, o2) = square.multipliedReportingOverflow(by: coders.count)
        let cells = o1 || o2 ? Int.max : max(errors, units.count * values.count)
        guard cells <= DawidSkene.cellLimit else {
            return .undefined(.tooLarge(cells: cells, limit: DawidSkene.cellLimit))
        }
        var estimate = DawidSkeneEstimate(self)
        var done = 0
        var change = Double.infinity
        repeat {
            change = estimate.iterate()
            done += 1
        } while done < iterations && change > tolerance
        return .figure(
            DawidSkene(
                classes: values, units: units, priors: estimate.priors, iterations: done, posteriors: estimate.posteriors))
    }
}
