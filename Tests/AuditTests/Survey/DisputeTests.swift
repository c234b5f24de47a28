import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

@Suite("Disputes in surveys and exports")
struct DisputeTests {
    private func isDisputed(_ shelf: Shelf, at size: TreeSize? = nil) throws -> [Bool?] {
        let survey = try DatasetSurvey.make(of: "d", at: size, from: shelf.world.store, showsDisclosures: true)
        let surveyed = survey.currentLabels.first { survey.labels.id(of: $0) == "l.2" }
        let exported = try shelf.lines(at: size).first { $0["label"] == "l.2" }
        return [surveyed?.isDisputed, exported?["disputed"]?.bool]
    }

    @Test("One that only a stolen key settled stands, as known at the size")
    func stolenKey() async throws {
        var shelf = try await Shelf.filled()
        #expect(try isDisputed(shelf) == [true, true])
        try await shelf.review("accepted")
        #expect(try isDisputed(shelf) == [false, false])
        try await shelf.say(
            "stolen", "annotator.key-revoked", Shelf.ada.standingSubject,
            [
                "kind": "annotator", "id": .string(Shelf.ada.id), "reason": "compromised",
                "kid": .string(try shelf.world.keyID(of: Shelf.ada).description), "effective": "2026-01-01T00:00:00Z",
            ])
        #expect(try isDisputed(shelf) == [true, true])
        #expect(try isDisputed(shelf, at: try shelf.size(after: "accepted")) == [false, false])
    }
}
