import Evidence
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Primitives
import Provenance
import Witnessing

/// `/v1/exports`: evidence bundles, ordered and then streamed.
struct ExportRoutes: Sendable {
    let store: any LedgerStore
    let register: ExportRegister
    let clock: any LedgerClock
    /// Seals what was ordered before it is written; `nil` where the service does not seal.
    let sealer: Sealer?
    /// Asks the ledger's witnesses, if it has any, for as long as an order waits for them.
    let cosigning: Cosigning?
    let witnessTime: Duration
    /// The program and its version, for people.
    let generator: String
    let door: Door

    private static let orderLimit = 4096
    private static let access = RouteAccess.reader
    private let places = Places(
        16, perGrant: 4, refusal: .tooBusy("Too many exports are being fetched. Fetch this one later.", retryAfter: 10))

    var routes: [Route] {
        [
            Route(.post, "/v1/exports", Self.access, .order, isLong: true) { request, context in
                try await order(request, context.requireGrant(), context.logger)
            },
            Route(.get, "/v1/exports/:export", Self.access, .bundle, isLong: true, answersHead: false) { request, context in
                try bundle(request, try context.segment("export"), context)
            },
        ]
    }

    /// `{"subject":"label:d/i/l"}`, or of an item, a dataset, an annotator; `ledger:` is all of it. `"withhold":true` leaves out
    /// what was sealed, `"withhold":["name"]` members of these names, `"disclose":[…]` all but these. `"seal":false` seals nothing
    /// first: an auditor has replayed the last seal, not one that is made now.
    private func order(_ request: Request, _ grant: Grant, _ logger: Logger) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: Self.orderLimit)
        let asked = try ExportOrder(parsing: Array(body.readableBytesView))
        let scope = asked.scope
        try require(scope, of: grant)
        let choice = asked.choice.narrowed(to: grant.disclosedDatasets)
        // First, for a seal is written: whoever is refused again and again must not make the ledger grow.
        try register.requireRoom(for: grant.id, at: clock.now())
        try requireHistory(of: scope)
        try await prepare(for: asked, logger)
        let evidence = try LedgerEvidence(store, showing: choice)
        let now = clock.now()
        let order = ExportRegister.Order(
            id: EventID.version7(at: now, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max))).description,
            scope: scope, orderedBy: grant.id, ordered: now, evidence: evidence)
        try register.add(order)
        return Response(
            json: [
                "export": .string(order.id), "subject": .string(scope.subject.description),
                "size": .integer(Int64(evidence.size.value)), "disclosures": .bool(!choice.isNone),
                "sealedSize": evidence.seal.map { .integer(Int64($0.size.value)) } ?? .null,
            ], status: .created, headers: [.location: "/v1/exports/\(order.id)"])
    }

    /// - Throws: a problem of status 403 if the grant does not read all that the bundle is about.
    private func require(_ scope: EvidenceScope, of grant: Grant) throws(Problem) {
        guard scope == .ledger else { return try Visibility(grant: grant).require(scope.subject) }
        guard grant.readsAll else { throw .forbidden("The token does not read the whole ledger.") }
    }

    /// - Throws: a problem of status 404 if the ledger holds nothing about what a bundle is to be of.
    private func requireHistory(of scope: EvidenceScope) throws {
        guard scope != .ledger else { return }
        let isEmpty = try store.read { try $0.history(of: scope.subject, below: $0.size()).isEmpty }
        if isEmpty { throw Problem.notFound("The ledger holds nothing about \(scope.subject).") }
    }

    /// Seals, and lets witnesses see what came: both make better evidence, and neither is waited for longer than it takes.
    private func prepare(for order: ExportOrder, _ logger: Logger) async throws {
        if order.scope != .ledger, order.seals {
            // Where it cannot be done, the last seal serves, and the answer says how far that one goes.
            do { _ = try await sealer?.seal() } catch { logger.error("not sealed", metadata: ["reason": "\(error)"]) }
        }
        guard let cosigning else { return }
        _ = await cosigning.witnessed(covering: try store.read { try $0.size() }, within: witnessTime)
    }

    private func bundle(_ request: Request, _ id: String, _ context: LedgerContext) throws -> Response {
        let grant = try context.requireGrant()
        guard let order = register.order(id, by: grant.id, at: clock.now()) else {
            throw Problem.notFound("No such export was ordered with this token, or it has expired. Order it again.")
        }
        // What the caller may see may be less than when it was ordered.
        try require(order.scope, of: grant)
        let evidence = order.evidence.narrowed(to: grant.disclosedDatasets)
        let place = try places.take(for: grant)
        let writer = BundleWriter(evidence, scope: order.scope, generator: generator, created: order.ordered)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.touchmark.evidence+jsonl", .cacheControl: "private, no-store",
                .contentDisposition: "attachment; filename=\"\(id).touchmark\"",
                // Whether its caller has gone is seen by reading on, and then nothing else is read of the connection.
                .connection: "close",
            ],
            body: .init { body in
                // A bundle that breaks off has no end line and verifies nowhere.
                let sink = BodySink(body) { try await requireStill(grant, order.scope, for: request, context) }
                do {
                    try await place.hold {
                        try await request.body.consumeWithCancellationOnInboundClose { _ in
                            try await WorkerThreads.exporting.run {
                                try await writer.write { piece in try await sink.write(ByteBuffer(bytes: piece)) }
                                try await sink.finish()
                            }
                        }
                    }
                } catch  where error is Problem || error is ServiceFileError {
                    context.logger.info("export ended", metadata: ["reason": "\(door.problem(for: error, context).name)"])
                    throw error
                }
            })
    }

    /// - Throws: a problem if the request's token does not count any more, or shows less than `grant` did.
    private func requireStill(
        _ grant: Grant, _ scope: EvidenceScope, for request: Request, _ context: LedgerContext
    ) async throws {
        guard let current = try await door.grant(for: request, Self.access, context) else { return }
        try require(scope, of: current)
        guard current.discloses(asMuchAs: grant) else {
            throw Problem.forbidden("The token does not show as many sealed values any more.")
        }
    }
}
