import Evidence
import Ledger
import LedgerServer
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Reading entries over HTTP")
struct EntryRouteTests {
    @Test("Entries are listed page by page, by type and by subject, with their disclosures")
    func list() async throws {
        try await RunningService.with { service, events, item in
            let tokens = try events.assertions(30, on: item)
            _ = try await service.post(lines: tokens.map(\.token))
            var indices: [Int64] = []
            var from: Int64? = 0
            while let next = from {
                let page = try await service.get("/v1/events?from=\(next)&limit=7", token: "auditor").json
                indices += try #require(page["events"]?.array).compactMap { $0["index"]?.integer }
                from = page["next"]?.integer
            }
            #expect(indices == Array(0..<35))
            let labels = try await service.get("/v1/events?type=label.asserted&limit=1000", token: "operator").json
            #expect(labels["events"]?.array?.count == 30)
            #expect(try await service.get("/v1/events?type=label.assertet", token: "operator").status == 400)
            let one = try await service.get("/v1/events?subject=label:d/i/l7", token: "auditor").json["events"]?.array
            #expect(one?.count == 1)
            #expect(one?.first?["disclosures"]?.array?.count == 1)
            #expect(one?.first?["entry"]?.string?.contains(String(decoding: tokens[7].token.prefix(40), as: UTF8.self)) == true)
        }
    }

    @Test("A token that names datasets shows what touches them, and a reader's no disclosures")
    func visibility() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(3, on: item).map(\.token))
            let seen = try await service.get("/v1/events", token: "reader-d").json
            let indices = seen["events"]?.array?.compactMap { $0["index"]?.integer }
            #expect(indices == [3, 4, 5, 6, 7], "the people and the opening are not of the dataset")
            #expect(seen["events"]?.array?.allSatisfy { $0["disclosures"] == [] } == true)
            let regulator = try await service.get("/v1/events?from=5", token: "regulator-d").json["events"]?.array
            #expect(regulator?.allSatisfy { $0["disclosures"]?.array?.count == 1 } == true)
            #expect(try await service.get("/v1/events", token: "reader-e").json["events"] == [])
            #expect(try await service.get("/v1/events?subject=label:d/i/l0", token: "reader-e").status == 403)
            #expect(try await service.get("/v1/events?subject=annotator:ada", token: "reader-d").status == 403)
            #expect(try await service.get("/v1/events/2", token: "reader-d").status == 404)
            #expect(try await service.get("/v1/events/5", token: "reader-e").status == 404)
            #expect(try await service.get("/v1/events/5", token: "reader-d").status == 200)
            #expect(try await service.get("/v1/events/5").status == 401)
            #expect(try await service.get("/v1/events/5", token: "connector").status == 403)
        }
    }

    @Test("An entry is found by index and by id, and its receipt proves it")
    func one() async throws {
        try await RunningService.with { service, events, item in
            let token = try events.assertions(1, on: item)[0]
            let first = try await service.post(token.token)
            let byIndex = try await service.get("/v1/events/5", token: "auditor")
            let byID = try await service.get("/v1/events/\(token.event.id)", token: "auditor")
            #expect(byIndex.bytes == byID.bytes)
            #expect(try await service.get("/v1/receipts/5").json == first.json)
            let text = try await service.get("/v1/receipts/5", headers: ["Accept": "text/plain"])
            #expect(text.text.hasPrefix("c2sp.org/tlog-proof@v1\nindex 5\n"))
            for type in ["application/cose", "application/scitt-receipt+cose"] {
                let answer = try await service.get("/v1/receipts/5", headers: ["Accept": type + ", application/json;q=0.5"])
                #expect(answer.headers["content-type"] == type)
                let entry = try await service.get("/v1/events/5", token: "auditor").json["entry"]?.string
                let leaf = Digest.leaf(Array(try #require(entry).utf8))
                #expect(
                    try COSEReceipt(parsing: answer.bytes).check(leaf: leaf, event: token.event.id, with: events.vkey) == .valid)
            }
            #expect(try await service.get("/v1/receipts/9", headers: ["Accept": "application/cose"]).status == 404)
            _ = try await service.post(try events.assertions(1, on: item, from: 1)[0].token)
            let later = try await service.get("/v1/receipts/5?size=7").json
            #expect(try check(later, of: token.token, events.vkey))
            #expect(later["checkpoint"]?.string?.contains("\n7\n") == true)
            #expect(try await service.get("/v1/receipts/5?size=5").status == 404)
            #expect(try await service.get("/v1/receipts/9").status == 404)
            #expect(try await service.get("/v1/receipts/-1").status == 404)
            #expect(try await service.get("/v1/events/xyz", token: "auditor").status == 404)
            #expect(try await service.get("/v1/events?from=x", token: "auditor").status == 400)
            #expect(try await service.get("/v1/events?from=1&from=2", token: "auditor").status == 400)
        }
    }

    @Test("No cache keeps what a token opened; what anybody may have is left to caches")
    func caches() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(try events.assertions(1, on: item)[0].token)
            for path in [
                "/v1/events", "/v1/events/5", "/v1/annotators/ada", "/v1/datasets", "/v1/datasets/d", "/v1/datasets/d/labels",
                "/v1/events/nothing",
            ] {
                let answer = try await service.get(path, token: "auditor")
                #expect(answer.headers["cache-control"] == "private, no-store", "\(path)")
            }
            let tile = try await service.get("/tile/entries/000.p/6", token: "auditor")
            #expect(tile.headers["cache-control"] == "private, max-age=31536000, immutable")
            #expect(try await service.get("/v1/receipts/0").headers["cache-control"] == nil)
        }
    }
}
