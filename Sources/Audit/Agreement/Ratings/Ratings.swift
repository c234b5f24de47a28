/// The ratings of one question: which coder gave which unit which value. Codes are the caller's; units, coders and values without
/// a rating do not exist here. Sorted by unit and coder, so that the order of arrival changes no figure.
package struct Ratings: Hashable, Sendable {
    /// Codes, ascending.
    package let units: [Int32]
    package let coders: [Int32]
    package let values: [Int32]
    /// The number that each value stands for, if it does; finite.
    package let numbers: [Double?]
    /// How many times a coder gave one unit different values. None of these ratings counts.
    package let contradictions: Int

    /// Where each unit's ratings begin; one more than there are units.
    let starts: [Int]
    /// Of each rating, an index into `coders` and one into `values`.
    let coderOf: [Int32]
    let valueOf: [Int32]

    package var count: Int { valueOf.count }
    package var sample: SampleSize { SampleSize(units: units.count, ratings: count, coders: coders.count) }

    /// How many units have two ratings or more, which is what agreement can be seen in.
    package var unitsRatedTwice: Int { units.indices.count { ratings(ofUnit: $0).count > 1 } }

    /// The ratings of the unit at an index.
    func ratings(ofUnit index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

    /// The ratings by some of the coders.
    package func by(_ isIncluded: (Int32) -> Bool) -> Ratings {
        let included = coders.map(isIncluded)
        var kept: [Rating] = []
        for unit in units.indices {
            for rating in ratings(ofUnit: unit) where included[Int(coderOf[rating])] {
                kept.append(
                    Rating(unit: units[unit], coder: coders[Int(coderOf[rating])], value: values[Int(valueOf[rating])]))
            }
        }
        return Ratings(sorted: kept, contradictions: contradictions) { code in
            Self.index(of: code, in: values).flatMap { numbers[$0] }
        }
    }

    /// - Parameters:
    ///   - sorted: by unit and coder, no two for the same.
    ///   - number: asked once for each value; what is not finite is no number.
    init(sorted: [Rating], contradictions: Int, number: (Int32) -> Double?) {
        var units: [Int32] = []
        var starts: [Int] = []
        for (index, rating) in sorted.enumerated() where rating.unit != units.last {
            units.append(rating.unit)
            starts.append(index)
        }
        let coders = Self.distinct(sorted.map(\.coder))
        let values = Self.distinct(sorted.map(\.value))
        self.units = units
        self.starts = starts + [sorted.count]
        self.coders = coders
        self.values = values
        self.contradictions = contradictions
        numbers = values.map { number($0).flatMap { $0.isFinite ? $0 : nil } }
        let coderIndex = Self.positions(coders)
        let valueIndex = Self.positions(values)
        coderOf = sorted.map { coderIndex[$0.coder] ?? 0 }
        valueOf = sorted.map { valueIndex[$0.value] ?? 0 }
    }

    static func index(of code: Int32, in codes: [Int32]) -> Int? {
        var range = codes.startIndex..<codes.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if codes[middle] == code { return middle }
            range = codes[middle] < code ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    private static func distinct(_ codes: [Int32]) -> [Int32] { Set(codes).sorted() }

    private static func positions(_ codes: [Int32]) -> [Int32: Int32] {
        Dictionary(uniqueKeysWithValues: zip(codes, codes.indices.lazy.map(Int32.init)))
    }
}

/// One coder's value for one unit, in codes.
package struct Rating: Hashable, Sendable {
    package let unit: Int32
    package let coder: Int32
    package let value: Int32

    package init(unit: Int32, coder: Int32, value: Int32) {
        self.unit = unit
        self.coder = coder
        self.value = value
    }
}
