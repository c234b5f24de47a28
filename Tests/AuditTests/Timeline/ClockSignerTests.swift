import Audit
import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Who stated the clock by which a relation is judged")
struct ClockSignerTests {
    private static let finch = Actor(.annotator, "p-finch")
    private static let relation = "scratch-overlaps-clank"

    /// The relation holds by the operator's clock, and is violated by that of somebody who labels nothing.
    private static func moved() async throws -> Warehouse {
        var aisle = try await Warehouse()
        try await aisle.world.say(
            "finch", Warehouse.root, "annotator.enrolled", finch.standingSubject,
            aisle.world.introduction(of: finch).with(["kind": "annotator", "id": "p-finch", "custody": "holder"]))
        try await aisle.synchronise("good", sensorOffset: 12_500, uncertainty: 2000)
        try await aisle.markScratchAndClank()
        try await aisle.relate("scratch", "overlaps", "clank", tolerance: 1000)
        #expect(try aisle.check(relation).first?.judgement?.state == .holds)
        try await aisle.synchronise("moved", by: finch, sensorOffset: 512_500, uncertainty: 2000)
        return aisle
    }

    private static func steal(_ aisle: inout Warehouse) async throws {
        try await aisle.world.say(
            "stolen", Warehouse.root, "annotator.key-revoked", finch.standingSubject,
            [
                "kind": "annotator", "id": "p-finch", "reason": "compromised",
                "kid": .string(try aisle.world.keyID(of: finch).description), "effective": "2020-01-01T00:00:00Z",
            ])
    }

    private static func words(_ certificate: BirthCertificate) -> String {
        certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("is named in the certificate, with the verdict on it")
    func named() async throws {
        let aisle = try await Self.moved()
        let certificate = try aisle.certificate(of: Self.relation)
        #expect(certificate.relations.first?.judgement?.state == .violated)
        let entry = try aisle.world.index("moved")
        #expect(Self.words(certificate).contains("(entry \(entry), by annotator:p-finch)"))
        let tracks = try #require(certificate.json["item"]?["tracks"]?.array)
        #expect(tracks.map { $0["clockBy"]?.string } == ["operator:root", "annotator:p-finch", "operator:root"])
        #expect(tracks.map { $0["clockVerdict"]?["verdict"]?.string } == ["not-required", "not-required", "not-required"])
    }

    @Test("decides nothing once her key is known to have been stolen, in certificates and reports, and the next clock does")
    func stolen() async throws {
        var aisle = try await Self.moved()
        let before = try aisle.size
        try await Self.steal(&aisle)
        let checked = try #require(try aisle.check(Self.relation).first)
        #expect(checked.judgement?.state == .undecidable)
        #expect(checked.judgement?.reason == .adverseClock)
        #expect(checked.judgement?.end == .to)
        #expect(try aisle.check(Self.relation, at: before).first?.judgement?.state == .violated)

        let certificate = try aisle.certificate(of: "clank")
        #expect(certificate.relations.first?.judgement == checked.judgement)
        #expect(certificate.segments?.first?.remarks == [.adverseClock])
        #expect(certificate.segments?.first?.uncertainty == nil)
        let track = try #require(certificate.json["item"]?["tracks"]?.array?[1])
        #expect(track["clockBy"]?.string == "annotator:p-finch")
        #expect(track["clockVerdict"]?["verdict"]?.string == "key-compromised")
        let words = Self.words(certificate)
        #expect(words.contains("The clock of track sensor was stated by annotator:p-finch (entry"))
        #expect(words.contains("who was not entitled to it, as known now: key compromised:"))
        #expect(words.contains("the track's clock was stated by somebody who was not entitled to, as known now"))
        _ = certificate.html

        try await aisle.synchronise("again", sensorOffset: 12_500, uncertainty: 2000)
        #expect(try aisle.check(Self.relation).first?.judgement?.state == .holds)
        #expect(try aisle.certificate(of: "clank").segments?.first?.remarks == [])
    }

    @Test("does not matter where it is another track's")
    func otherTrack() async throws {
        var aisle = try await Self.moved()
        try await Self.steal(&aisle)
        try await aisle.mark("dent", [["track": "camera", "start": 500, "end": 510]])
        try await aisle.relate("scratch", "before", "dent")
        #expect(try aisle.check("scratch-before-dent").first?.judgement?.state == .holds)
        #expect(try aisle.certificate(of: "dent").segments?.first?.remarks == [])
    }
}
