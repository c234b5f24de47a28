extension Ratings {
    /// - Parameter group: the code of a coder's group, by the coder's code.
    package func compareGroups(bootstrap: Bootstrap? = Bootstrap(), group: (Int32) -> Int32?) -> Computed<GroupComparison> {
        guard count > 0 else { return .undefined(.noRatings) }
        guard values.count <= GroupComparison.classLimit else {
            return .undefined(.tooManyClasses(found: values.count, limit: GroupComparison.classLimit))
        }
        let groupOfCoder = coders.map(group)
        let codes = Set(groupOfCoder.compactMap { $0 }).sorted()
        guard codes.count > 1 else { return .undefined(.tooFewGroups) }
        guard codes.count <= GroupComparison.groupLimit else {
            return .undefined(.tooManyGroups(found: codes.count, limit: GroupComparison.groupLimit))
        }
        let places = groupOfCoder.map { code in code.flatMap { Self.index(of: $0, in: codes) } }
        var tally = CrossingTally(groups: codes.count, classes: values.count)
        for unit in units.indices { tally.add(self, unit, groupOfCoder: places) }
        let groups = codes.indices.map { index in
            let own = by { coder in Self.index(of: coder, in: coders).map { places[$0] == index } ?? false }
            return GroupComparison.Group(
                code: codes[index], sample: own.sample, counts: tally.totals[index],
                agreement: own.observedAgreement(bootstrap: bootstrap),
                alpha: own.krippendorffAlpha(.nominal, bootstrap: bootstrap))
        }
        return .figure(
            GroupComparison(
                classes: values, groups: groups, crossings: tally.crossings(codes), association: Association.of(tally.totals),
                unitsOfAll: tally.unitsOfAll, ungrouped: groupOfCoder.count { $0 == nil }))
    }
}

/// Counts, unit by unit, how often groups said the same.
private struct CrossingTally {
    private let classes: Int
    /// By group and class, of all units.
    private(set) var totals: [[Int]]
    private(set) var unitsOfAll = 0
    /// Of the unit at hand; zeros in between.
    private var counts: [[Int]]
    /// By first group and second group.
    private var units: [[Int]]
    private var agreements: [[Double]]

    init(groups: Int, classes: Int) {
        self.classes = classes
        totals = Array(repeating: Array(repeating: 0, count: classes), count: groups)
        counts = totals
        units = Array(repeating: Array(repeating: 0, count: groups), count: groups)
        agreements = Array(repeating: Array(repeating: 0, count: groups), count: groups)
    }

    mutating func add(_ ratings: Ratings, _ unit: Int, groupOfCoder: [Int?]) {
        var sizes = [Int](repeating: 0, count: counts.count)
        for rating in ratings.ratings(ofUnit: unit) {
            guard let group = groupOfCoder[Int(ratings.coderOf[rating])] else { continue }
            counts[group][Int(ratings.valueOf[rating])] += 1
            totals[group][Int(ratings.valueOf[rating])] += 1
            sizes[group] += 1
        }
        let present = sizes.indices.filter { sizes[$0] > 0 }
        if present.count == sizes.count { unitsOfAll += 1 }
        for first in present {
            for second in present where second > first {
                let same = (0..<classes).reduce(0) { $0 + counts[first][$1] * counts[second][$1] }
                units[first][second] += 1
                agreements[first][second] += Double(same) / Double(sizes[first] * sizes[second])
            }
        }
        for rating in ratings.ratings(ofUnit: unit) {
            guard let group = groupOfCoder[Int(ratings.coderOf[rating])] else { continue }
            counts[group][Int(ratings.valueOf[rating])] = 0
        }
    }

    func crossings(_ codes: [Int32]) -> [GroupComparison.Crossing] {
        var crossings: [GroupComparison.Crossing] = []
        for first in codes.indices {
            for second in codes.indices where second > first {
                let shared = units[first][second]
                crossings.append(
                    GroupComparison.Crossing(
                        first: codes[first], second: codes[second], units: shared,
                        agreement: shared > 0
                            ? .figure(agreements[first][second] / Double(shared)) : .undefined(.noCommonUnits)))
            }
        }
        return crossings
    }
}
