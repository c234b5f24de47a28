import Audit
import Hummingbird
import Ledger
import Primitives
import Provenance

/// `/v1/labels/…/certificate`: a label's birth certificate, as JSON or as a page.
struct CertificateRoutes: Sendable {
    let store: any LedgerStore

    var routes: [Route] {
        [
            Route(.get, "/v1/labels/**", .reader, .certificate) { request, context in
                let subject = try request.subject(after: "/v1/labels/", before: "/certificate")
                let visibility = Visibility(grant: try context.requireGrant())
                try visibility.require(subject)
                return try certificate(of: subject, request, visibility.grant)
            }
        ]
    }

    private func certificate(of label: Subject, _ request: Request, _ grant: Grant) throws -> Response {
        guard label.kind == .label else { throw Problem.notFound("A certificate is of a label, label:dataset/item/label.") }
        let size = try request.number("asOf").map { TreeSize($0) }
        let certificate = try store.read { reader in
            try BirthCertificate.make(
                of: label, at: reader.size(requested: size), from: reader, showsDisclosures: grant.showsDisclosures,
                withholdsPeople: !grant.readsAll)
        }
        return request.prefersHTML ? Response(page: certificate.html) : Response(personal: certificate.json)
    }
}
