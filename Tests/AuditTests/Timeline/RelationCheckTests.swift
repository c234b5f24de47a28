import Audit
import Ledger
import Primitives
import Provenance
import Testing

@Suite("Relations in time between labels of a ledger")
struct RelationCheckTests {
    private static let overlaps = "scratch-overlaps-clank"

    @Test("A better clock decides what the first one left open, and as of before it stays open")
    func betterClock() async throws {
        var aisle = try await Warehouse()
        try await aisle.markScratchAndClank()
        try await aisle.relate("scratch", "overlaps", "clank", tolerance: 1000)
        let before = try aisle.size
        let open = try #require(try aisle.check(Self.overlaps).first?.judgement)
        #expect(open.state == .undecidable)
        #expect(open.reason == .withinUncertainty)
        #expect(open.measured?.relation == .overlaps)
        #expect(open.measured?.shift == Rational(whole: 508_000))
        try await aisle.synchronise("synchronised", sensorOffset: 12_500, uncertainty: 2000)
        let decided = try #require(try aisle.check(Self.overlaps).first?.judgement)
        #expect(decided.state == .holds)
        #expect(decided.measured?.possible == [.overlaps])
        #expect(try aisle.check(Self.overlaps, at: before).first?.judgement == open)
    }

    @Test("A slip of half a second between sound and picture is found, in certificates too, and as of before it is not")
    func slip() async throws {
        var aisle = try await Warehouse()
        try await aisle.synchronise("synchronised", sensorOffset: 12_500, uncertainty: 2000)
        try await aisle.markScratchAndClank()
        try await aisle.relate("scratch", "overlaps", "clank", tolerance: 1000)
        let before = try aisle.size
        try await aisle.synchronise("slipped", sensorOffset: 512_500, uncertainty: 2000)
        let relation = try #require(try aisle.check(Self.overlaps).first)
        #expect(relation.judgement?.state == .violated)
        #expect(relation.judgement?.reason == .noShift)
        #expect(relation.judgement?.measured?.relation == .before)
        // The clank begins at 7.4125 s, the scratch ends at 418 · 1001/60000 s.
        #expect(relation.judgement?.measured?.distances.endToStart == Rational(1_316_600, over: 3))
        #expect(
            relation.sentence?.plain == """
                violated: clank starts about 438867 µs after scratch ends; which is scratch before clank, not scratch overlaps \
                clank; no shift of the tracks within their uncertainty makes it so (±10000 µs against each other; 428867 µs more \
                would be needed); ends that should be at one time may be 1000 µs apart
                """)
        #expect(try aisle.check(Self.overlaps, at: before).first?.judgement?.state == .holds)
        for label in ["scratch", "clank", Self.overlaps] {
            #expect(try aisle.certificate(of: label).relations.first?.judgement == relation.judgement)
            #expect(try aisle.certificate(of: label, at: before).relations.first?.judgement?.state == .holds)
        }
    }

    @Test("Without a stated uncertainty nothing holds across tracks, whatever the distance")
    func unstated() async throws {
        var aisle = try await Warehouse(sensor: [:])
        try await aisle.mark("scratch", [["track": "camera", "start": 1, "end": 2]])
        try await aisle.mark("clank", [["track": "sensor", "start": 900_000, "end": 960_000]])
        try await aisle.relate("scratch", "before", "clank")
        try await aisle.relate("clank", "during", "scratch")
        let checked = try aisle.check("scratch-before-clank", "clank-during-scratch").map(\.judgement)
        #expect(checked.map(\.?.state) == [.undecidable, .violated])
        #expect(checked.map(\.?.reason) == [.uncertaintyNotStated, .durations])
        #expect(checked.map(\.?.measured?.relation) == [.before, .after])
    }

    @Test("On one track the uncertainty says nothing about the order")
    func oneTrack() async throws {
        var aisle = try await Warehouse(camera: ["uncertainty": 9_000_000_000])
        try await aisle.mark("first", [["track": "camera", "start": 0, "end": 5]])
        try await aisle.mark("second", [["track": "camera", "start": 5, "end": 6]])
        try await aisle.relate("first", "meets", "second")
        try await aisle.relate("second", "before", "first")
        try await aisle.relate("first", "equals", "first")
        let states = try aisle.check("first-meets-second", "second-before-first", "first-equals-first").map(\.judgement?.state)
        #expect(states == [.holds, .violated, .holds])
    }

    @Test("What is not one interval is undecidable, and the reason is said", arguments: Unfit.all)
    func unfit(_ unfit: Unfit) async throws {
        var aisle = try await Warehouse()
        try await aisle.mark("good", [["track": "camera", "start": 1, "end": 2]])
        try await aisle.mark("bad", unfit.segments)
        if unfit.reason == .withdrawnLabel {
            try await aisle.world.say(
                "withdrawn", Warehouse.heron, "label.withdrawn", .label("warehouse", "aisle-7", "bad"),
                [
                    "dataset": "warehouse", "item": "aisle-7", "label": "bad", "name": "event",
                    "revises": try aisle.world.reference("bad").json, "reason": "wrong",
                ])
        }
        if unfit.reason == .notComputed {
            try await aisle.world.say(
                "synchronised", Warehouse.root, "item.synchronised", Warehouse.item,
                [
                    "dataset": "warehouse", "item": "aisle-7",
                    "tracks": [["track": "sensor", "offset": 0, "driftPPM": .number(1.2345678901e-29), "uncertainty": 0]],
                ])
        }
        try await aisle.relate("bad", "before", "good")
        try await aisle.relate("good", "before", "bad")
        let checked = try aisle.check("bad-before-good", "good-before-bad")
        #expect(checked.map(\.judgement?.state) == [.undecidable, .undecidable])
        #expect(checked.map(\.judgement?.reason) == [unfit.reason, unfit.reason])
        #expect(checked.map(\.judgement?.end) == [.from, .to])
        #expect(checked[0].sentence?.plain == "undecidable: bad: \(unfit.reason.sentence)")
        _ = try aisle.certificate(of: "bad").html
    }

    struct Unfit: Sendable, CustomTestStringConvertible {
        let reason: SynchronisationJudgement.Reason
        let segments: JSONValue
        var testDescription: String { reason.rawValue }

        static let all: [Unfit] = [
            .init(reason: .withdrawnLabel, segments: [["track": "camera", "start": 1, "end": 2]]),
            .init(reason: .wholeItem, segments: []),
            .init(
                reason: .severalSegments,
                segments: [["track": "camera", "start": 1, "end": 2], ["track": "camera", "start": 3, "end": 4]]),
            .init(reason: .noTicks, segments: [["track": "camera", "region": ["kind": "box"]]]),
            .init(reason: .unknownTrack, segments: [["track": "radar", "start": 1, "end": 2]]),
            .init(reason: .timelessTrack, segments: [["track": "log", "start": 1, "end": 2]]),
            .init(reason: .pastEnd, segments: [["track": "camera", "start": 1199, "end": 1201]]),
            .init(reason: .instant, segments: [["track": "camera", "start": 7, "end": 7]]),
            .init(reason: .notComputed, segments: [["track": "sensor", "start": 1, "end": 959_999]]),
        ]
    }

    @Test("A revision of a relation counts, also one to a label that does not exist; what is no relation in time is not judged")
    func revised() async throws {
        var aisle = try await Warehouse()
        try await aisle.markScratchAndClank()
        try await aisle.relate("scratch", "before", "clank")
        try await aisle.relate("scratch", "causes", "clank")
        try await aisle.relate("clank", "contains", "scratch-before-clank")
        try await aisle.world.say(
            "revised", Warehouse.heron, "label.revised", .label("warehouse", "aisle-7", "scratch-before-clank"),
            [
                "dataset": "warehouse", "item": "aisle-7", "label": "scratch-before-clank", "name": "order",
                "on": try aisle.world.reference("item:aisle-7").json,
                "revises": try aisle.world.reference("scratch-before-clank").json, "segments": [],
                "value": ["kind": "relation", "relation": "meets", "from": "scratch", "to": "nobody", "toleranceUs": 5],
            ])
        let checked = try aisle.check("revised", "scratch-causes-clank", "clank-contains-scratch-before-clank")
        #expect(checked.map(\.relation) == [.causes, .contains, .meets])
        #expect(checked.map(\.judgement?.reason) == [nil, .wholeItem, .missingLabel])
        #expect(checked[2].judgement?.tolerance == 5)
        let relations = try aisle.certificate(of: "scratch").relations
        #expect(relations.map(\.state) == [.changed, .current])
        #expect(relations[0].claim?.to == "nobody")
        #expect(relations[0].judgement?.reason == .missingLabel)
        #expect(relations[1].judgement == nil)
    }

    @Test("Relations of many items come in the order of the log, each once; what states none is refused")
    func manyItems() async throws {
        var aisle = try await Warehouse()
        try await aisle.register("aisle-8", [Warehouse.track("camera", "video", base: (1, 25), duration: 100)])
        try await aisle.markScratchAndClank()
        try await aisle.mark("one", [["track": "camera", "start": 0, "end": 5]], on: "aisle-8")
        try await aisle.mark("two", [["track": "camera", "start": 5, "end": 9]], on: "aisle-8")
        try await aisle.relate("scratch", "before", "clank")
        try await aisle.relate("one", "meets", "two", on: "aisle-8")
        try await aisle.relate("clank", "after", "scratch")
        let checked = try aisle.check(
            "clank-after-scratch", "one-meets-two", "scratch-before-clank", "one-meets-two")
        #expect(checked.map(\.label) == ["scratch-before-clank", "one-meets-two", "clank-after-scratch"])
        #expect(checked.map(\.item) == ["aisle-7", "aisle-8", "aisle-7"])
        #expect(checked.map(\.judgement?.state) == [.undecidable, .holds, .undecidable])
        #expect { try aisle.check("scratch") } throws: { ($0 as? LedgerError)?.code == .invalid }
        let size = TreeSize(try aisle.world.index("one-meets-two").value)
        #expect { try aisle.check("one-meets-two", at: size) } throws: { ($0 as? LedgerError)?.code == .invalid }
    }
}
