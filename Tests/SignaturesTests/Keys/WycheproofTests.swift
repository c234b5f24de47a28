import Foundation
import LedgerTesting
import Primitives
import Signatures
import Testing

private let wycheproof = "vectors/wycheproof/ed25519_test.json"

@Suite("Wycheproof's Ed25519 vectors")
struct WycheproofTests {
    @Test(
        "every vector has the result that Wycheproof gives it",
        .enabled(if: SharedData.has(wycheproof), "vectors/wycheproof is not in the shared folder here"))
    func allVectors() throws {
        let file = try JSONValue(parsing: Array(Data(contentsOf: SharedData.url(wycheproof))))
        let groups = try #require(file["testGroups"]?.array)
        var seen: Int64 = 0
        for group in groups {
            let key = PublicKey(bytes: hex(try #require(group["publicKey"]?["pk"]?.string)))
            for vector in try #require(group["tests"]?.array) {
                let message = try #require(vector["msg"]?.string)
                let signature = try #require(vector["sig"]?.string)
                let isValid = key?.isValid(signature: hex(signature), for: hex(message)) ?? false
                #expect(isValid == (vector["result"]?.string == "valid"), "tcId \(vector["tcId"]?.integer ?? -1)")
                seen += 1
            }
        }
        #expect(seen == file["numberOfTests"]?.integer)
    }
}
