import Primitives
import Provenance
import Testing

@Suite("Ticks on the item's timeline")
struct TrackClockTests {
    private func clock(_ numerator: Int64, _ denominator: Int64, offset: Int64 = 0, drift: Double = 0) throws -> TrackClock {
        // Timebases are made by reading events only.
        let track = """
            {"id":"t","modality":"video","digest":"\(Digest(hashing: "t").contentDigest)","mediaType":"video/mp4",\
            "timebase":{"numerator":\(numerator),"denominator":\(denominator)}}
            """
        let data = #"{"dataset":"d","item":"i","origin":{"kind":"collected"},"tracks":[\#(track)]}"#
        let payload = """
            {"specversion":"1.0","id":"01900000-0000-7000-8000-000000000001","source":"operator:root",\
            "type":"touchmark.item.registered","subject":"item:d/i","time":"2026-01-01T00:00:00Z","ledger":"l","data":\(data)}
            """
        guard case .itemRegistered(let item) = try Event(payload: Array(payload.utf8)).body else {
            throw JSONError(.invalidValue, "no item")
        }
        return TrackClock(
            timebase: item.tracks[0].timebase, offset: offset, driftPPM: drift, uncertainty: nil)
    }

    @Test("A frame of 1001/30000 s is exact as a fraction and says that its microseconds are rounded")
    func ntsc() throws {
        let clock = try clock(1001, 30_000)
        let first = try #require(clock.position(ofTick: 1))
        #expect(first.exact.description == "100100/3")
        #expect(first.microseconds == 33_367)
        #expect(first.isRounded)
        let thirtieth = try #require(clock.position(ofTick: 30))
        #expect(thirtieth.microseconds == 1_001_000)
        #expect(!thirtieth.isRounded)
        // After a hundred years of frames the fraction is as exact as after one.
        let late = try #require(clock.position(ofTick: 94_513_284_001))
        #expect(late.exact.description == "9460779728500100/3")
    }

    @Test("The offset is added, also a negative one")
    func offset() throws {
        #expect(try clock(1, 48_000, offset: -250).position(ofTick: 48)?.microseconds == 750)
    }

    @Test("A clock that runs fast shows more than has passed")
    func drift() throws {
        // 1 000 000 ppm fast: twice as fast, so half the time.
        #expect(try clock(1, 1000, drift: 1_000_000).position(ofTick: 1000)?.microseconds == 500_000)
        #expect(try clock(1, 1000, drift: 0.1).position(ofTick: 1000)?.exact.description == "10000000000000/10000001")
        #expect(try clock(1, 1000, drift: -1_000_000).position(ofTick: 1000) == nil)
    }

    @Test("The largest ticks and timebases that JSON holds do not trap")
    func extremes() throws {
        let largest: Int64 = 9_007_199_254_740_991
        #expect(try clock(largest, 1, offset: largest).position(ofTick: largest)?.exact.isWhole == true)
        #expect(try clock(largest, largest - 1, offset: largest, drift: 0.000001).position(ofTick: largest) == nil)
    }
}
