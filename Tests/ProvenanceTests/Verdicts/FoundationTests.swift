import Primitives
import Signatures
import Testing

@testable import Provenance

/// A world that remembers which histories were read.
private final class ReadWorld: Histories {
    let world: World
    private(set) var read: Set<Subject> = []

    init(_ world: World) { self.world = world }

    var knowsEveryEvent: Bool { world.knowsEveryEvent }

    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) -> Fold? {
        read.insert(subject)
        return world.fold(type, of: subject)
    }

    func entry(withID id: EventID) -> LoggedEvent? { world.entry(withID: id) }
    func introducer(of key: KeyThumbprint) -> Actor? { world.introducer(of: key) }
}

@Suite("What verdicts rest on")
struct FoundationTests {
    private static let circumstances =
        KeyCircumstances.all + StandingCircumstances.all + RequirementCircumstances.all + CredentialCircumstances.all
        + AuthorityCircumstances.all + StolenReinstatement.all

    @Test("is all that the judge reads, beside the policy of the label's dataset", arguments: circumstances)
    func foundations(_ circumstance: Circumstance) throws {
        let world = try World.clinic(credential: circumstance.startsWithCredential)
        let statement = try #require(Attribution(try circumstance.build(world)))
        let histories = ReadWorld(world)
        _ = try Judge.judge(statement, at: world.size, in: histories)
        let foundations = try Judge.foundations(of: statement.source, in: world)
        #expect(histories.read.subtracting(foundations).isSubset(of: [.policy(statement.dataset)]))
        #expect(histories.read.contains(statement.source.standingSubject))
        #expect(histories.read.union(foundations).allSatisfy { $0.kind.bearsOnVerdicts })
    }

    @Test("is, of somebody with a credential, that and its authority too, and the judge reads all of it")
    func credential() throws {
        let world = try World.clinic()
        let statement = try #require(Attribution(try world.assert()))
        let histories = ReadWorld(world)
        _ = try Judge.judge(statement, at: world.size, in: histories)
        let foundations = try Judge.foundations(of: .ann, in: world)
        #expect(histories.read == foundations.union([.policy("d")]))
        #expect(Set(foundations.map(\.kind)) == [.annotator, .credential, .authority])
    }

    @Test("does not change for a label with what its dataset asks for later")
    func policy() throws {
        let world = try World.clinic()
        let label = try world.assert()
        let before = try #require(try world.verdicts(on: label))
        try world.require(["labels": "*", "competence": "law"])
        #expect(try world.verdicts(on: label) == before)
    }
}
