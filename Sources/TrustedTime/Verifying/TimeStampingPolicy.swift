import Crypto
import CryptoExtras
import SwiftASN1
import X509

/// What a chain of an authority must be, besides valid by RFC 5280: no signature over SHA-1 below the root, no short key, and
/// nobody in it who may not do what it does there.
struct TimeStampingPolicy: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        for (place, certificate) in chain.enumerated() {
            guard Self.isStrong(certificate.publicKey) else {
                return .failsToMeetPolicy(reason: "a key in the chain is too short or of an unknown kind")
            }
            // A root is trusted because it was given, whatever it says of itself.
            if place < chain.count - 1, certificate.signatureAlgorithm == .sha1WithRSAEncryption {
                return .failsToMeetPolicy(reason: "a certificate in the chain is signed over SHA-1")
            }
            // It cannot say what it may do, and RFC5280Policy lets it do everything.
            if place > 0, place < chain.count - 1, certificate.version == .v1 {
                return .failsToMeetPolicy(reason: "an issuer in the chain is of version 1 and no root")
            }
            if place > 0, !Self.mayIssue(certificate) {
                return .failsToMeetPolicy(reason: "an issuer in the chain may not issue certificates for time stamping")
            }
        }
        return .meetsPolicy
    }

    static func isStrong(_ key: Certificate.PublicKey) -> Bool {
        if let rsa = _RSA.Signing.PublicKey(key) { return rsa.keySizeInBits >= 2048 }
        return P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil || P521.Signing.PublicKey(key) != nil
    }

    private static func mayIssue(_ certificate: Certificate) -> Bool {
        do {
            if let usage = try certificate.extensions.keyUsage, !usage.keyCertSign { return false }
            guard let purposes = try certificate.extensions.extendedKeyUsage else { return true }
            return purposes.contains { $0 == .timeStamping || $0 == .any }
        } catch { return false }
    }
}
