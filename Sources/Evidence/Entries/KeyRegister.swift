import Primitives
import Provenance
import Signatures
import Synchronization

/// Keys that admissible entries brought in, by their thumbprint. Shared by the threads that check signatures: a key is the
/// same whoever brought it, so that it does not matter how far the fold is. Whether it was somebody's in time is for the fold.
final class KeyRegister: Sendable {
    struct Introduction: Sendable {
        let actor: Actor
        let key: PublicKey
    }

    private let introductions = Mutex<[KeyThumbprint: Introduction]>([:])

    subscript(_ thumbprint: KeyThumbprint) -> Introduction? {
        introductions.withLock { $0[thumbprint] }
    }

    /// The first introduction of a key counts.
    func introduce(_ key: PublicKey, of actor: Actor) {
        introductions.withLock {
            if $0[key.thumbprint] == nil { $0[key.thumbprint] = Introduction(actor: actor, key: key) }
        }
    }
}
