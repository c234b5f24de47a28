// Label URL VKEY SPOOL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE: signs one label, keeps it on disk, appends it.
import Foundation
import LedgerClient
import Primitives
import Provenance
import Signatures

@main struct Label {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 12, let signer = Actor(parsing: words[5]) else {
            fatalError("Label URL VKEY SPOOL LEDGER SIGNER KEY.jwk DATASET ITEM ON QUESTION CHOICE")
        }
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let id = EventID.version7(at: now, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max)))
        let draft = EventDraft(
            source: signer, type: "touchmark.label.asserted",
            data: [
                "dataset": .string(words[7]), "item": .string(words[8]), "label": .string(id.description),
                "on": try JSONValue(parsing: words[9]), "name": .string(words[10]),
                "value": ["kind": "choice", "choice": .string(words[11])], "segments": [],
            ])
        let key = try PrivateKey(jwk: JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: words[6])))))
        let token = try EventSigner(ledger: words[4]).sign(draft, id: id, at: now, with: key).token

        let spool = try Spool(directory: words[3])
        try spool.add(token)  // From here on it is safe: whatever happens, the next run sends what is left.
        let client = try LedgerClient(address: words[1], key: try VerifierKey(parsing: words[2]))
        let drained = try await spool.drain(with: client) { outcome in
            switch outcome {
            case .receipt(let receipt): print(receipt.json.canonicalText)  // Checked: the log has the event.
            case .refused(_, let problem): print("Refused: \(problem)")
            case .damaged: print("The disk has damaged a token.")
            }
        }
        if let stop = drained.stop { print("Kept for later: \(stop)") }
    }
}
