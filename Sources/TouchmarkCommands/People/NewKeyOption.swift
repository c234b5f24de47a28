public import ArgumentParser
import Foundation
import Intake
public import Provenance
import Signatures

/// The key of somebody who enters the ledger: made now, or there already.
struct NewKeyOption: ParsableArguments {
    @Option(help: "Make the actor's key in this new file.") var newKey: String?
    @Option(name: .customLong("key"), help: "The actor's private JWK, if there is one already.") var keyFile: String?

    func validate() throws {
        guard (newKey == nil) != (keyFile == nil) else { throw ValidationError("Give either --new-key or --key.") }
    }

    func key() throws -> PrivateKey {
        if let newKey { return try KeyFile.make(at: newKey) }
        return try KeyFile.read(keyFile ?? "")
    }

    /// A key that was made for a statement goes again where the ledger refused that, so that the command can be repeated. It
    /// stays wherever the ledger may know it.
    func keptUnlessRefused(_ state: () async throws -> Void) async throws {
        do { try await state() } catch let failure as CommandFailure where failure.isRefusal {
            if let newKey { unlink(newKey) }
            throw failure
        }
    }
}

extension ActorKind: ExpressibleByArgument {}
extension CredentialPresented.Format: ExpressibleByArgument {}
extension Custody: ExpressibleByArgument {}
extension KeyRevocationReason: ExpressibleByArgument {}
