import HTTPTypes
import Hummingbird
import Ledger
import Primitives
import Signatures
import Witnessing

/// `POST /v1/checkpoints`: takes in what an auditor cosigned.
///
/// Needs no token: the cosignature is the authority, and only auditors whom the operator named are heard.
struct CosignatureRoutes: Sendable {
    let ledger: Ledger
    let auditors: [VerifierKey]

    private static let greatestNote = 64 << 10

    var routes: [Route] {
        [Route(.post, "/v1/checkpoints", .anybody, .takeCheckpoint) { request, _ in try await take(request) }]
    }

    private func take(_ request: Request) async throws -> Response {
        try ledger.requireWritable()
        guard request.headers[.contentEncoding] == nil else {
            throw Problem.mediaType("Compressed bodies are not taken: send the checkpoint as it is.")
        }
        var request = request
        let body = try await request.collectBody(upTo: Self.greatestNote)
        guard let note = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw problem(.malformed)
        }
        let checkpoint: CosignedCheckpoint
        switch try ledger.store.read({ try CosignedCheckpoint.check(note, by: auditors, of: $0) }) {
        case .success(let checked): checkpoint = checked
        case .failure(let failure): throw problem(failure)
        }
        try ledger.store.keep(cosignatures: checkpoint.lines, at: checkpoint.size)
        return Response(
            json: [
                "size": .integer(Int64(clamping: checkpoint.size.value)),
                "cosigners": .array(checkpoint.cosigners.map { .string($0.name) }),
            ])
    }

    private func problem(_ failure: CosignedCheckpoint.Failure) -> Problem {
        switch failure {
        case .malformed: .badRequest("checkpoint", failure.sentence)
        case .foreign: .notFound(failure.sentence)
        case .contradicting: Problem(409, failure.rawValue, title: "Another checkpoint", detail: failure.sentence)
        case .unknownCosigner: Problem(403, failure.rawValue, title: "No cosigner who is known here", detail: failure.sentence)
        }
    }
}
