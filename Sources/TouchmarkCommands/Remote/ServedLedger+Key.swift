import Primitives
import Provenance
import Signatures

extension ServedLedger {
    /// The key that the service names as its log's: the newest of those in the log that signed its checkpoint. All of it is the
    /// service's word, and so is the origin that the key bears: it is said aloud.
    func statedKey() async throws -> VerifierKey {
        let vkeys = try await events(about: .ledger).compactMap { $0.event.body.logVkey }
        let note = try await text("/checkpoint", accepting: "text/plain")
        guard let checkpoint = try? UncheckedCheckpoint(parsing: note), let key = checkpoint.signer(among: vkeys) else {
            throw CommandFailure(
                "No key in the log of \(address) signed its checkpoint. Give the ledger's vkey with --log-vkey.")
        }
        Output.note(
            "\(address) says that it is \(key.name), with the log's key \(key.text). The receipt is checked with that key, "
                + "which is no more than its own word: give the vkey that you had another way with --log-vkey.")
        return key
    }
}

extension UncheckedCheckpoint {
    /// The last of these that signed it.
    fileprivate func signer(among vkeys: [String]) -> VerifierKey? {
        vkeys.lazy.reversed().compactMap { try? VerifierKey(parsing: $0) }.first { key in
            if case .valid = check(with: key) { true } else { false }
        }
    }
}

extension EventBody {
    /// The key of the log that an event names.
    fileprivate var logVkey: String? {
        switch self {
        case .ledgerOpened(let data): data.vkey
        case .ledgerKeyAdded(let data): if case .log(let vkey) = data.addition { vkey } else { nil }
        default: nil
        }
    }
}
