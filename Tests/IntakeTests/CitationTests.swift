import Intake
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@Suite("What drafts cite by subject")
struct CitationTests {
    @Test("Of a guideline, the latest version that is in force: not one that only will be")
    func guidelines() throws {
        var events = EventBuilder()
        let now = Timestamp(microseconds: 1_900_000_000_000_000)
        var citations = CitationResolver(nil)
        let first = try events.version("1")
        citations.remember(first, at: now)
        citations.remember(try events.version("2", effective: Timestamp(microseconds: now.microseconds + 1)), at: now)
        #expect(try citations.reference(to: .guideline("g"), in: "d", at: now) == first.reference)
        let third = try events.version("3", effective: now)
        citations.remember(third, at: now)
        #expect(try citations.reference(to: .guideline("g"), in: "d", at: now) == third.reference)
    }

    @Test("Of a guideline, a version that names the draft's dataset: another's, or one for no dataset, is not cited instead")
    func guidelinesOfDatasets() async throws {
        let studio = try await Studio()
        var events = studio.events
        let now = Timestamp(microseconds: 1_900_000_000_000_000)
        let first = try events.version("1", for: [.string(Studio.dataset)])
        let others = try [events.version("2", for: []), events.version("3", for: [])]
        try await studio.append([first.token] + others.map(\.token))
        let guideline = Subject.guideline("g")
        var citations = CitationResolver(studio.ledger.store)
        #expect(try citations.reference(to: guideline, in: Studio.dataset, at: now) == first.reference)
        #expect(try citations.reference(to: guideline, in: nil, at: now) == others[1].reference)
        #expect(throws: IntakeError.self) { try citations.reference(to: guideline, in: "other", at: now) }
        // The same holds of what this run signs.
        citations.remember(try events.version("4", for: []), at: now)
        #expect(try citations.reference(to: guideline, in: Studio.dataset, at: now) == first.reference)
        let fifth = try events.version("5", for: [.string(Studio.dataset)])
        citations.remember(fifth, at: now)
        #expect(try citations.reference(to: guideline, in: Studio.dataset, at: now) == fifth.reference)
    }
}

extension EventBuilder {
    fileprivate mutating func version(
        _ version: String, for datasets: [JSONValue] = ["d"], effective: Timestamp? = nil
    ) throws -> SignedDraft {
        var data: JSONObject = [
            "guideline": "g", "version": .string(version), "digest": .string(Digest.zero.contentDigest),
            "datasets": .array(datasets),
        ]
        if let effective { data["effective"] = .string(effective.description) }
        return try sign(Self.root, "guideline.published", data)
    }
}
