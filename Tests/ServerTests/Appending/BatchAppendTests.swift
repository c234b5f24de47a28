import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Appending a batch over HTTP")
struct BatchAppendTests {
    @Test("Each line is answered in its order, with a receipt that proves it")
    func order() async throws {
        try await RunningService.with { service, events, item in
            let tokens = try events.assertions(2500, on: item).map(\.token)
            let answer = try await service.post(lines: tokens)
            #expect(answer.status == 200)
            let lines = try answer.lines
            try #require(lines.count == tokens.count)
            for (place, (line, token)) in zip(lines, tokens).enumerated() {
                #expect(line["status"] == 201)
                let receipt = try #require(line["receipt"])
                #expect(receipt["index"] == .integer(Int64(5 + place)))
                #expect(try check(receipt, of: token, events.vkey))
            }
        }
    }

    @Test("One bad line among ten thousand is refused alone")
    func oneBad() async throws {
        try await RunningService.with { service, events, item in
            var tokens = try events.assertions(9_999, on: item).map(\.token)
            tokens.insert(Array("not a token".utf8), at: 7_000)
            let lines = try await service.post(lines: tokens, query: "?receipt=brief").lines
            #expect(lines.count == 10_000)
            #expect(lines.enumerated().filter { $0.element["status"] != 201 }.map(\.offset) == [7_000])
            #expect(lines[7_000]["problem"]?["rule"] == "token")
        }
    }

    @Test("A batch may enrol an annotator in line 1 and use her key in line 2, and over the bounds of a run")
    func introductions() async throws {
        try await RunningService.with { service, events, item in
            let bob = Actor(.annotator, "bob")
            let fillers = try events.assertions(999, on: item).map(\.token)
            let enrolment = try events.enrolment(of: bob).token
            let labels = try (0..<3).map { try events.assertion(by: bob, "d", item, label: "b\($0)", "sad").token }
            let lines = try await service.post(lines: fillers + [enrolment] + labels, query: "?receipt=brief").lines
            #expect(lines.allSatisfy { $0["status"] == 201 })
            let carl = Actor(.annotator, "carl")
            let pair = try [events.enrolment(of: carl).token, events.assertion(by: carl, "d", item, label: "c", "sad").token]
            #expect(try await service.post(lines: pair).lines.map { $0["status"] } == [201, 201])
        }
    }

    @Test("An atomic batch is written whole or not at all")
    func atomic() async throws {
        try await RunningService.with { service, events, item in
            var tokens = try events.assertions(1500, on: item).map(\.token)
            tokens.append(Array("not a token".utf8))
            let refused = try await service.post(lines: tokens, query: "?atomic=true").lines
            #expect(refused.count == 1501)
            #expect(refused.allSatisfy { $0["status"] != 201 })
            #expect(try service.store.read { try $0.size().value } == 5)
            tokens.removeLast()
            let written = try await service.post(lines: tokens, query: "?atomic=true&receipt=brief").lines
            #expect(written.allSatisfy { $0["status"] == 201 })
        }
    }

    @Test("Lines past the limit are not read, and said so; what came before is there")
    func limits() async throws {
        var settings = ServerSettings()
        settings.limits.batchLines = 10
        settings.limits.batchBytes = 200_000
        try await RunningService.with(settings: settings) { service, events, item in
            let tokens = try events.assertions(12, on: item).map(\.token)
            let lines = try await service.post(lines: tokens).lines
            #expect(lines.map { $0["status"]?.integer } == Array(repeating: 201, count: 10) + [413])
            #expect(lines.last?["problem"]?["detail"]?.string?.contains("What follows was not read") == true)
            let atomic = try await service.post(lines: tokens, query: "?atomic=true")
            let problem = try atomic.json
            #expect(atomic.status == 413)
            #expect(problem["detail"] == "Nothing was written: send at most 10 lines at once, or without atomic.")
            let long = try await service.send(
                "POST", "/v1/events", type: "text/plain", body: [UInt8](repeating: 65, count: 300_000))
            #expect(long.status == 413)
            #expect(try service.store.read { try $0.size().value } == 15)
        }
    }

    @Test("Carriage returns and empty lines are passed over")
    func lineEnds() async throws {
        try await RunningService.with { service, events, item in
            let tokens = try events.assertions(2, on: item).map { String(decoding: $0.token, as: UTF8.self) }
            let body = Array("\r\n\(tokens[0])\r\n\n\(tokens[1])\n\n".utf8)
            let answer = try await service.send("POST", "/v1/events", type: "text/plain; charset=utf-8", body: body)
            #expect(try answer.lines.map { $0["status"] } == [201, 201])
        }
    }

    @Test("Empty lines are counted: a body of nothing else is not read to its end")
    func empty() async throws {
        var settings = ServerSettings()
        settings.limits.batchLines = 100
        try await RunningService.with(settings: settings) { service, events, item in
            let token = try events.assertions(1, on: item)[0].token
            let few = Array(repeating: UInt8(ascii: "\n"), count: 100)
            // The first ends the token's line.
            let many = Array(repeating: UInt8(ascii: "\n"), count: 102)
            func post(_ body: [UInt8], query: String = "") async throws -> Answer {
                try await service.send("POST", "/v1/events" + query, type: "text/plain", body: body)
            }
            #expect(try await post(few + token).lines.map { $0["status"] } == [201])
            #expect(try await post(token + many).lines.map { $0["status"] } == [200, 413])
            #expect(try await post(token + many, query: "?atomic=true").status == 413)
            #expect(try await post(token + many).headers["connection"] == "close")
        }
    }

    @Test("When too much is under way the caller is asked to come back, and nothing is lost")
    func busy() async throws {
        var settings = ServerSettings()
        settings.limits.eventsUnderWay = 50
        try await RunningService.with(settings: settings) { service, events, item in
            let batches = try (0..<12).map { try events.assertions(50, on: item, from: $0 * 50).map(\.token) }
            let answers = try await withThrowingTaskGroup(of: [JSONValue].self) { group in
                for batch in batches { group.addTask { try await service.post(lines: batch).lines } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let written = answers.count { $0["status"] == 201 }
            let busy = answers.filter { $0["status"] == 503 }
            #expect(written + busy.count == 600)
            #expect(busy.allSatisfy { $0["problem"]?["retryAfter"] == 1 }, "a line has no header fields")
            #expect(try service.store.read { try $0.size().value } == 5 + UInt64(written))
            for batch in batches {
                let again = try await service.post(lines: batch).lines
                #expect(again.allSatisfy { $0["status"] == 201 || $0["status"] == 200 })
            }
            #expect(try service.store.read { try $0.size().value } == 605)
        }
    }

    @Test("While an unfinished body holds the room, large ones are asked to come back, and what is small gets through")
    func crowded() async throws {
        var settings = ServerSettings()
        settings.limits.bodyBytes = 1 << 20
        try await RunningService.with(settings: settings) { service, events, item in
            let head = "POST /v1/events?atomic=true HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n"
            let holder = try RawConnection(port: service.port)
            let line = String(repeating: "x", count: 60_000) + "\n"
            await holder.sendAll(head + "Content-Length: 30000000\r\n\r\n" + String(repeating: line, count: 80))
            while try await bodyBytes(service) < 80 * 59_000 { try await Task.sleep(for: .milliseconds(10)) }
            let refused = try await service.send(
                "POST", "/v1/events?atomic=true", type: "text/plain", body: Array(String(repeating: line, count: 10).utf8))
            #expect(refused.status == 503)
            #expect(refused.headers["content-type"] == "application/problem+json")
            #expect(refused.headers["retry-after"] == "1")
            #expect(try refused.json["type"] == "urn:touchmark:problem:busy")
            #expect(try service.store.read { try $0.size().value } == 5)

            let tokens = try events.assertions(300, on: item).map(\.token)
            #expect(try await service.post(tokens[0]).status == 201)
            #expect(try await service.post(lines: Array(tokens[1..<11])).lines.allSatisfy { $0["status"] == 201 })
            let short = try await service.post(lines: Array(repeating: Array("x".utf8), count: 140)).lines
            #expect(short.count == 140, "what was read whole has an answer for each line, and no more")
            // What a longer one has brought until then is taken up, and the rest left to its sender.
            let part = try await service.post(lines: tokens, query: "?receipt=brief").lines
            #expect(part.last?["status"] == 503 && part.last?["problem"]?["retryAfter"] == 1)
            #expect(part.dropLast().allSatisfy { $0["status"] == 201 || $0["status"] == 200 })
            #expect(part.count > 1 && part.count <= 300)
            #expect(try service.store.read { try $0.size().value } == 5 + UInt64(max(11, part.count - 1)))
            #expect(await holder.read(milliseconds: 1) == .nothing, "it is still being read")
        }
    }

    private func bodyBytes(_ service: RunningService) async throws -> Int {
        let name = "touchmark_body_bytes "
        let line = try await service.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix(name) }
        return try #require(line.flatMap { Int($0.dropFirst(name.count)) })
    }

    /// A little later than the client hears of it, nothing of a request is there any more.
    private func waitForRoom(_ service: RunningService) async throws {
        for _ in 0..<500 where try await bodyBytes(service) > 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await bodyBytes(service) == 0)
    }

    @Test("A body that is given up gives its room back")
    func abandonedBody() async throws {
        var settings = ServerSettings()
        settings.limits.bodyBytes = 1 << 20
        settings.limits.requestSeconds = 2
        try await RunningService.with(settings: settings) { service, events, item in
            let head = "POST /v1/events?atomic=true HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n"
            let holder = try RawConnection(port: service.port)
            let line = String(repeating: "x", count: 60_000) + "\n"
            await holder.sendAll(head + "Content-Length: 30000000\r\n\r\n" + String(repeating: line, count: 80))
            #expect(await holder.isClosedInTheEnd())
            try await waitForRoom(service)
            let tokens = try events.assertions(300, on: item).map(\.token)
            let answer = try await service.post(lines: tokens, query: "?atomic=true&receipt=brief")
            #expect(try answer.lines.map { $0["status"] } == Array(repeating: 201, count: 300))
            try await waitForRoom(service)
        }
    }
}
