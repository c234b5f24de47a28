import Audit
import Testing

@Suite("Groups of annotators")
struct GroupTests {
    @Test("Chi-squared and Cramér's V, as scipy computes them")
    func association() throws {
        let found = try #require(Association.of([[30, 10, 5], [20, 25, 12]]).figure)
        #expect(abs(found.chiSquared - 10.038095238095238) < 1e-12)
        #expect(found.degreesOfFreedom == 2)
        #expect(abs(found.cramersV - 0.3137079827047734) < 1e-12)
        #expect(found.leastExpected == 7.5)
    }

    @Test("V is 0 where groups do not differ and 1 where they share nothing; rows and columns of zeros do not count")
    func ends() throws {
        #expect(Association.of([[10, 20], [5, 10]]).figure?.cramersV == 0)
        let apart = try #require(Association.of([[10, 0], [0, 7]]).figure)
        #expect(abs(apart.cramersV - 1) < 1e-12)
        let padded = Association.of([[30, 0, 10, 5], [0, 0, 0, 0], [20, 0, 25, 12]])
        #expect(padded == Association.of([[30, 10, 5], [20, 25, 12]]))
        #expect(Association.of([]) == .undefined(.noRatings))
        #expect(Association.of([[0, 0]]) == .undefined(.noRatings))
        #expect(Association.of([[1, 2], [0, 0]]) == .undefined(.tooFewGroups))
        #expect(Association.of([[1, 0], [2, 0]]) == .undefined(.oneClass))
    }

    @Test("Agreement within groups is that of their own ratings, across groups that of one rating from each")
    func withinAndAcross() throws {
        // Coders 0 and 1 are of group 10, 2 and 3 of group 20, 4 of none.
        let rows: [[Int32?]] = [
            [1, 1, 2, nil], [1, 2, 2, 1], [1, 2, nil, nil], [2, 2, nil, 1], [9, 9, 9, 9],
        ]
        let table = try ratings(rows)
        let found = try #require(table.compareGroups { $0 < 2 ? 10 : $0 < 4 ? 20 : nil }.figure)
        #expect(found.ungrouped == 1)
        #expect(found.groups.map(\.code) == [10, 20])
        #expect(found.classes == [1, 2, 9])
        #expect(found.groups.map(\.counts) == [[4, 3, 0], [2, 3, 0]])
        #expect(found.groups[0].sample == SampleSize(units: 4, ratings: 7, coders: 2))
        #expect(isClose(found.groups[0].agreement.value, 2.0 / 3))
        #expect(isClose(found.groups[1].agreement.value, 0.5))
        #expect(found.groups[0].alpha == (try ratings(Array(rows[..<2])).krippendorffAlpha(.nominal)))
        #expect(found.crossings.count == 1)
        #expect(found.crossings[0].units == 3)
        #expect(isClose(found.crossings[0].agreement, (2.0 / 4 + 2.0 / 4 + 1) / 3))
        #expect(found.unitsOfAll == 3)
        #expect(found.association == Association.of([[4, 3], [2, 3]]))
    }

    @Test("Groups that rated nothing in common, one group, no ratings and too many groups have a reason")
    func reasons() throws {
        let apart = try #require(try ratings([[1, nil], [nil, 2]]).compareGroups { $0 }.figure)
        #expect(apart.crossings.map(\.agreement) == [.undefined(.noCommonUnits)])
        #expect(apart.unitsOfAll == 0)
        #expect(apart.groups[0].alpha.value == .undefined(.noOverlap))
        #expect(try ratings([[1], [2]]).compareGroups { _ in 3 } == .undefined(.tooFewGroups))
        #expect(try ratings([[1], [2]]).compareGroups { _ in nil } == .undefined(.tooFewGroups))
        #expect(try ratings([]).compareGroups { $0 } == .undefined(.noRatings))
        let coders = [[Int32?]](repeating: [1, 2], count: 21)
        #expect(try ratings(coders).compareGroups { $0 } == .undefined(.tooManyGroups(found: 21, limit: 20)))
        let classes = (0..<101).map { Int32($0) } as [Int32?]
        #expect(
            try ratings([classes, classes]).compareGroups { $0 } == .undefined(.tooManyClasses(found: 101, limit: 100)))
    }
}
