import CSodium

/// The door to libsodium for signatures: Ed25519 and the random bytes of keys and salts. The vault has its own.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// Prepares the library, once. Every key's initialiser calls it, so that verifying and signing need not.
    @inline(__always)
    static func prepare() {
        precondition(isReady, "libsodium found no source of randomness on this machine")
    }

    static func randomBytes(_ count: Int) -> [UInt8] {
        prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
