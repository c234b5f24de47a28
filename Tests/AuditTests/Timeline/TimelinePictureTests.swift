import Audit
import Foundation
import Ledger
import Primitives
import Provenance
import Testing

@Suite("Pictures of an item's timeline")
struct TimelinePictureTests {
    private func slipped(by offset: Int64) async throws -> Warehouse {
        var aisle = try await Warehouse()
        try await aisle.synchronise("synchronised", sensorOffset: 12_500 + offset, uncertainty: 2000)
        try await aisle.markScratchAndClank()
        try await aisle.relate("scratch", "overlaps", "clank", tolerance: 1000)
        return aisle
    }

    private func figure(_ certificate: BirthCertificate) throws -> Figure {
        try #require(
            certificate.document.sections.flatMap(\.blocks).compactMap { block -> Figure? in
                if case .figure(let figure) = block { figure } else { nil }
            }.first)
    }

    private func boxes(_ figure: Figure, _ role: Drawing.Role) -> [(left: Double, right: Double)] {
        figure.drawing.shapes.compactMap { shape in
            guard case .box(let x, _, let width, _, role) = shape else { return nil }
            return (x, x + width)
        }
    }

    @Test("A slip of half a second parts the boxes, and the relation is drawn as violated")
    func slip() async throws {
        let good = try figure(try await slipped(by: 0).certificate(of: "scratch"))
        let bad = try figure(try await slipped(by: 500_000).certificate(of: "scratch"))
        #expect(boxes(good, .second)[0].right > boxes(good, .third)[0].left)
        #expect(boxes(bad, .second)[0].right + 200 < boxes(bad, .third)[0].left)
        let isViolated = { (figure: Figure) in
            figure.drawing.shapes.contains { if case .line(_, _, _, _, .warning) = $0 { true } else { false } }
        }
        #expect(!isViolated(good))
        #expect(isViolated(bad))
        #expect(bad.description.map(\.plain).contains("R1: scratch overlaps clank, violated."))
        #expect(
            bad.description[1].plain == "Track sensor (±2000 µs): clank from 7412500 µs to 7562500 µs.")
    }

    @Test("Text says what the picture shows")
    func words() async throws {
        let text = try await slipped(by: 500_000).certificate(of: "clank").text()
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("The item's timeline, from 6.8046"))
        #expect(words.contains("Track camera (±8000 µs): scratch from 6873533 µs to 6973633 µs."))
        #expect(words.contains("violated: clank starts about 438867 µs after scratch ends"))
        #expect(words.contains("Of 1 in time, by what is known of the tracks' clocks, 1 is violated."))
    }

    @Test("Names that are hostile, long or of another direction stay text of a bounded length")
    func names() async throws {
        var aisle = try await Warehouse()
        let hostile = "<script>alert(1)</script>\"'&"
        let hebrew = "שלום עולם \u{202E}gnp.exe"
        let marked = "z" + String(repeating: "\u{0301}", count: 30)
        try await aisle.register("aisle-7b", [Warehouse.track("<b>cam</b>", "video", base: (1, 25), duration: 100)])
        for (place, name) in [hostile, hebrew, marked].enumerated() {
            let start = Int64(place)
            try await aisle.mark(
                name.precomposedStringWithCanonicalMapping,
                [["track": "<b>cam</b>", "start": .integer(start), "end": .integer(start + 1)]], on: "aisle-7b")
        }
        try await aisle.relate(hostile, "meets", hebrew, on: "aisle-7b")
        try await aisle.relate(hostile, "before", marked.precomposedStringWithCanonicalMapping, on: "aisle-7b")
        let certificate = try aisle.world.store.read { reader in
            try BirthCertificate.make(
                of: .label("warehouse", "aisle-7b", hostile), at: nil, from: reader, showsDisclosures: true)
        }
        let html = certificate.html
        #expect(!html.contains("<script") && !html.contains("<b>"))
        #expect(!html.unicodeScalars.contains("\u{202E}"))
        for case .words(_, _, _, let words) in try figure(certificate).drawing.shapes {
            #expect(words.unicodeScalars.count <= 80)
        }
    }

    @Test("At most forty labels are drawn, and how many are not is said")
    func bounds() async throws {
        var aisle = try await Warehouse()
        try await aisle.mark("hub", [["track": "camera", "start": 0, "end": 1]])
        for number in 1...45 {
            let start = Int64(2 * number)
            try await aisle.mark("n\(number)", [["track": "camera", "start": .integer(start), "end": .integer(start + 1)]])
            try await aisle.relate("hub", "before", "n\(number)")
        }
        let figure = try figure(try aisle.certificate(of: "hub"))
        // Each relation that is drawn shows both of its labels again.
        #expect(boxes(figure, .second).count + boxes(figure, .third).count == 40 + 2 * 20)
        #expect(figure.description.map(\.plain).contains("Not drawn: 6 of 46 segments."))
        #expect(figure.description.map(\.plain).contains("Not drawn: 25 of 45 relations in time."))
    }

    @Test("The largest numbers that JSON holds give a picture or none, and no trap", arguments: [1, 1_000_000_000_007])
    func extremes(_ denominator: Int64) async throws {
        let largest: Int64 = 9_007_199_254_740_991
        var aisle = try await Warehouse()
        try await aisle.register(
            "far",
            [
                Warehouse.track("slow", "sensor", base: (largest, denominator)).with(["offset": .integer(-largest)]),
                Warehouse.track("fast", "sensor", base: (1, largest), duration: largest).with(["uncertainty": .integer(largest)]),
            ])
        try await aisle.mark("late", [["track": "slow", "start": .integer(largest - 1), "end": .integer(largest)]], on: "far")
        try await aisle.mark("early", [["track": "fast", "start": 0, "end": 1]], on: "far")
        try await aisle.relate("early", "before", "late", on: "far")
        let certificate = try aisle.world.store.read { reader in
            try BirthCertificate.make(of: .label("warehouse", "far", "early"), at: nil, from: reader, showsDisclosures: true)
        }
        #expect(certificate.relations.first?.judgement?.state == .undecidable)
        #expect(certificate.html.contains("<svg"))
    }

    @Test("An item without time has no picture, and one without labels in time shows its tracks")
    func nothingInTime() async throws {
        var aisle = try await Warehouse()
        try await aisle.mark("page", [["track": "log", "region": ["kind": "characters"]]])
        let figure = try figure(try aisle.certificate(of: "page"))
        #expect(figure.description.map(\.plain).first == "Track camera (±8000 µs): no label in this part.")
        let clinic = try await Clinic.whole()
        #expect(try clinic.certificate().html.components(separatedBy: "<svg").count == 2)
    }
}
