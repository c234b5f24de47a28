import CSodium

/// A symmetric key of 32 secret bytes. Neither its description nor its mirror shows it, and its memory is wiped when it goes.
package struct VaultKey: Sendable {
    package static let byteCount = 32
    /// What sealing adds to a text: nonce and authentication tag.
    package static let overhead = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES)

    private let secret: SecretBytes

    private init(_ secret: SecretBytes) { self.secret = secret }

    /// A new key from libsodium's random bytes.
    package static func random() -> VaultKey {
        VaultKey(SecretBytes { randombytes_buf($0, byteCount) })
    }

    /// `nil` unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        secret = SecretBytes { $0.update(from: bytes, count: Self.byteCount) }
    }

    /// The bytes, for whoever keeps the key.
    package var exposedBytes: [UInt8] { Array(UnsafeBufferPointer(start: secret.bytes, count: Self.byteCount)) }

    /// One of the two keys that follow from this one and do not lead back to it (libsodium's `crypto_kdf`, keyed BLAKE2b).
    func child(_ bit: Bool) -> VaultKey {
        VaultKey(
            SecretBytes { bytes in
                _ = crypto_kdf_derive_from_key(bytes, Self.byteCount, bit ? 1 : 0, Self.context, secret.bytes)
            })
    }

    private static let context = Array("tm-vault".utf8CString.dropLast())

    /// XChaCha20-Poly1305 under a random nonce, which comes first.
    ///
    /// - Parameter binding: what the text belongs to: it opens with the same binding alone.
    package func seal(_ text: [UInt8], binding: [UInt8]) -> [UInt8] {
        let nonceCount = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        var sealed = [UInt8](repeating: 0, count: text.count + Self.overhead)
        sealed.withUnsafeMutableBufferPointer { sealed in
            guard let nonce = sealed.baseAddress else { return }
            randombytes_buf(nonce, nonceCount)
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                nonce + nonceCount, nil, text, UInt64(text.count), binding, UInt64(binding.count), nil, nonce, secret.bytes)
        }
        return sealed
    }

    /// `nil` if another key, another binding or a change stands between this and what `seal` gave.
    package func open(_ sealed: [UInt8], binding: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.overhead else { return nil }
        let nonceCount = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        var text = [UInt8](repeating: 0, count: sealed.count - Self.overhead)
        let opened = sealed.withUnsafeBufferPointer { sealed -> Int32 in
            guard let nonce = sealed.baseAddress else { return -1 }
            return crypto_aead_xchacha20poly1305_ietf_decrypt(
                &text, nil, nil, nonce + nonceCount, UInt64(sealed.count - nonceCount), binding, UInt64(binding.count), nonce,
                secret.bytes)
        }
        return opened == 0 ? text : nil
    }
}

extension VaultKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "a key of the vault" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// `@unchecked Sendable`: nothing writes to `bytes` between `init` and `deinit`.
private final class SecretBytes: @unchecked Sendable {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: VaultKey.byteCount)

    /// - Parameter fill: writes the 32 bytes.
    init(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        precondition(Self.isPrepared, "libsodium found no source of randomness on this machine")
        bytes.initialize(repeating: 0, count: VaultKey.byteCount)
        fill(bytes)
    }

    deinit {
        sodium_memzero(bytes, VaultKey.byteCount)
        bytes.deallocate()
    }

    private static let isPrepared = sodium_init() >= 0
}
