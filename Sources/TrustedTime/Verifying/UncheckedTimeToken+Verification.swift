import Crypto
import CryptoExtras
import Primitives
import SwiftASN1
import X509

/// What became of a token.
package enum TimeTokenCheck: Sendable {
    case verified(VerifiedTimeToken)
    case failed(TimeTokenFailure)
}

extension UncheckedTimeToken {
    /// Checks the token against the bytes that it should be over and the roots given, at the time that it states. The
    /// network is not asked: whether a certificate was revoked is not known.
    ///
    /// - Parameter nonce: that of the request, if one was in it; `nil` asks for none.
    package func check(over data: [UInt8], nonce: [UInt8]? = nil, roots: TimeRoots) async -> TimeTokenCheck {
        do throws(TimeTokenFailure) {
            let signer = try checkedSigner(data, nonce)
            let root = try await chain(from: signer, to: roots)
            return .verified(try verified(signer, root))
        } catch {
            return .failed(error)
        }
    }

    /// What is wrong with the token, whoever vouches for its signer; `nil` if nothing is. It proves no time: anybody can make such
    /// a token.
    package func flaw(over data: [UInt8], nonce: [UInt8]?) -> TimeTokenFailure? {
        do throws(TimeTokenFailure) {
            _ = try checkedSigner(data, nonce)
            return nil
        } catch { return error }
    }

    /// The certificate that signed the token, which is over these bytes and answers the request with this nonce.
    private func checkedSigner(_ data: [UInt8], _ nonce: [UInt8]?) throws(TimeTokenFailure) -> Certificate {
        try checkImprint(data)
        try checkNonce(nonce)
        let signer = try signer().certificate
        try checkSignature(by: signer)
        try Self.checkPurpose(of: signer)
        return signer
    }

    /// Whether the token says that it is over these bytes. Who says so is not looked at.
    package func claims(_ data: [UInt8]) -> Bool { (try? checkImprint(data)) != nil }

    private func checkImprint(_ data: [UInt8]) throws(TimeTokenFailure) {
        guard let function = HashFunction(info.imprintAlgorithm) else {
            throw TimeTokenFailure(.algorithm, "It names the stamped bytes by another hash than SHA-256, SHA-384 or SHA-512.")
        }
        guard function.hash(data) == info.imprint else {
            throw TimeTokenFailure(.imprint, "It is over other bytes than those of the checkpoint.")
        }
    }

    private func checkNonce(_ nonce: [UInt8]?) throws(TimeTokenFailure) {
        guard let nonce else { return }
        guard info.nonce == DERInteger.minimal(nonce) else {
            throw TimeTokenFailure(.nonce, "It answers another request: the nonce differs.")
        }
    }

    /// The certificate that the signed attributes and the signer's identifier name alike.
    private func signer() throws(TimeTokenFailure) -> (certificate: Certificate, der: ArraySlice<UInt8>) {
        let named = signed.signer.attributes.named
        guard !named.isEmpty else {
            throw TimeTokenFailure(.signature, "Its signed part does not say which certificate it is signed with.")
        }
        let found = signed.certificates.first { candidate in
            named.allSatisfy { $0.names(candidate.der) } && SignerIdentity(signed.signer.identity).names(candidate.certificate)
        }
        guard let found else {
            throw TimeTokenFailure(.signer, "The certificate that it is signed with is not in it.")
        }
        return found
    }

    private func checkSignature(by certificate: Certificate) throws(TimeTokenFailure) {
        let part = signed.signer
        guard let hash = HashFunction(part.digest), let algorithm = Self.algorithm(part.algorithm, hash) else {
            throw TimeTokenFailure(
                .algorithm,
                "It is signed otherwise than by RSA (PKCS#1) or ECDSA over SHA-256, SHA-384 or SHA-512.")
        }
        guard TimeStampingPolicy.isStrong(certificate.publicKey) else {
            throw TimeTokenFailure(.algorithm, "Its signer's key is an RSA key under 2048 bits, or none for RSA or ECDSA.")
        }
        guard part.attributes.contentType == .timeStampInfo,
            part.attributes.messageDigest.map({ Array($0) }) == hash.hash(signed.content),
            certificate.publicKey.isValidSignature(part.signature, for: part.attributes.signed, signatureAlgorithm: algorithm)
        else { throw TimeTokenFailure(.signature, "Its signature does not hold.") }
        guard !info.hasCriticalExtension else {
            throw TimeTokenFailure(.algorithm, "It has an extension that must be understood and is not known here.")
        }
    }

    private static func algorithm(_ name: AlgorithmName, _ hash: HashFunction) -> Certificate.SignatureAlgorithm? {
        guard !name.hasParameters else { return nil }
        switch (name.identifier, hash) {
        case (.rsa, .sha256), (.rsaSHA256, .sha256): return .sha256WithRSAEncryption
        case (.rsa, .sha384), (.rsaSHA384, .sha384): return .sha384WithRSAEncryption
        case (.rsa, .sha512), (.rsaSHA512, .sha512): return .sha512WithRSAEncryption
        case (.ecdsaSHA256, .sha256): return .ecdsaWithSHA256
        case (.ecdsaSHA384, .sha384): return .ecdsaWithSHA384
        case (.ecdsaSHA512, .sha512): return .ecdsaWithSHA512
        default: return nil
        }
    }

    /// RFC 3161 §2.3: a key for time stamping alone, and marked so that nobody may overlook it.
    private static func checkPurpose(of certificate: Certificate) throws(TimeTokenFailure) {
        let failure = TimeTokenFailure(
            .signer, "Its signer's certificate is not for time stamping alone (a critical extended key usage).")
        guard let purpose = certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage], purpose.critical,
            let usages = try? ExtendedKeyUsage(purpose), usages.elementsEqual([.timeStamping])
        else { throw failure }
        let usage: KeyUsage?
        do { usage = try certificate.extensions.keyUsage } catch { throw failure }
        guard usage.map({ $0.digitalSignature || $0.nonRepudiation }) ?? true else { throw failure }
    }

    private func verified(_ signer: Certificate, _ root: Certificate) throws(TimeTokenFailure) -> VerifiedTimeToken {
        let (latest, overflow) = info.time.microseconds.addingReportingOverflow(info.resolution + (info.accuracy ?? 0))
        guard !overflow else { throw TimeTokenFailure(.malformed, "Its time is out of range.") }
        return VerifiedTimeToken(
            time: info.time, accuracy: info.accuracy, latest: Timestamp(microseconds: latest), policy: info.policy,
            serial: Hex.encode(info.serial), authority: ShownName.of(signer.subject), root: ShownName.of(root.subject))
    }
}
