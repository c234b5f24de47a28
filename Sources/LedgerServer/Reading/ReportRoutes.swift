import Audit
import Hummingbird
import Ledger
import Primitives
import Provenance

/// `/v1/reports/…` and `/v1/traces`: what takes a look at a whole dataset. Reports made here are drafts: nothing is logged.
struct ReportRoutes: Sendable {
    let store: any LedgerStore
    let generator: String
    let desk = ReportDesk()

    var routes: [Route] {
        [
            Route(.get, "/v1/reports/:dataset", .reader, .report, endsWithCaller: true) { request, context in
                let dataset = try context.segment("dataset")
                let grant = try context.requireGrant()
                try Visibility(grant: grant).require(dataset: dataset)
                let size = try request.number("asOf").map { TreeSize($0) }
                let isPage = request.prefersHTML
                return try await desk.answer(for: grant) { [store, generator] in
                    let size = try store.read { try $0.size(requested: size) }
                    let report = try AuditReport.make(
                        of: dataset, at: size, from: store, showsDisclosures: grant.showsDisclosures, readsAll: grant.readsAll,
                        generator: generator)
                    return isPage ? Response(page: report.html) : Response(personal: report.json)
                }
            },
            // A lineage leads from one dataset to others.
            Route(.get, "/v1/traces", .wholeLedger, .trace, endsWithCaller: true) { request, context in
                let grant = try context.requireGrant()
                let readings = try request.traceReadings()
                let size = try request.number("asOf").map { TreeSize($0) }
                let isPage = request.prefersHTML
                return try await desk.answer(for: grant) { [store] in
                    let size = try store.read { try $0.size(requested: size) }
                    let trace = try Trace.make(oneOf: readings, at: size, from: store)
                    return isPage ? Response(page: trace.html) : Response(personal: trace.json)
                }
            },
        ]
    }
}

/// Makes one report or trace at a time, on a thread of its own: the threads that answer everybody else stay free.
struct ReportDesk: Sendable {
    private let places = Places(
        8, perGrant: 2, refusal: .tooBusy("Too many reports are being made. Ask again later.", retryAfter: 30))

    func answer(for grant: Grant, _ body: @escaping @Sendable () throws -> Response) async throws -> Response {
        try await places.take(for: grant).hold {
            try await WorkerThreads.reporting.run {
                // Who asked may have gone while it waited.
                try Task.checkCancellation()
                return try body()
            }
        }
    }
}

extension Request {
    /// The one thing that a trace is asked about, in each way in which it can be read.
    ///
    /// - Throws: a problem of status 404 for none or several: OpenAPI cannot say "one of these", so no query is malformed.
    fileprivate func traceReadings() throws -> [Trace.Question] {
        let names = ["model", "decision", "annotator", "release", "credential", "guideline"]
        var given: [(name: String, value: String)] = []
        for name in names { if let value = try query(name) { given.append((name, value)) } }
        guard given.count <= 1 else {
            throw Problem.notFound("One thing is traced: name \(given.map(\.name).joined(separator: " or ")) alone.")
        }
        let readings = given.count == 1 ? Trace.Question.readings(of: given[0].name, given[0].value) : []
        guard !readings.isEmpty else {
            throw Problem.notFound(
                "There is nothing to trace: name one of model=M/V, decision=ID, annotator=ID, release=D/V, credential=credential:A/ID, guideline=G or G/V."
            )
        }
        return readings
    }
}
