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

    init(ledger origin: String, keys: KeyRing, store: (any LedgerStore)?, keepsClear: Bool) {
        signer = EventSigner(ledger: origin, keepsClear: keepsClear)
        self.keys = keys
        citations = CitationResolver(store)
    }

    /// - Parameter line: one draft, as JSON.
    mutating func sign(_ line: [UInt8]) throws -> SignedDraft {
        let json = try JSONValue(parsing: line)
        let draft = try EventDraft(json: json, signer: keys.onlyActor)
        let id = try Self.id(json["id"])
        return try sign(draft, id: id)
    }

    mutating func sign(_ draft: EventDraft, id: EventID? = nil) throws -> SignedDraft {
        let now = SystemClock().now()
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
