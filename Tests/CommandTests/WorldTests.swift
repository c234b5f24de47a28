import Foundation
import Primitives
import Testing

/// The stories of Fixtures/World come out as its README tells them, through the command line alone.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct WorldTests {
    /// The world, played once for all of these tests and removed when they end.
    private static let played: Result<PlayedWorld, any Error> = Result {
        let world = try PlayedWorld()
        atexit { try? WorldTests.played.get().shell.remove() }
        return world
    }

    private let world: PlayedWorld

    init() throws { world = try Self.played.get() }

    @Test(
        "verdicts are what the story tells, then and now",
        arguments: [
            ("warehouse/aisle-7/loose-bolt", "certified", "certified"),
            ("warehouse/aisle-7/scratch", "certified", "certified"),
            ("warehouse/aisle-7/patch", "certified", "certified"),
            ("warehouse/aisle-7/scratch-overlaps-clank", "certified", "certified"),
            ("warehouse/aisle-7/clank", "certified", "certified"),
            ("warehouse/aisle-7/clank-again", "expired", "expired"),
            ("warehouse/aisle-7-rendered/scratch", "certified", "certified"),
            ("warehouse/aisle-7-rendered/scuff", "machine", "machine"),
            ("consultation/visit-1/gesture-contradicts-words", "certified", "certified"),
            ("consultation/visit-1/understood", "certified", "certified"),
            ("preference/prompt-1/ranking-finch", "certified", "certified"),
            ("preference/prompt-2/ranking-finch", "certified", "certified"),
            ("preference/prompt-1/ranking-rook", "certified", "certified"),
            ("preference/prompt-2/ranking-rook", "certified", "revoked"),
            ("preference/prompt-1/ranking-crow", "uncertified", "uncertified"),
        ])
    func verdict(_ label: String, _ then: String, _ now: String) throws {
        let found = try #require(world.verdicts["label:" + label])
        #expect(found == PlayedWorld.VerdictPair(then: then, now: now))
    }

    @Test("a certificate gives the same verdicts as the offline verifier, for every label")
    func certificatesAgree() throws {
        #expect(world.verdicts.count == 27)
        for (subject, pair) in world.verdicts {
            let certificate = try world.json("touchmark certificate \"$1\" --format json", subject)
            #expect(certificate["verdict"]?["verdict"]?.string == pair.then, "\(subject)")
            #expect(certificate["verdictNow"]?["verdict"]?.string == pair.now, "\(subject)")
        }
    }

    @Test(
        "labels end with the value that the story gives them",
        arguments: [
            ("warehouse", "aisle-7", "scratch", "scratch"), ("warehouse", "aisle-7", "patch", "shadow"),
            ("warehouse", "aisle-7", "loose-bolt", "loose bolt"), ("consultation", "visit-1", "understood", "no"),
            ("consultation", "visit-1", "understood-wren", "yes"),
        ])
    func value(_ dataset: String, _ item: String, _ label: String, _ choice: String) throws {
        let row = try #require(try world.row(dataset, item, label))
        #expect(row["value"]?["choice"]?.string == choice)
    }

    @Test("a correction that nobody took up leaves a label disputed; one that was taken up does not")
    func disputes() throws {
        #expect(try world.row("consultation", "visit-1", "understood-wren")?["disputed"] == .bool(true))
        #expect(try world.row("consultation", "visit-1", "understood-plover")?["disputed"] == .bool(false))
        #expect(try world.row("warehouse", "aisle-7", "loose-bolt")?["disputed"] == .bool(false))
    }

    @Test("ties stay ties")
    func ties() throws {
        let row = try #require(try world.row("preference", "prompt-1", "ranking-finch"))
        let honesty = try #require(row["value"]?["rankings"]?.array?.first { $0["criterion"]?.string == "honesty" })
        #expect(honesty["order"] == .array([.array(["a", "c"]), "b"]))
    }

    @Test("nothing that is sealed stands in the log", arguments: ["Ines Adler", "Noor Kraai", "PHYSICIAN", "The face asks"])
    func sealed(_ secret: String) throws {
        let payloads = try world.payloads()
        #expect(payloads.count > 60)
        #expect(payloads.contains { $0.contains("_sd_alg") })
        #expect(!payloads.contains { $0.contains(secret) })
    }

    @Test("the whole ledger verifies, and one label's bundle proves that nothing was left out of it")
    func bundlesVerify() throws {
        #expect(world.verification["result"]?.string == "verified")
        let run = try world.shell.run(
            """
            touchmark export --label label:warehouse/aisle-7/loose-bolt -o bolt.touchmark &&
            touchmark-verify bolt.touchmark --key @ledger/log.vkey
            """)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("complete as sealed by the operator"))
    }
}
