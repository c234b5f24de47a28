public import ArgumentParser
import Foundation
import Intake
public import Provenance
import Signatures

/// The key of somebody who enters the ledger: made now, there already, or elsewhere and proven.
struct NewKeyOption: ParsableArguments {
    @Option(help: "Make the actor's key in this new file.") var newKey: String?
    @Option(name: .customLong("key"), help: "The actor's private JWK, if it is here.") var keyFile: String?
    @Option(help: "What the actor's touchmark key prove printed: the private key stays where it is.") var proof: String?

    func validate() throws {
        guard [newKey, keyFile, proof].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("Give one of --new-key, --key, --proof.")
        }
    }

    /// As whom a key was proven elsewhere; `nil` for one that is here.
    func provenSource() throws -> Actor? { try proof.map { try ProvenKey(file: $0).source } }

    /// The key, proven for `actor` in a ledger.
    ///
    /// - Throws: `CommandFailure` if it was proven for something else.
    func proven(as actor: Actor, in origin: String) throws -> ProvenKey {
        if let newKey { return ProvenKey(try KeyFile.make(at: newKey), as: actor, in: origin) }
        if let keyFile { return ProvenKey(try KeyFile.read(keyFile), as: actor, in: origin) }
        let proven = try ProvenKey(file: proof ?? "")
        try proven.require(actor, in: origin)
        return proven
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

extension CredentialPresented.Format: ExpressibleByArgument {}
extension Custody: ExpressibleByArgument {}
extension KeyRevocationReason: ExpressibleByArgument {}
