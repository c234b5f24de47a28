import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// Signs drafts one after the other, each able to cite those before it.
struct SigningDesk {
    private let signer: EventSigner
    private let keys: KeyRing
    private var citations: CitationResolver
    /// Says what is cited where there is no store.
    private let service: ServedLedger?
    /// Registrations that the service named: they stay as they are.
    private var registrations: [Subject: JSONValue] = [:]

    init(ledger origin: String, keys: KeyRing, store: (any LedgerStore)?, service: ServedLedger? = nil, keepsClear: Bool) {
        self.service = service
        signer = EventSigner(ledger: origin, keepsClear: keepsClear)
        self.keys = keys
        citations = CitationResolver(store)
    }

    /// - Parameter line: one draft, as JSON.
    mutating func sign(_ line: [UInt8]) async throws -> SignedDraft {
        let json = try JSONValue(parsing: line)
        let draft = try EventDraft(json: json, signer: keys.onlyActor)
        let id = try Self.id(json["id"])
        let now = SystemClock().now()
        return try sign(try await citing(draft, at: now), id: id, at: now)
    }

    /// The draft with what it cites and this run did not sign, as the service says it.
    private mutating func citing(_ draft: EventDraft, at now: Timestamp) async throws -> EventDraft {
        guard let service else { return draft }
        var draft = draft
        let dataset = draft.data["dataset"]?.string
        let own = draft.citations.filter { (try? citations.reference(to: $0.subject, in: dataset, at: now)) != nil }
        for citation in draft.citations where !own.contains(citation) {
            let known = registrations[citation.subject]
            let reference = if let known { known } else { try await service.reference(to: citation.subject, in: dataset) }
            if citation.subject.kind == .item { registrations[citation.subject] = reference }
            draft.data[citation.member] = reference
        }
        draft.citations = own
        return draft
    }

    private mutating func sign(_ draft: EventDraft, id: EventID?, at now: Timestamp) throws -> SignedDraft {
        let signed = try signer.sign(
            try citations.resolve(draft, at: now), id: id ?? .random(at: now), at: now, with: try keys.key(of: draft.source))
        citations.remember(signed, at: now)
        return signed
    }

    private static func id(_ value: JSONValue?) throws -> EventID? {
        guard let value else { return nil }
        guard let text = value.string, let id = EventID(text) else {
            throw JSONError(.invalidValue, "a UUID in lower case is expected", path: ["id"])
        }
        return id
    }
}
