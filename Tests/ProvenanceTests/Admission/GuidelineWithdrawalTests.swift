import Primitives
import Testing

@testable import Provenance

@Suite("The withdrawal of a guideline")
struct GuidelineWithdrawalTests {
    private static let type = "touchmark.guideline.withdrawn"

    private static func data(
        _ publication: LoggedEvent, guideline: String = "g", datasets: [JSONValue] = ["d"], effective: Timestamp? = nil
    ) -> JSONValue {
        let data: JSONValue = [
            "guideline": .string(guideline), "of": publication.reference.json, "datasets": .array(datasets),
            "reason": "The threshold is misprinted.",
        ]
        return effective.map { data.with("effective", .string($0.description)) } ?? data
    }

    private static func citing(_ publication: LoggedEvent, _ world: World, _ label: String = "l") -> JSONValue {
        world.statement(label).with("guideline", publication.reference.json)
    }

    @Test("and its publication say which version is in force when: the latest that applies and was not withdrawn")
    func inForce() throws {
        let world = try World.clinic()
        try world.publish("h")
        let first = try world.publish("g", "1")
        let second = try world.say(
            "touchmark.guideline.published", by: .op,
            World.dated(["guideline": "g", "version": "2", "digest": .string(Digest.zero.contentDigest), "datasets": ["d"]], 40))
        try world.say(Self.type, by: .op, Self.data(second, effective: World.day(60)))
        try world.say(Self.type, by: .op, Self.data(first, effective: World.day(80)))
        let versions = try #require(world.fold(PolicyHistory.self, of: .policy("d"))?.guidelines)
        let inForce = { (day: Int64) in versions.inForce(at: World.day(day)).map { "\($0.guideline) \($0.version)" } }
        #expect(inForce(39) == ["g 1", "h 1"])
        #expect(inForce(40) == ["g 2", "h 1"])
        #expect(inForce(60) == ["g 1", "h 1"])
        #expect(inForce(80) == ["h 1"])
    }

    @Test("is for a version that was published, and under its own guideline")
    func unknownVersion() throws {
        let world = try World.clinic()
        let version = try world.publish("g")
        try world.publish("h")
        let label = try world.assert("l")
        #expect(try world.refusal(Self.type, by: .op, Self.data(label)) == "unknown-subject")
        #expect(try world.refusal(Self.type, by: .op, Self.data(version, guideline: "h")) == "unknown-subject")
        #expect(try world.refusal(Self.type, by: .op, Self.data(version, guideline: "none")) == "unknown-subject")
        #expect(try world.refusal(Self.type, by: .op, Self.data(version)) == nil)
    }

    @Test("is the operator's or that of the annotator who published the version, and of nobody else")
    func signers() throws {
        let world = try World.clinic()
        let byOperator = try world.publish("g", "1")
        let byAnn = try world.say(
            "touchmark.guideline.published", by: .ann,
            ["guideline": "a", "version": "1", "digest": .string(Digest.zero.contentDigest), "datasets": ["d"]])
        let withdrawal = Self.data(byAnn, guideline: "a")
        #expect(try world.refusal(Self.type, by: .ann, Self.data(byOperator)) == "not-its-own")
        #expect(try world.refusal(Self.type, by: .bob, withdrawal) == "not-its-own")
        #expect(try world.refusal(Self.type, by: .desk, withdrawal) == "signer-kind")
        #expect(try world.refusal(Self.type, by: .net, withdrawal) == "signer-kind")
        #expect(try world.refusal(Self.type, by: .ann, withdrawal) == nil)
        #expect(try world.refusal(Self.type, by: .op, Self.data(byOperator)) == nil)
    }

    @Test("names the datasets of the publication, all of them, no others, in any order")
    func datasets() throws {
        let world = try World.clinic()
        try world.define("e")
        let version = try world.publish("g", for: ["d", "e"])
        for datasets: [JSONValue] in [[], ["d"], ["e"], ["d", "f"], ["d", "e", "f"]] {
            #expect(
                try world.refusal(Self.type, by: .op, Self.data(version, datasets: datasets)) == "other-datasets", "\(datasets)")
        }
        #expect(try world.refusal(Self.type, by: .op, Self.data(version, datasets: ["e", "d"])) == nil)
    }

    @Test("is final: the same version is not withdrawn again from then on or later, and another is as before")
    func final() throws {
        let world = try World.clinic()
        let (first, second) = (try world.publish("g", "1"), try world.publish("g", "2"))
        try world.say(Self.type, by: .op, Self.data(first))
        #expect(try world.refusal(Self.type, by: .op, Self.data(first)) == "guideline-withdrawn")
        #expect(try world.refusal(Self.type, by: .op, Self.data(first, effective: World.day(300))) == "guideline-withdrawn")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, Self.citing(second, world)) == nil)
        #expect(try world.refusal(Self.type, by: .op, Self.data(second)) == nil)
    }

    @Test("by its publisher from a day far ahead does not keep the operator from it; the one that holds the earliest counts")
    func farAhead() throws {
        let world = try World.clinic()
        let version = try world.say(
            "touchmark.guideline.published", by: .ann,
            ["guideline": "g", "version": "1", "digest": .string(Digest.zero.contentDigest), "datasets": ["d"]])
        try world.say(Self.type, by: .ann, Self.data(version, effective: World.day(30_000)))
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, Self.citing(version, world, "a")) == nil)
        #expect(try world.refusal(Self.type, by: .op, Self.data(version, effective: World.day(30_000))) == "guideline-withdrawn")
        let withdrawal = try world.say(Self.type, by: .op, Self.data(version))
        #expect(
            try world.refusal("touchmark.label.asserted", by: .ann, Self.citing(version, world, "b")) == "guideline-withdrawn")
        let found = world.fold(GuidelineHistory.self, of: .guideline("g"))?.versions[version.reference]?.withdrawal
        #expect(found?.index == withdrawal.index && found?.by == .op)
    }

    @Test("lets no label cite the version from then on, whoever gives it; who cites none is not asked")
    func citation() throws {
        let world = try World.clinic()
        let version = try world.publish("g")
        let before = try world.say("touchmark.label.asserted", by: .ann, Self.citing(version, world))
        try world.say(Self.type, by: .op, Self.data(version))
        let revision = world.revision("l", of: before)
        #expect(
            try world.refusal("touchmark.label.revised", by: .ann, revision.with("guideline", version.reference.json))
                == "guideline-withdrawn")
        for (type, actor) in [("label.asserted", Actor.ann), ("label.asserted", .studio), ("label.suggested", .net)] {
            #expect(
                try world.refusal("touchmark." + type, by: actor, Self.citing(version, world, "m")) == "guideline-withdrawn",
                "\(actor)")
        }
        #expect(try world.refusal("touchmark.label.revised", by: .ann, revision) == nil)
    }

    @Test("counts from when it says: from before it was recorded, or not before a time to come")
    func effective() throws {
        let world = try World.clinic()
        let (past, future) = (try world.publish("g", "1"), try world.publish("g", "2"))
        world.clock = World.day(11)
        let label = try world.say("touchmark.label.asserted", by: .ann, Self.citing(past, world, "early"))
        world.clock = World.day(12)
        try world.say(Self.type, by: .op, Self.data(past, effective: World.day(11)))
        try world.say(Self.type, by: .op, Self.data(future, effective: World.day(20)))
        let versions = try #require(world.fold(GuidelineHistory.self, of: .guideline("g"))?.versions)
        #expect(versions[past.reference]?.isWithdrawn(at: label.recorded) == true)
        #expect(versions[past.reference]?.isWithdrawn(at: World.day(10)) == false)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, Self.citing(future, world, "a")) == nil)
        world.clock = World.day(20)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, Self.citing(future, world, "b")) == "guideline-withdrawn")
        #expect(versions.withdrawn.map(\.version) == ["1", "2"])
    }

    @Test("changes no verdict, then or now")
    func verdicts() throws {
        let world = try World.clinic()
        let version = try world.publish("g")
        let label = try world.say("touchmark.label.asserted", by: .ann, Self.citing(version, world))
        let before = try #require(try world.verdicts(on: label))
        try world.say(Self.type, by: .op, Self.data(version, effective: World.day(0)))
        let after = try #require(try world.verdicts(on: label))
        #expect(before.now.verdict == .certified && after.now.verdict == .certified && after.then.verdict == .certified)
    }

    @Test("is judged by the policy of a dataset where the guideline's own history is not here, and passed over where neither is")
    func partialHistories() throws {
        let world = try World.clinic()
        try world.define("e")
        let version = try world.publish("g", for: ["d", "e"])
        world.missing = [.guideline("g")]
        #expect(try world.refusal(Self.type, by: .op, Self.data(version)) == "other-datasets")
        world.missing = [.guideline("g"), .policy("d")]
        #expect(try world.refusal(Self.type, by: .bob, Self.data(version, datasets: ["d", "e"])) == "not-its-own")
        world.missing = [.guideline("g"), .policy("d"), .policy("e")]
        #expect(try world.refusal(Self.type, by: .bob, Self.data(version, datasets: ["d"])) == nil)
    }
}
