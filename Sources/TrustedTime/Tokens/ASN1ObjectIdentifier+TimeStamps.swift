import SwiftASN1

extension ASN1ObjectIdentifier {
    static let signedData: Self = [1, 2, 840, 113_549, 1, 7, 2]
    static let timeStampInfo: Self = [1, 2, 840, 113_549, 1, 9, 16, 1, 4]

    // Signed attributes (RFC 5652 §11, RFC 2634 §5.4, RFC 5035 §3).
    static let contentType: Self = [1, 2, 840, 113_549, 1, 9, 3]
    static let messageDigest: Self = [1, 2, 840, 113_549, 1, 9, 4]
    static let signingCertificate: Self = [1, 2, 840, 113_549, 1, 9, 16, 2, 12]
    static let signingCertificateV2: Self = [1, 2, 840, 113_549, 1, 9, 16, 2, 47]

    static let sha1: Self = [1, 3, 14, 3, 2, 26]
    static let sha256: Self = [2, 16, 840, 1, 101, 3, 4, 2, 1]
    static let sha384: Self = [2, 16, 840, 1, 101, 3, 4, 2, 2]
    static let sha512: Self = [2, 16, 840, 1, 101, 3, 4, 2, 3]

    static let rsa: Self = [1, 2, 840, 113_549, 1, 1, 1]
    static let rsaSHA256: Self = [1, 2, 840, 113_549, 1, 1, 11]
    static let rsaSHA384: Self = [1, 2, 840, 113_549, 1, 1, 12]
    static let rsaSHA512: Self = [1, 2, 840, 113_549, 1, 1, 13]
    static let ecdsaSHA256: Self = [1, 2, 840, 10045, 4, 3, 2]
    static let ecdsaSHA384: Self = [1, 2, 840, 10045, 4, 3, 3]
    static let ecdsaSHA512: Self = [1, 2, 840, 10045, 4, 3, 4]
}
