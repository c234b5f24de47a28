import Ledger
import Primitives
import TrustedTime

/// Looks whether what is kept as a time token is one. By whom, and over what, is for whoever has the roots.
enum StampCheck {
    /// Sentences about what is wrong; empty if nothing is.
    static func findings(in store: any LedgerStore) throws -> [String] {
        try store.read { reader in
            try reader.stampedSizes().flatMap { size in
                try reader.timeTokens(at: size).compactMap { token in
                    do throws(TimeTokenFailure) {
                        _ = try UncheckedTimeToken(der: token)
                        return nil
                    } catch {
                        return "What is kept as a time token over the checkpoint of size \(size) is none. \(error.sentence)"
                    }
                }
            }
        }
    }
}
