import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Appending one event over HTTP")
struct SingleAppendTests {
    @Test("An event is answered with a receipt that proves it, and again with the same one")
    func receipts() async throws {
        try await RunningService.with { service, events, item in
            let token = try events.assertions(1, on: item)[0].token
            let first = try await service.post(token)
            #expect(first.status == 201)
            #expect(first.headers["location"] == "/v1/events/5")
            #expect(try check(first.json, of: token, events.vkey))
            _ = try await service.post(try events.assertions(1, on: item, from: 1)[0].token)
            let again = try await service.post(token)
            #expect(again.status == 200)
            #expect(again.bytes == first.bytes)
            let brief = try await service.post(token, query: "?receipt=brief")
            #expect(try brief.json["inclusion"] == nil && brief.json["leaf"] == first.json["leaf"])
        }
    }

    @Test("The same token from many connections at once gets one receipt")
    func simultaneous() async throws {
        try await RunningService.with { service, events, item in
            let token = try events.assertions(1, on: item)[0].token
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<32 { group.addTask { try await service.post(token) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.bytes)).count == 1)
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(try service.store.read { try $0.size().value } == 6)
        }
    }

    @Test("What is refused is told by status and rule")
    func refusals() async throws {
        try await RunningService.with { service, events, item in
            let good = try events.assertions(1, on: item)[0]
            _ = try await service.post(good.token)
            let unsigned = good.token.prefix { $0 != UInt8(ascii: "~") }
            let forged = unsigned.dropLast(4) + Array((unsigned.last == UInt8(ascii: "A") ? "AAAQ" : "AAAA").utf8)
            let stranger = try events.assertion(by: Actor(.annotator, "eve"), "d", item, label: "l9", "sad")
            let stale = try events.sign(
                RunningService.ada, "label.revised",
                [
                    "dataset": "d", "item": "i", "label": "l0", "name": "mood", "on": item.reference.json,
                    "revises": item.reference.json, "segments": [], "value": ["kind": "choice", "choice": "glad"],
                ])
            let reused = try events.sign(
                RunningService.ada, "label.asserted",
                [
                    "dataset": "d", "item": "i", "label": "l8", "name": "mood", "on": item.reference.json, "segments": [],
                    "value": ["kind": "choice", "choice": "glad"],
                ], id: good.event.id)
            let elsewhere = try events.sign(
                EventBuilder.root, "dataset.defined", ["dataset": "x", "title": "t", "purpose": "p", "licence": "l"],
                ledger: "other.example/ledger")
            let logKey = LogSigner(origin: EventBuilder.origin, key: PrivateKey()).vkey.text
            let added = try events.sign(
                EventBuilder.root, "ledger.key-added", ["role": "log", "vkey": .string(logKey)])
            let expected: [(name: String, token: [UInt8], status: Int, rule: String)] = [
                ("no token", Array("hello".utf8), 400, "token"), ("bad signature", Array(forged), 401, "signature"),
                ("unknown signer", stranger.token, 401, "unknown-signer"),
                ("stale head", stale.token, 409, "head-moved"), ("reused id", reused.token, 409, "id-taken"),
                ("another ledger", elsewhere.token, 403, "another-ledger"),
                ("a log key that nobody hands over to", added.token, 403, "no-handover"),
                ("too large", Array("e30.\(String(repeating: "a", count: 70_000)).e30".utf8), 413, "too-large"),
            ]
            for (name, token, status, rule) in expected {
                let answer = try await service.post(token)
                #expect(answer.status == status, "\(name): \(answer.text)")
                #expect(answer.headers["content-type"] == "application/problem+json", "\(name)")
                let problem = try answer.json
                #expect(problem["status"] == .integer(Int64(status)), "\(name)")
                #expect(problem["rule"] == .string(rule), "\(name): \(answer.text)")
                #expect(problem["type"]?.string != nil && problem["title"]?.string != nil && problem["detail"]?.string != nil)
            }
            let conflict = try await service.post(stale.token)
            #expect(try conflict.json["head"] == good.reference.json, "the head that is there is named")
            #expect(try service.store.read { try $0.size().value } == 6, "nothing was written")
        }
    }

    @Test("What is no append is told so")
    func misuse() async throws {
        try await RunningService.with { service, events, item in
            let token = try events.assertions(1, on: item)[0].token
            #expect(try await service.send("POST", "/v1/events", type: "application/json", body: token).status == 415)
            #expect(try await service.send("POST", "/v1/events", body: token).status == 415)
            let compressed = try await service.send(
                "POST", "/v1/events", type: "application/jwt", body: [0x1F, 0x8B, 0], headers: ["Content-Encoding": "gzip"])
            #expect(compressed.status == 415)
            #expect(try await service.post(token, query: "?receipt=long").status == 400)
            #expect(try await service.post([]).status == 400)
            let huge = try await service.post([UInt8](repeating: 65, count: 3 << 20))
            #expect(huge.status == 413)
            let wrong = try await service.send("DELETE", "/v1/events")
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "GET, HEAD, POST")
            #expect(try await service.get("/v1/nothing").status == 404)
            #expect(try await service.get("/v1/nothing").headers["content-type"] == "application/problem+json")
            #expect(try service.store.read { try $0.size().value } == 5)
        }
    }
}
