import Foundation
import Primitives
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

extension UncheckedTimeToken {
    /// The root that vouches for the signer, by certificates that were all valid when the token says that it was made.
    func chain(from signer: Certificate, to roots: TimeRoots) async throws(TimeTokenFailure) -> Certificate {
        let moment = Date(timeIntervalSince1970: TimeInterval(info.time.microseconds / 1_000_000))
        var verifier = Verifier(rootCertificates: CertificateStore(roots.certificates)) {
            RFC5280Policy(fixedExpiryValidationTime: moment)
            TimeStampingPolicy()
        }
        let others = CertificateStore(signed.certificates.map(\.certificate).filter { $0 != signer })
        switch await verifier.validate(leaf: signer, intermediates: others) {
        case .validCertificate(let chain):
            if let root = chain.last { return root }
            throw TimeTokenFailure(.untrusted, "No chain leads from its signer to a root given.")
        case .couldNotValidate(let failures):
            let reason = failures.first.map { " " + PrintableText.of("(\($0.policyFailureReason))") } ?? ""
            throw TimeTokenFailure(
                .untrusted,
                "No chain of certificates valid at its time, \(info.time), leads from its signer to a root given\(reason).")
        }
    }
}
