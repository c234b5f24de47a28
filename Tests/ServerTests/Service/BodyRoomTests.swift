import Testing

@testable import LedgerServer

@Suite("Bytes of bodies are bounded")
struct BodyRoomTests {
    private let own = BodyRoom.uncounted

    @Test("All requests share the room, the first bytes of each are not counted, and what is given back is there for others")
    func share() {
        let room = BodyRoom(limit: 1000)
        let (a, b, c) = (room.share(), room.share(), room.share())
        #expect(a.hold(own + 600) && b.hold(own + 400))
        #expect(c.hold(own), "single events and small batches get through")
        #expect(!c.hold(own + 1))
        #expect(!b.hold(own + 401) && b.hold(own + 400), "what was refused changes nothing")
        a.keep(atMost: own + 100)
        #expect(c.hold(own + 500) && !c.hold(own + 501))
        b.keep(atMost: own + 2000)
        #expect(!c.hold(own + 501), "giving back never takes more")
        b.keep(atMost: 0)
        #expect(c.hold(own + 900))
    }

    @Test("A request that is alone finds room, however much it needs; one that is gone holds none")
    func alone() {
        let room = BodyRoom(limit: 1000)
        var large: BodyShare? = room.share()
        let other = room.share()
        #expect(large?.hold(own + 5000) == true)
        #expect(!other.hold(own + 1))
        large = nil
        #expect(other.hold(own + 1000))
        #expect(large == nil)
    }
}
