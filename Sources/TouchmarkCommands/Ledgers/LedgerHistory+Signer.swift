import Provenance
import Signatures

extension LedgerHistory {
    /// The newest of the log's keys that signed a note; `nil` if none did.
    func signer(of note: String) -> VerifierKey? {
        guard let unchecked = try? UncheckedCheckpoint(parsing: note) else { return nil }
        return logKeys.reversed().lazy.compactMap(\.verifierKey).first { key in
            if case .valid = unchecked.check(with: key) { true } else { false }
        }
    }
}
