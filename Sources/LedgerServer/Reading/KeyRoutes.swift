import Hummingbird
import Ledger
import Primitives
import Provenance
import Signatures

/// `/v1/keys/…`: whose a key is. Who has one learns so as whom the ledger knows him.
struct KeyRoutes: Sendable {
    let store: any LedgerStore

    var routes: [Route] {
        [
            Route(.get, "/v1/keys/:kid", .wholeLedger, .key) { _, context in
                try describe(try context.segment("kid"))
            }
        ]
    }

    /// `{"kid","actor","index"}`: ended keys too, whose they are they stay.
    private func describe(_ text: String) throws -> Response {
        guard let kid = KeyThumbprint(text), let key = try store.read({ try $0.key(kid) }) else {
            throw Problem.notFound("This is no key's thumbprint, or the key is nobody's in this ledger.")
        }
        return Response(
            json: [
                "kid": .string(kid.description), "actor": .string(key.actor.description),
                "index": .integer(Int64(key.index.value)),
            ])
    }
}
