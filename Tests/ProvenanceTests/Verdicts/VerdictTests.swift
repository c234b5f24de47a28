import Primitives
import Signatures
import Testing

@testable import Provenance

/// What happened around a label, and what the vocabulary says of it then and now.
struct Circumstance: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let then: Verdict
    let now: Verdict
    /// Builds the world and gives the label event that is judged. The clinic's clock stands at day 10.
    let build: @Sendable (World) throws -> LoggedEvent
    var startsWithCredential = true

    init(
        _ description: String, _ then: Verdict, now: Verdict? = nil, credential: Bool = true,
        _ build: @escaping @Sendable (World) throws -> LoggedEvent
    ) {
        testDescription = description
        self.then = then
        self.now = now ?? then
        self.build = build
        startsWithCredential = credential
    }
}

@Suite("Verdicts, from the vocabulary's rules")
struct VerdictTests {
    @Test("key", arguments: KeyCircumstances.all)
    func key(_ circumstance: Circumstance) throws { try check(circumstance) }

    @Test("standing", arguments: StandingCircumstances.all)
    func standing(_ circumstance: Circumstance) throws { try check(circumstance) }

    @Test("requirement", arguments: RequirementCircumstances.all)
    func requirement(_ circumstance: Circumstance) throws { try check(circumstance) }

    @Test("credential", arguments: CredentialCircumstances.all)
    func credential(_ circumstance: Circumstance) throws { try check(circumstance) }

    @Test("authority", arguments: AuthorityCircumstances.all)
    func authority(_ circumstance: Circumstance) throws { try check(circumstance) }

    @Test("a reinstatement by a stolen key", arguments: StolenReinstatement.all)
    func stolenReinstatement(_ circumstance: Circumstance) throws { try check(circumstance) }

    private func check(_ circumstance: Circumstance) throws {
        let world = try World.clinic(credential: circumstance.startsWithCredential)
        let label = try circumstance.build(world)
        let pair = try #require(try world.verdicts(on: label))
        #expect(pair.then.verdict == circumstance.then, "then")
        #expect(pair.now.verdict == circumstance.now, "now")
        // Then knows nothing after the label, and what is given as a reason is there.
        #expect(pair.then.because.allSatisfy { $0 < label.index })
        #expect(pair.now.because.allSatisfy { world.size.contains($0) })
    }

    @Test("are reached, every one of them")
    func all() {
        let lists = [
            KeyCircumstances.all, StandingCircumstances.all, RequirementCircumstances.all, CredentialCircumstances.all,
            AuthorityCircumstances.all,
        ]
        let reached = Set(lists.joined().flatMap { [$0.then, $0.now] })
        // An unknown signer is refused, so no admitted label has that verdict; a test of its own reaches it.
        #expect(reached == Set(Verdict.allCases).subtracting([.unknownSigner]))
    }

    @Test("of a signer who was not enrolled before the label is unknown-signer, and stays it")
    func unknownSigner() throws {
        let world = try World.clinic()
        let eve = Actor(.annotator, "eve")
        let label = try world.force("touchmark.label.asserted", by: eve, world.statement("l"))
        try world.enrol(eve)
        try world.issue("late", to: eve)
        let pair = try #require(try world.verdicts(on: label))
        #expect(pair.then.verdict == .unknownSigner)
        #expect(pair.now.verdict == .unknownSigner)
    }

    @Test("by a key that was rotated to only after the label is unknown-signer")
    func keyFromTheFuture() throws {
        let world = try World.clinic()
        let second = World.key("second")
        let first = world.key(of: .ann)
        world.use(second, for: .ann)
        let label = try world.force("touchmark.label.asserted", by: .ann, world.statement("l"))
        world.use(first, for: .ann)
        try world.rotate(.ann, to: second)
        #expect(try world.verdicts(on: label)?.now.verdict == .unknownSigner)
    }

    @Test("are adverse but for four")
    func adverse() {
        #expect(
            Verdict.allCases.filter { !$0.isAdverse } == [.certified, .certifiedByCustodian, .notRequired, .machine])
        #expect(Verdict.allCases.filter(\.isCertified) == [.certified, .certifiedByCustodian])
    }

    @Test("are not given where a history that a rule reads is not here whole")
    func unavailable() throws {
        let world = try World.clinic()
        let label = try world.assert()
        #expect(try world.verdicts(on: label)?.now.verdict == .certified)
        for subject in ["annotator:ann", "policy:d", "credential:board/c1", "authority:board"] {
            world.missing = [try #require(Subject(parsing: subject))]
            #expect(try world.verdicts(on: label) == nil, "\(subject)")
        }
        // Rules that are not reached read nothing.
        world.missing = [.item("d", "i"), .dataset("d"), .ledger, .label("d", "i", "l")]
        #expect(try world.verdicts(on: label)?.now.verdict == .certified)
    }

    @Test("now is as of the size given, and never before the label")
    func asOfSize() throws {
        let world = try World.clinic()
        let label = try world.assert()
        let statement = try #require(Attribution(label))
        let revoked = try world.act("revoked", "c1", effective: 1)
        for (size, verdict) in [(0, Verdict.certified), (revoked.index.value, .certified), (revoked.index.value + 1, .revoked)] {
            let pair = try #require(try Judge.judge(statement, at: TreeSize(size), in: world))
            #expect(pair.now.verdict == verdict, "size \(size)")
            #expect(pair.then.verdict == .certified)
        }
    }

    @Test("now knows at least what was known then")
    func neverLess() throws {
        let world = try World.clinic()
        try world.act("revoked", "c1")
        let statement = try #require(Attribution(try world.assert()))
        let pair = try #require(try Judge.judge(statement, at: TreeSize(0), in: world))
        #expect(pair.now.verdict == .revoked)
        #expect(pair.now == pair.then)
    }

    @Test("name the entries that led to them and the credential they rest on")
    func because() throws {
        let world = try World.clinic()
        let label = try world.assert()
        let revoked = try world.act("revoked", "c1", effective: 1)
        let now = try #require(try world.verdicts(on: label)).now
        #expect(now.credential == .credential("board", "c1"))
        #expect(now.because.last == revoked.index)
        #expect(now.because.contains { world.entries[Int($0.value)].event.type == "touchmark.requirement.set" })
        #expect(now.because.contains { world.entries[Int($0.value)].event.type == "touchmark.credential.issued" })
    }

    @Test("are those of the event that gave the label its current value")
    func current() throws {
        let world = try World.clinic()
        let first = try world.assert()
        let label = Subject.label("d", "i", "l")
        #expect(world.fold(LabelHistory.self, of: label)?.current?.source == .ann)
        let second = try world.revise(of: first, by: .bob)
        #expect(world.fold(LabelHistory.self, of: label)?.current?.source == .bob)
        #expect(try world.verdicts(on: second)?.now.verdict == .uncertified)
        try world.review(of: second, by: .ann, "rejected")
        #expect(world.fold(LabelHistory.self, of: label)?.current?.index == second.index)
        #expect(world.fold(LabelHistory.self, of: label)?.dispute != nil)
        let third = try world.revise(of: second, by: .ann)
        #expect(world.fold(LabelHistory.self, of: label)?.dispute == nil)
        try world.withdraw(of: third)
        #expect(world.fold(LabelHistory.self, of: label)?.current == nil)
    }
}
