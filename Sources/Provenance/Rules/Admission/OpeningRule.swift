import Primitives
import Signatures

/// Entry 0 is `ledger.opened`, signed by the operator that it names, for the log key that it names; and there is no other.
enum OpeningRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) -> Refusal? {
        guard case .ledgerOpened(let data) = entry.event.body else {
            guard entry.index.value == 0 else { return nil }
            return Refusal(
                "not-opened", .forbidden, "The first entry of a ledger is ledger.opened.", remedy: "Open the ledger first.")
        }
        guard entry.index.value == 0 else {
            return Refusal(
                "already-opened", .conflict, "This ledger is open; ledger.opened stands once, at index 0.",
                remedy: "Use ledger.policy-set or ledger.key-added to change it.")
        }
        guard entry.source == Actor(.operator, data.operatorID), entry.keyID == data.operatorKey.thumbprint else {
            return refuse("ledger.opened is signed by the operator that it names.")
        }
        if let failure = KeyProof.check(
            data.operatorProof, key: data.operatorKey, ledger: entry.event.ledger, source: entry.source.description)
        {
            return refuse("The operator's key is not proven: \(failure).")
        }
        guard VerifierKey(logKey: data.vkey, of: entry.event.ledger) != nil else {
            return refuse("vkey is no Ed25519 log key named by the ledger's origin.")
        }
        guard let continues = data.continues else { return nil }
        guard VerifierKey.isValidName(continues.origin), !continues.origin.isSpelled(as: entry.event.ledger),
            continues.size > 0
        else { return refuse("A ledger continues another one, of another origin, that has entries.") }
        return nil
    }

    private static func refuse(_ sentence: String) -> Refusal {
        Refusal("opening", .forbidden, sentence, remedy: "Sign ledger.opened with the operator's key.")
    }
}
