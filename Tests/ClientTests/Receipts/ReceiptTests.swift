import LedgerClient
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Receipts, checked by their receiver")
struct ReceiptTests {
    /// Changes a receipt, and what is then said of it.
    struct Lie: Sendable, CustomTestStringConvertible {
        let name: String
        let failure: ReceiptFailure
        let change: @Sendable (inout JSONObject) -> Void
        var testDescription: String { name }
    }

    private static let other = Digest(hashing: "other").base64

    static let lies: [Lie] = [
        Lie(name: "another index", failure: .notIncluded) { $0["index"] = 6 },
        Lie(name: "an index past the tree", failure: .notIncluded) { $0["index"] = 1_000_000 },
        Lie(name: "another time", failure: .otherLeaf) { $0["recorded"] = 1 },
        Lie(name: "another event's id", failure: .otherEvent) { $0["id"] = "01900000-0000-7000-8000-00000000ffff" },
        Lie(name: "another leaf", failure: .otherLeaf) { $0["leaf"] = .string(other) },
        Lie(name: "no proof", failure: .notIncluded) { $0["inclusion"] = [] },
        Lie(name: "another hash in the proof", failure: .notIncluded) { $0["inclusion"] = [.string(other)] },
        Lie(name: "a checkpoint whose size was changed", failure: .checkpoint(.badSignature)) { receipt in
            let note = receipt["checkpoint"]?.string ?? ""
            receipt["checkpoint"] = .string(note.replacing("\n6\n", with: "\n7\n"))
        },
    ]

    @Test("A receipt that does not prove the token is no success, and is not asked for again", arguments: lies)
    func lie(_ lie: Lie) async throws {
        let change: @Sendable (String) -> String = { text in
            guard case .object(var line)? = try? JSONValue(parsing: text), case .object(var receipt)? = line["receipt"] else {
                return text
            }
            lie.change(&receipt)
            line["receipt"] = .object(receipt)
            return JSONValue.object(line).canonicalText
        }
        try await FaultyLedger.with([.change(change)]) { ledger, events, item in
            let outcomes = try await ledger.client(events).append(events.labels(1, on: item))
            guard case .unproved(let failure)? = outcomes.first else {
                Issue.record("\(lie.name): \(outcomes.map(\.word))")
                return
            }
            #expect(failure == lie.failure)
            #expect(ledger.received.count == 1)
        }
    }

    @Test("A true receipt of another token proves nothing about this one")
    func swapped() async throws {
        let swap: @Sendable (String) -> String = { $0.split(separator: "\n").reversed().joined(separator: "\n") }
        try await FaultyLedger.with([.change(swap)]) { ledger, events, item in
            let outcomes = try await ledger.client(events).append(events.labels(2, on: item))
            #expect(
                outcomes.allSatisfy { if case .unproved(.otherEvent) = $0 { true } else { false } }, "\(outcomes.map(\.word))")
        }
    }

    @Test("Under another key than the ledger's no receipt counts")
    func otherKey() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let stranger = LogSigner(origin: EventBuilder.origin, key: PrivateKey()).vkey
            let outcomes = try await ledger.client(events, key: stranger).append(events.labels(1, on: item))
            #expect(outcomes.allSatisfy { if case .unproved(.checkpoint(.notSigned)) = $0 { true } else { false } })
        }
    }

    @Test("A receipt under a key that the log had before counts where that key is given, and another ledger's key is none")
    func earlierKey() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let new = LogSigner(origin: EventBuilder.origin, key: PrivateKey()).vkey
            let tokens = try events.labels(2, on: item)
            let client = try LedgerClient(address: ledger.address, key: new, earlierKeys: [events.vkey])
            #expect(try await client.append(tokens).map(\.word) == ["receipt", "receipt"])
            let other = LogSigner(origin: "other.example/log", key: PrivateKey()).vkey
            let stranger = try LedgerClient(address: ledger.address, key: other, earlierKeys: [events.vkey])
            #expect(stranger.earlierKeys.isEmpty)
            let outcomes = try await stranger.append(tokens)
            #expect(
                outcomes.allSatisfy { if case .unproved(.checkpoint) = $0 { true } else { false } }, "\(outcomes.map(\.word))")
        }
    }

    @Test("Disclosures are no part of what a receipt proves")
    func disclosures() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let token = try events.labels(1, on: item)[0]
            let outcomes = try await ledger.client(events).append([token])
            let receipt = try #require(outcomes.first?.receipt)
            let jws = Array(token.prefix { $0 != UInt8(ascii: "~") })
            #expect(jws.count < token.count)
            for form in [token, jws, jws + [UInt8(ascii: "~")]] {
                let unchecked = try JSONNode.read(receipt.canonicalBytes) { (node) throws(JSONError) in try UncheckedReceipt(node)
                }
                guard case .proved = unchecked.check(token: form, key: events.vkey) else {
                    Issue.record("unproved")
                    continue
                }
            }
        }
    }
}
