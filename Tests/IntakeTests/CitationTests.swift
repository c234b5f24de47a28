import Intake
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
        #expect(try citations.reference(to: .guideline("g"), at: now) == first.reference)
        let third = try events.version("3", effective: now)
        citations.remember(third, at: now)
        #expect(try citations.reference(to: .guideline("g"), at: now) == third.reference)
    }
}

extension EventBuilder {
    fileprivate mutating func version(_ version: String, effective: Timestamp? = nil) throws -> SignedDraft {
        var data: JSONObject = [
            "guideline": "g", "version": .string(version), "digest": .string(Digest.zero.contentDigest), "datasets": ["d"],
        ]
        if let effective { data["effective"] = .string(effective.description) }
        return try sign(Self.root, "guideline.published", data)
    }
}
