import Audit
import HTTPTypes
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
            let whole = try reader.size()
            if let size, size > whole {
                throw Problem.notFound("The log has \(whole) entries; it cannot be read as of \(size) yet.")
            }
            return try BirthCertificate.make(
                of: label, at: size, from: reader, showsDisclosures: grant.showsDisclosures, withholdsPeople: !grant.readsAll)
        }
        let headers: HTTPFields = [.vary: "Accept", .cacheControl: "private, no-store"]
        guard request.prefersHTML else { return Response(json: certificate.json, headers: headers) }
        var page = headers
        // Self-contained, and no script: what a label's text might smuggle in could not run either.
        page[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        return Response(text: certificate.html, type: "text/html; charset=utf-8", headers: page)
    }
}
