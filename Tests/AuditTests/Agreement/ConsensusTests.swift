import Audit
import Testing

@Suite("Majority and Dawid and Skene")
struct ConsensusTests {
    @Test("Most votes win, half of all or not, and a tie is broken as the rule says")
    func majority() throws {
        let table = try ratings([[3, 5, 9, 1], [3, 7, 5, 2], [4, 5, 7, 3], [4, 7, 5, 3], [nil, nil, 7, nil]])
        func winners(_ order: [Int32]) -> [Int32] { table.majorityVotes(preferring: order).map(\.value) }
        #expect(winners([]) == [3, 5, 5, 3])
        #expect(winners([7, 4]) == [4, 7, 7, 3])
        #expect(winners([9, 1]) == [3, 5, 5, 3])
        let votes = table.majorityVotes(preferring: [])
        #expect(votes.map(\.isTie) == [true, true, true, false])
        #expect(votes.map(\.votes) == [2, 2, 2, 2])
        #expect(votes.map(\.ratings) == [4, 4, 5, 4])
        #expect(votes.map(\.unit) == [0, 1, 2, 3])
        #expect(try ratings([]).majorityVotes(preferring: []) == [])
    }

    @Test("The preference list may name a value twice; the first place counts")
    func preferenceTwice() throws {
        #expect(try ratings([[1], [2]]).majorityVotes(preferring: [2, 1, 2]).map(\.value) == [2])
    }

    @Test("One iteration on a seeded table, as crowd-kit computes it")
    func oneIteration() throws {
        let found = try #require(try ratings(seededTable(7)).dawidSkene(iterations: 1).figure)
        let priors = [
            0.20606506274284003, 0.20306748510681263, 0.19536871764704108, 0.20536235244601977, 0.19013638205728647,
        ]
        for (prior, expected) in zip(found.priors, priors) { #expect(abs(prior - expected) < 1e-12) }
        let first = [
            0.9999992123785948, 1.9118345490851408e-08, 4.070380699230148e-09, 1.6707315533138947e-07, 5.973595238402137e-07,
        ]
        for (posterior, expected) in zip(found.posterior(ofUnit: 0), first) { #expect(abs(posterior - expected) < 1e-14) }
        #expect(found.iterations == 1)
    }

    @Test("A hundred iterations on a seeded table give crowd-kit's priors and labels")
    func hundredIterations() throws {
        let found = try #require(try ratings(seededTable(7)).dawidSkene(iterations: 100, tolerance: -1).figure)
        #expect(found.iterations == 100)
        // crowd-kit floors posteriors at 1e-10 as well.
        let priors = [0.25018444812032764, 0.19999964766654799, 0.2000003523336442, 0.1831488852125317, 0.16666666666694846]
        for (prior, expected) in zip(found.priors, priors) { #expect(abs(prior - expected) < 1e-7) }
        let labels: [Int32] = [
            0, 3, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 0, 1, 2, 0, 4, 0, 1, 2, 3, 4,
            0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 1, 0, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4,
        ]
        #expect(found.units.indices.map(found.label(ofUnit:)) == labels)
    }

    @Test("It stops when no posterior changes by more than the tolerance, and each row of probabilities adds up to 1")
    func convergence() throws {
        let found = try #require(try ratings(seededTable(2, units: 200)).dawidSkene(iterations: 500, tolerance: 1e-6).figure)
        #expect(found.iterations < 500)
        #expect(abs(found.priors.reduce(0, +) - 1) < 1e-12)
        for unit in found.units.indices { #expect(abs(found.posterior(ofUnit: unit).reduce(0, +) - 1) < 1e-12) }
        let next = try #require(
            try ratings(seededTable(2, units: 200)).dawidSkene(iterations: found.iterations + 1, tolerance: -1).figure)
        for unit in found.units.indices {
            for (a, b) in zip(found.posterior(ofUnit: unit), next.posterior(ofUnit: unit)) { #expect(abs(a - b) < 1e-6) }
        }
    }

    @Test("A coder who always says the opposite is understood")
    func contrary() throws {
        let truth = (0..<40).map { Int32($0 % 2) }
        var rows = [[Int32?]](repeating: truth.map { $0 }, count: 3)
        rows.append(truth.map { 1 - $0 })
        let found = try #require(try ratings(rows).dawidSkene().figure)
        #expect(found.units.indices.map(found.label(ofUnit:)) == truth)
    }

    @Test("Thousands of ratings of one unit neither underflow nor forget what the first ones said")
    func manyRatings() throws {
        // Units 0 to 19 teach that coders are right nine times in ten or so; the last unit is for one class by 2,000 coders who come
        // first and for the other by 2,001 who come later.
        let coders = 4001
        let rows = (0..<coders).map { coder in
            (0..<20).map { unit in Int32((unit % 2 + ((unit + coder) % 10 == 0 ? 1 : 0)) % 2) } + [coder < 2000 ? 0 : 1]
                as [Int32?]
        }
        let found = try #require(try ratings(rows).dawidSkene(iterations: 3).figure)
        for unit in found.units.indices {
            let row = found.posterior(ofUnit: unit)
            #expect(row.allSatisfy { $0.isFinite } && abs(row.reduce(0, +) - 1) < 1e-12)
        }
        #expect((0..<20).map(found.label(ofUnit:)) == (0..<20).map { Int32($0 % 2) })
        #expect(found.label(ofUnit: 20) == 1)
    }

    @Test("What cannot be estimated has a reason")
    func reasons() throws {
        #expect(try ratings([]).dawidSkene() == .undefined(.noRatings))
        #expect(try ratings([[1, 2, 1]]).dawidSkene() == .undefined(.oneCoder))
        #expect(try ratings([[1, 1], [1, 1]]).dawidSkene() == .undefined(.oneClass))
        #expect(try ratings([[1, nil], [nil, 2]]).dawidSkene() == .undefined(.noOverlap))
        let many = (0..<5000).map { Int32($0) } as [Int32?]
        #expect(try ratings([many, many]).dawidSkene() == .undefined(.tooLarge(cells: 50_000_000, limit: 16_000_000)))
    }
}
