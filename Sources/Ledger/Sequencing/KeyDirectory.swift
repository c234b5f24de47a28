import Provenance
import Signatures
import Synchronization

/// Public keys by thumbprint: a bounded cache over the store. It says which key a `kid` names, not what the key may do.
final class KeyDirectory: Sendable {
    private static let limit = 1 << 16
    private let store: any LedgerStore
    private let known = Mutex<[KeyThumbprint: PublicKey]>([:])

    init(_ store: any LedgerStore) { self.store = store }

    func key(_ thumbprint: KeyThumbprint) throws -> PublicKey? {
        if let key = known.withLock({ $0[thumbprint] }) { return key }
        guard let key = try store.read({ try $0.key(thumbprint)?.key }) else { return nil }
        add([key])
        return key
    }

    func add(_ keys: some Sequence<PublicKey>) {
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            for key in keys { known[key.thumbprint] = key }
        }
    }
}
