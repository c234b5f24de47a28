/// A coefficient of agreement with what it rests on.
package struct AgreementFigure: Hashable, Sendable {
    /// What entered the figure, which may be less than was rated: a unit with a single rating says nothing about agreement.
    package let sample: SampleSize
    package let value: Computed<Double>
    package let interval: Computed<BootstrapInterval>

    init(sample: SampleSize, value: Computed<Double>, interval: Computed<BootstrapInterval>) {
        self.sample = sample
        self.value = value
        self.interval = interval
    }

    /// There is no value, and so no interval.
    init(sample: SampleSize, undefined reason: Undefined) {
        self.init(sample: sample, value: .undefined(reason), interval: .undefined(reason))
    }
}

/// How much a figure rests on.
package struct SampleSize: Hashable, Sendable {
    package let units: Int
    package let ratings: Int
    package let coders: Int

    package init(units: Int, ratings: Int, coders: Int) {
        self.units = units
        self.ratings = ratings
        self.coders = coders
    }
}
