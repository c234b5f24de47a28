extension Ratings {
    /// Raw agreement: the share of pairs of ratings of a unit that are equal, as a mean over all units rated at least twice
    /// (P̄ of Fleiss 1971). It is not corrected for chance.
    package func observedAgreement(bootstrap: Bootstrap? = Bootstrap()) -> AgreementFigure {
        guard count > 0 else { return AgreementFigure(sample: sample, undefined: .noRatings) }
        let profiles = UnitProfiles(self)
        let agreements = profiles.indices.map(profiles.agreement)
        return AgreementFigure(profiles, bootstrap, otherwise: .noOverlap) { weights in
            profiles.meanAgreement(of: weights, agreements)
        }
    }

    /// Fleiss' κ (Fleiss 1971). Defined where each unit has the same number of ratings, at least two; the coders need not be the
    /// same.
    package func fleissKappa(bootstrap: Bootstrap? = Bootstrap()) -> AgreementFigure {
        guard count > 0 else { return AgreementFigure(sample: sample, undefined: .noRatings) }
        let sizes = units.indices.map { ratings(ofUnit: $0).count }
        let (fewest, most) = (sizes.min() ?? 0, sizes.max() ?? 0)
        guard most > 1 else { return AgreementFigure(sample: UnitProfiles(self).sample, undefined: .noOverlap) }
        guard fewest == most else {
            return AgreementFigure(sample: sample, undefined: .unequalRatings(fewest: fewest, most: most))
        }
        let profiles = UnitProfiles(self)
        let agreements = profiles.indices.map(profiles.agreement)
        var marginals = [Int](repeating: 0, count: profiles.levelCount)
        return AgreementFigure(profiles, bootstrap, otherwise: .oneClass) { weights in
            let total = profiles.marginals(of: weights, into: &marginals)
            let same = marginals.reduce(0) { $0 + $1 * $1 }
            guard same < total * total, let observed = profiles.meanAgreement(of: weights, agreements) else { return nil }
            let chance = Double(same) / Double(total * total)
            return (observed - chance) / (1 - chance)
        }
    }
}

extension UnitProfiles {
    /// The share of pairs of a unit's ratings that are equal.
    func agreement(_ profile: Int) -> Double {
        let size = Int(sizes[profile])
        let pairs = places(profile).reduce(0) { $0 + Int(counts[$1]) * (Int(counts[$1]) - 1) }
        return Double(pairs) / Double(size * (size - 1))
    }

    /// `nil` for a sample without units.
    fileprivate func meanAgreement(of weights: [Int32], _ agreements: [Double]) -> Double? {
        var sum = 0.0
        var units = 0
        for profile in indices {
            sum += Double(weights[profile]) * agreements[profile]
            units += Int(weights[profile])
        }
        return units > 0 ? sum / Double(units) : nil
    }
}
