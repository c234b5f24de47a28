import Foundation
import Intake
import Ledger
import Provenance
import Signatures

/// The private keys that a run may sign with.
struct KeyRing {
    private var keys: [Actor: PrivateKey] = [:]
    /// The actor that drafts without a source are by, if there is just one key.
    private(set) var onlyActor: Actor?
    private let single: PrivateKey?

    /// One key, for every draft.
    ///
    /// - Parameter holder: whose it is, as the ledger knows; `nil` if nobody tells.
    init(file: String, holder: (KeyThumbprint) async throws -> Actor?) async throws {
        let key = try KeyFile.read(file)
        single = key
        onlyActor = try await holder(key.publicKey.thumbprint)
    }

    /// All keys of a directory, each in a file named `<kind>-<id>.jwk` after its actor.
    init(directory: String) throws {
        single = nil
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
        guard let names else { throw CommandFailure("\(directory) is no directory of keys.", ExitStatus.unreadable) }
        for name in names where name.hasSuffix(".jwk") {
            let parts = name.dropLast(4).split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let kind = ActorKind(rawValue: String(parts[0])) else { continue }
            keys[Actor(kind, String(parts[1]))] = try KeyFile.read("\(directory)/\(name)")
        }
    }

    func key(of actor: Actor) throws -> PrivateKey {
        if let single {
            guard onlyActor == nil || onlyActor == actor else {
                throw CommandFailure(
                    "The key is of \(onlyActor.map { "\($0)" } ?? "nobody"), and the draft's source is \(actor).")
            }
            return single
        }
        if let key = keys[actor] { return key }
        throw CommandFailure("There is no key of \(actor); its file would be \(actor.kind.rawValue)-\(actor.id).jwk.")
    }
}
