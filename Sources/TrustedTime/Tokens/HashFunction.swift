import Crypto
import SwiftASN1

/// The hashes that a token may be signed over. SHA-1 is not among them.
enum HashFunction: Hashable {
    case sha256, sha384, sha512

    /// `nil` for every other, and for one with parameters.
    init?(_ algorithm: AlgorithmName) {
        guard !algorithm.hasParameters else { return nil }
        switch algorithm.identifier {
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        default: return nil
        }
    }

    func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        return switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}
