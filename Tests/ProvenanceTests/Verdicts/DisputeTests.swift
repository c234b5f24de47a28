import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Reviews and withdrawals, which give no value")
struct DisputeTests {
    @Test("a review that accepts settles a dispute, until another does not accept")
    func settled() throws {
        let world = try World.clinic()
        let head = try world.assert()
        try world.enrol(Self.carl)
        #expect(try !Self.isDisputed(world))
        try world.review(of: head, by: .bob, "rejected")
        #expect(try Self.isDisputed(world))
        try world.review(of: head, by: Self.carl, "accepted")
        #expect(try !Self.isDisputed(world))
        try world.review(of: head, by: .bob, "corrected")
        #expect(try Self.isDisputed(world))
        try world.revise(of: head)
        #expect(try !Self.isDisputed(world))
    }

    @Test("a review by a stolen key settles nothing, as far as that is known, and one by a good key does")
    func stolenKey() throws {
        let world = try World.clinic()
        let head = try world.assert()
        try world.enrol(Self.carl)
        try world.review(of: head, by: .bob, "rejected")
        try world.review(of: head, by: Self.carl, "accepted")
        let before = world.size
        try world.revoke(Self.carl, world.key(of: Self.carl).publicKey.thumbprint, "compromised", effective: 1)
        #expect(try Self.isDisputed(world))
        #expect(try !Self.isDisputed(world, at: before))
        // A ledger takes this no more; one that took it stays as it is.
        try world.force("touchmark.review.recorded", by: Self.carl, World.review("l", of: head))
        #expect(try Self.isDisputed(world))
        try world.review(of: head, by: .bob, "accepted")
        #expect(try !Self.isDisputed(world))
    }

    @Test("a review by somebody suspended settles nothing, and raises a dispute all the same")
    func suspended() throws {
        let world = try World.clinic()
        let head = try world.assert()
        try world.suspend(.bob)
        try world.review(of: head, by: .bob, "accepted")
        #expect(try !Self.isDisputed(world))
        try world.review(of: head, by: .bob, "rejected")
        try world.review(of: head, by: .bob, "accepted")
        #expect(try Self.isDisputed(world))
    }

    @Test("are judged by key and standing alone, then and now")
    func acts() throws {
        let world = try World.clinic()
        let head = try world.assert("l", by: .bob)
        let withdrawal = try world.withdraw(of: head, by: .bob)
        let statement = try #require(Attribution(withdrawal))
        let good = try #require(try Judge.judgeAct(statement, at: world.size, in: world))
        #expect(good.now.verdict == .notRequired)
        let end = try world.revoke(.bob, world.key(of: .bob).publicKey.thumbprint, "compromised", effective: 1)
        let pair = try #require(try Judge.judgeAct(statement, at: world.size, in: world))
        #expect(pair.then.verdict == .notRequired)
        #expect(pair.now.verdict == .keyCompromised)
        #expect(pair.now.because.last == end.index)
    }

    private static let carl = Actor(.annotator, "carl")

    private static func isDisputed(_ world: World, at size: TreeSize? = nil) throws -> Bool {
        let label = try #require(world.fold(LabelHistory.self, of: .label("d", "i", "l")))
        return try DisputeRule.isDisputed(label, at: size ?? world.size, in: world)
    }
}
