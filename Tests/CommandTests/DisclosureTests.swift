import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// What stands beside the log can be added to later, by anybody who has the token: not everything may come in that way.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct DisclosureTests {
    private let ledger: TestLedger
    private let jws: [UInt8]
    private let first = Self.disclosure("said")
    private let second = Self.disclosure("never said")

    /// The signer sealed two texts for one member: which of them is meant, only a disclosure tells.
    init() throws {
        ledger = try TestLedger()
        let digests = [first, second].map { JSONValue.string(Digest(hashing: $0).base64URL) }
        var data = TestLedger.item("two-faced")
        data["_sd"] = .array(digests)
        let payload: JSONObject = [
            "specversion": "1.0", "id": .string(TestLedger.newID().description), "source": "operator:root",
            "type": "touchmark.item.registered", "subject": "item:d/two-faced", "time": .string(TestLedger.now.description),
            "ledger": .string(TestLedger.origin), "data": .object(data), "_sd_alg": "sha-256",
        ]
        jws = TokenSigner.sign(payload: .object(payload), with: ledger.operatorKey)
    }

    private static func disclosure(_ text: String) -> String {
        Base64.encodeURL(Array("[\"\(UUID().uuidString)\",\"transcript\",\"\(text)\"]".utf8))
    }

    private func token(_ disclosures: String...) -> [UInt8] { jws + Array("~\(disclosures.map { $0 + "~" }.joined())".utf8) }

    @Test("a second text for one member is refused, whenever it comes", arguments: [true, false])
    func twoFaced(_ inOneFile: Bool) throws {
        let good = token(first)
        if !inOneFile { try ledger.append([jws, good]) }
        let run = try ledger.appending(inOneFile ? [jws, good, token(second)] : [token(second)])
        #expect(run.status == 1)
        #expect(run.errors.contains("disclosure: Two disclosures are of one member."), "\(run.errors)")
        #expect(try ledger.appending([good]).status == 0, "the first one stays")
        #expect(try ledger.log().contains(first))
        #expect(try !ledger.log().contains(second))
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test("both at once are refused with the event")
    func both() throws {
        let run = try ledger.appending([token(first, second)])
        #expect(run.status == 1)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size)
    }

    @Test("what was erased does not come back")
    func erased() throws {
        try ledger.append([token(first)])
        let cited = EventReference(id: try #require(EventID(try id())), digest: Digest(hashing: jws))
        let data: JSONObject = [
            "event": cited.json, "subjects": ["item:d/two-faced", "dataset:d"],
            "digests": [.string(Digest(hashing: first).base64URL)], "legalBasis": "request",
        ]
        try ledger.append([try TestLedger.sign(TestLedger.root, DisclosureErased.type, data, ledger.operatorKey).token])
        #expect(try !ledger.log().contains(first))
        let again = try ledger.appending([token(first)])
        #expect(again.status == 0)
        #expect(try !ledger.log().contains(first))
        let files = try FileManager.default.contentsOfDirectory(atPath: ledger.tool.path("L")).filter {
            $0.hasPrefix("ledger.db")
        }
        for file in files {
            #expect(try Data(ledger.tool.bytes(of: "L/" + file)).range(of: Data(first.utf8)) == nil, "it is still in \(file)")
        }
        #expect(try ledger.check().status == 0)
    }

    private func id() throws -> String {
        let receipt = try ledger.appending([jws]).lines
        return try Receipt(try #require(receipt.first)).id
    }
}
