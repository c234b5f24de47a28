import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Whether a track's clock counts")
struct ClockRuleTests {
    private static let item = Subject.item("d", "j")
    private static let type = "touchmark.item.synchronised"

    private static func clock(_ track: String, _ offset: Int64) -> JSONValue {
        [
            "dataset": "d", "item": "j",
            "tracks": [["track": .string(track), "offset": .integer(offset), "driftPPM": 0, "uncertainty": 5]],
        ]
    }

    /// An item with two tracks in time, registered by a connector.
    private static func world() throws -> World {
        let world = try World.clinic()
        let tracks: [JSONValue] = ["a", "b"].map { id in
            [
                "id": .string(id), "modality": "audio", "mediaType": "audio/wav",
                "digest": .string(Digest.zero.contentDigest), "timebase": ["numerator": 1, "denominator": 1000],
                "uncertainty": 7,
            ]
        }
        try world.say(
            "touchmark.item.registered", by: .studio,
            ["dataset": "d", "item": "j", "tracks": .array(tracks), "origin": ["kind": "collected"]])
        return world
    }

    private static func tracks(_ world: World, at size: TreeSize? = nil) throws -> [PlacedTrack]? {
        let timeline = try #require(world.fold(ItemTimeline.self, of: item))
        return try ClockRule.tracks(on: timeline, at: size ?? world.size, in: world)
    }

    @Test("follows from key and standing of whoever stated it last: of a person, a connector, an operator")
    func verdicts() throws {
        let world = try Self.world()
        try world.say(Self.type, by: .bob, Self.clock("a", 40))
        #expect(try Self.tracks(world)?.map(\.statement.source) == [.bob, .studio])
        #expect(try Self.tracks(world)?.map(\.judgement.verdict) == [.notRequired, .machine])
        #expect(try Self.tracks(world)?.map(\.uncertainty) == [5, 7])
        try world.revoke(.studio, world.key(of: .studio).publicKey.thumbprint, "compromised", effective: 1)
        #expect(try Self.tracks(world)?.map(\.hasGoodClock) == [true, false])
        try world.say(Self.type, by: .op, Self.clock("b", 9))
        #expect(try Self.tracks(world)?.map(\.judgement.verdict) == [.notRequired, .notRequired])
        #expect(try Self.tracks(world)?.map(\.clock.offset) == [40, 9])
    }

    @Test("is as known at the size, and the uncertainty of one that does not count is nobody's")
    func stolenKey() throws {
        let world = try Self.world()
        let stated = try world.say(Self.type, by: .bob, Self.clock("a", 40))
        let before = world.size
        let end = try world.revoke(.bob, stated.keyID, "compromised", effective: 1)
        let track = try #require(try Self.tracks(world)?.first)
        #expect(track.judgement.verdict == .keyCompromised && track.judgement.because.last == end.index)
        #expect(track.uncertainty == nil && track.clock.uncertainty == 5)
        #expect(try Self.tracks(world, at: before)?.first?.hasGoodClock == true)
    }

    @Test("is bad of somebody suspended, in a log that took it")
    func suspended() throws {
        let world = try Self.world()
        try world.suspend(.bob)
        try world.force(Self.type, by: .bob, Self.clock("a", 40))
        #expect(try Self.tracks(world)?.map(\.judgement.verdict) == [.suspended, .machine])
    }

    @Test("nobody can say where her standing is not here whole")
    func partial() throws {
        let world = try Self.world()
        try world.say(Self.type, by: .bob, Self.clock("a", 40))
        world.missing = [.ledger]
        #expect(try Self.tracks(world)?.count == 2)
        world.missing = [Actor.bob.standingSubject]
        #expect(try Self.tracks(world) == nil)
    }
}
