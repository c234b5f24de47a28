import Primitives
import Testing

@testable import Provenance

@Suite("The boundary at which a verdict turns")
struct BoundaryTests {
    private static let circumstances =
        KeyCircumstances.all + StandingCircumstances.all + RequirementCircumstances.all + CredentialCircumstances.all
        + AuthorityCircumstances.all

    /// The rules themselves, asked at every moment around which anything can turn: whole days, and when entries were recorded.
    private static func moments(_ world: World) -> [Timestamp] {
        let around = (-10...400).map { World.day($0) } + world.entries.map(\.recorded)
        return Set(around.flatMap { moment in [-1, 0, 1].map { Timestamp(microseconds: moment.microseconds + $0) } }).sorted()
    }

    private static func verdicts(
        _ statement: Attribution, _ time: Timestamp, _ world: World
    ) throws -> [Verdict]? {
        let limit = max(statement.index, world.size.nextIndex)
        return try [statement.index, limit].map { limit in
            try #require(
                try Judge.judge(statement, Knowledge(place: statement.index, time: time, limit: limit), in: world)
            ).verdict
        }
    }

    /// The spans of a log of which every entry but one was recorded when it says.
    private static func only(_ statement: Attribution, within span: ClosedRange<Timestamp>) -> EntrySpan {
        { index, recorded in index == statement.index ? span : recorded...recorded }
    }

    @Test("is there exactly where the rules give another verdict, and is the nearest", arguments: circumstances)
    func agrees(_ circumstance: Circumstance) throws {
        let world = try World.clinic(credential: circumstance.startsWithCredential)
        let statement = try #require(Attribution(try circumstance.build(world)))
        let own = try Self.verdicts(statement, statement.recorded, world)
        let moments = Self.moments(world)
        let turned = try moments.filter { try Self.verdicts(statement, $0, world) != own }
        for day in stride(from: -10, through: 400, by: 5) {
            let end = World.day(Int64(day))
            let span = min(end, statement.recorded)...max(end, statement.recorded)
            var search = BoundarySearch(at: world.size, labelCount: 1, span: Self.only(statement, within: span))
            let boundary = try search.boundary(of: statement, in: world)
            let expected = turned.filter { span.contains($0) }
            #expect((boundary != nil) == !expected.isEmpty, "day \(day)")
            guard let boundary else { continue }
            let nearest = end > statement.recorded ? expected.first : expected.last
            // What begins or ends does so at the boundary, and not a microsecond before.
            let shown = end > statement.recorded ? boundary.moment : Timestamp(microseconds: boundary.moment.microseconds - 1)
            #expect(shown == nearest, "day \(day)")
            let beyond = try #require(boundary.beyond)
            #expect([beyond.then, beyond.now] == (try Self.verdicts(statement, shown, world)))
        }
    }

    @Test("is found in some circumstances and in others not")
    func both() throws {
        let found = try Self.circumstances.map { circumstance in
            let world = try World.clinic(credential: circumstance.startsWithCredential)
            let statement = try #require(Attribution(try circumstance.build(world)))
            let span = World.day(-10)...World.day(400)
            var search = BoundarySearch(at: world.size, labelCount: 1, span: Self.only(statement, within: span))
            return try search.boundary(of: statement, in: world) != nil
        }
        #expect(found.contains(true) && found.contains(false))
    }

    @Test("is said to be there, and not which, once more was asked than may be")
    func bounded() throws {
        let world = try World.clinic(credential: true)
        let statement = try #require(Attribution(try CredentialCircumstances.all[0].build(world)))
        let span = World.day(-10)...World.day(400)
        var search = BoundarySearch(at: world.size, examinations: 3, span: Self.only(statement, within: span))
        let first = try #require(try search.boundary(of: statement, in: world))
        #expect(first.beyond != nil)
        let second = try #require(try search.boundary(of: statement, in: world))
        #expect(second.beyond == nil && second.moment == first.moment)
    }
}
