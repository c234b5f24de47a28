import Foundation
import LedgerTesting
import Primitives
import Testing

@testable import LedgerClient

@Suite("The bytes of a spool")
struct SpoolRecordTests {
    private static let tokens = ["a.b.c", "header.payload.signature~disclosure~", "x"].map { Array($0.utf8) }
    private static let segment = tokens.flatMap(SpoolRecord.format)

    private func records(_ bytes: [UInt8]) -> (records: [SpoolRecord], isTorn: Bool) {
        var found: [SpoolRecord] = []
        var at = 0
        while let reading = SpoolRecord.read(bytes[at...]) {
            switch reading {
            case .record(let record, let count), .unterminated(let record, let count):
                found.append(record)
                at += count
            case .torn: return (found, true)
            }
        }
        return (found, false)
    }

    @Test("Of a segment that was cut anywhere, every whole record is read and nothing else")
    func torn() {
        let ends = Self.tokens.indices.map { place in Self.tokens[...place].flatMap(SpoolRecord.format).count }
        for count in 0...Self.segment.count {
            // A record is whole without its line feed.
            let whole = ends.count { count >= $0 - 1 }
            let read = records(Array(Self.segment[..<count]))
            #expect(read.records == Self.tokens[..<whole].map { .token($0) }, "cut to \(count)")
            #expect(read.isTorn == (count > (whole == 0 ? 0 : ends[whole - 1])), "cut to \(count)")
        }
    }

    @Test("A flipped bit damages no record but its own, and none is read wrongly")
    func flips() {
        var place = 0
        for (number, token) in Self.tokens.enumerated() {
            let own = place..<(place + SpoolRecord.format(token).count)
            for bit in own.lowerBound * 8..<own.upperBound * 8 {
                var flipped = Self.segment
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                let found = records(flipped).records.filter { if case .token = $0 { true } else { false } }
                let others = Self.tokens.indices.filter { $0 != number }.map { SpoolRecord.token(Self.tokens[$0]) }
                let isWhole = found == Self.tokens.map { .token($0) }
                #expect(isWhole || found == others, "bit \(bit)")
                #expect(!isWhole || bit / 8 == own.upperBound - 1, "only a line feed can be done without: bit \(bit)")
            }
            place = own.upperBound
        }
    }

    @Test("A flipped bit in the outcomes never says that more is done")
    func outcomes() {
        let bytes = OutcomeLine.format(.damaged([1, 2]), end: 31) + OutcomeLine.format(.damaged([3]), end: 62)
        let first = OutcomeLine.format(.damaged([1, 2]), end: 31).count
        #expect(OutcomeLine.progress(bytes) == (62, bytes.count))
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(OutcomeLine.progress(flipped) == (bit / 8 < first ? (0, 0) : (31, first)), "bit \(bit)")
        }
        for count in first..<bytes.count { #expect(OutcomeLine.progress(Array(bytes[..<count])) == (31, first)) }
    }

    @Test(
        "How far outcomes reach is found piece by piece, also where a line is longer than a piece, up to the first that does not hold"
    )
    func longOutcomes() throws {
        let directory = try TemporaryDirectory()
        let long = [UInt8](repeating: 7, count: 1_700_000)
        var lines = (1...3000).flatMap { OutcomeLine.format(.damaged(Array(repeating: 1, count: 400)), end: $0) }
        lines += OutcomeLine.format(.damaged(long), end: 3001) + OutcomeLine.format(.damaged([3]), end: 3002)
        let file = try SpoolFile(directory.path("outcomes"))
        try file.append(lines + Array("no outcome\n".utf8), at: 0)
        #expect(try OutcomeLine.progress(of: file) == (3002, lines.count))
        try file.cut(to: lines.count - 1)
        #expect(try OutcomeLine.progress(of: file).segment == 3001)
    }
}
