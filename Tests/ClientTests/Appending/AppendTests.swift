import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import LedgerClient

@Suite("Appending through a client")
struct AppendTests {
    @Test("Tokens come back in their order as checked receipts and refusals, over several requests")
    func order() async throws {
        try await FaultyLedger.with { ledger, events, item in
            var tokens = try events.labels(7, on: item)
            tokens[3] = Array("no token".utf8)
            let outcomes = try await ledger.client(events) { $0.batchLines = 3 }.append(tokens)
            #expect(outcomes.map(\.word) == ["receipt", "receipt", "receipt", "refused token", "receipt", "receipt", "receipt"])
            #expect(outcomes.compactMap { $0.receipt?["index"]?.integer } == [5, 6, 7, 8, 9, 10])
            #expect(ledger.received.map(\.count) == [3, 3, 1])
            let again = try await ledger.client(events) { $0.batchBytes = 2 * tokens[0].count + 20 }.append(tokens)
            #expect(again.map(\.receipt) == outcomes.map(\.receipt), "the same tokens get their first receipts")
            #expect(try ledger.size == 11)
            #expect(ledger.received.dropFirst(3).map(\.count) == [2, 3, 2])
            #expect(try await ledger.client(events).append([]).isEmpty)
        }
    }

    static let passingFaults: [(name: String, faults: [FaultyLedger.Fault])] = [
        ("busy", [.answer(status: 503), .answer(status: 429)]), ("failing", [.answer(status: 500), .answer(status: 502)]),
        ("a request that is lost", [.dropRequest]), ("an answer that is lost after the events were written", [.dropAnswer]),
        ("an answer that is cut in two", [.cutAnswer]), ("an answer that is none", [.answer(status: 200, body: "<html>")]),
        ("an empty answer", [.answer(status: 200)]), ("a line that is busy", [.busyLine(2), .busyLine(0)]),
        ("a ledger that takes fewer lines", [.takeOnly(2), .takeOnly(0), .takeOnly(1)]),
        ("a ledger that takes shorter requests", [.answer(status: 413), .answer(status: 413)]),
    ]

    @Test("Whatever passes is waited for, and every event is in the log once", arguments: passingFaults)
    func faults(_ name: String, _ faults: [FaultyLedger.Fault]) async throws {
        try await FaultyLedger.with(faults) { ledger, events, item in
            let tokens = try events.labels(5, on: item)
            let outcomes = try await ledger.client(events).append(tokens)
            #expect(outcomes.map(\.word) == Array(repeating: "receipt", count: 5), "\(name)")
            #expect(try ledger.size == 10)
            #expect(ledger.received.count > 1, "the fault was met")
        }
    }

    @Test("A refusal behind a token that was not decided is asked for again: it may rest on that token")
    func dependentRefusal() async throws {
        try await FaultyLedger.with([.busyLine(0)]) { ledger, events, item in
            let bob = Actor(.annotator, "bob")
            let tokens = [
                try events.enrolment(of: bob).token, try events.assertion(by: bob, "d", item, label: "l", "glad").token,
            ]
            #expect(try await ledger.client(events).append(tokens).map(\.word) == ["receipt", "receipt"])
        }
    }

    @Test("Waits grow, have a random part, and are never shorter than Retry-After")
    func waits() async throws {
        let asked = FaultyLedger.Fault.answer(status: 503, fields: "Retry-After: 7\r\n")
        let endless = FaultyLedger.Fault.answer(status: 503, fields: "Retry-After: 999999\r\n")
        let date = FaultyLedger.Fault.answer(status: 503, fields: "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n")
        try await FaultyLedger.with([.dropRequest, .answer(status: 500), asked, endless, date]) { ledger, events, item in
            let clock = RecordingClock()
            _ = try await ledger.client(events, clock: clock).append(events.labels(1, on: item))
            let rounded = clock.waits.map { Int(($0 / .milliseconds(100)).rounded()) }
            #expect(rounded == [2, 4, 78, 3016, 32], "tenths of a second")
        }
        let line = #"{"problem":{"detail":"No room.","retryAfter":60,"status":503},"status":503}"# + "\n"
        try await FaultyLedger.with([.answer(status: 200, body: line)]) { ledger, events, item in
            let clock = RecordingClock()
            _ = try await ledger.client(events, clock: clock).append(events.labels(1, on: item))
            #expect(clock.waits.map { $0 >= .seconds(60) } == [true], "a line of a batch asks for it too")
        }
        let backoff = Backoff()
        #expect(backoff.wait(after: 5, asked: nil, random: 0) == .milliseconds(1600))
        #expect(backoff.wait(after: 5, asked: nil, random: 1) == .milliseconds(3200))
        #expect(backoff.wait(after: 6, asked: .zero, random: 1) == nil)
        var long = backoff
        long.attempts = .max
        #expect(long.wait(after: 1_000_000, asked: nil, random: 1) == .seconds(30))
    }

    @Test("After the last attempt nothing is claimed about what is left")
    func givingUp() async throws {
        let faults = [FaultyLedger.Fault.none] + Array(repeating: .answer(status: 503), count: 9)
        try await FaultyLedger.with(faults) { ledger, events, item in
            let client = try ledger.client(events) {
                $0.batchLines = 2
                $0.backoff.attempts = 4
            }
            let outcomes = try await client.append(events.labels(4, on: item))
            #expect(outcomes.map(\.word) == ["receipt", "receipt", "undecided busy", "undecided busy"])
            #expect(ledger.received.count == 5)
        }
        let nobody = try LedgerClient(address: "http://127.0.0.1:1", key: EventBuilder().vkey, clock: RecordingClock())
        #expect(try await nobody.append([Array("t".utf8)]).map(\.word) == ["undecided unreachable"])
    }

    @Test(
        "That a token is not there is claimed where the ledger says so of it, at every attempt",
        arguments: ["full", "not-written", "uncertain"])
    func denied(_ name: String) async throws {
        let problem = #"{"detail":"No.","status":503,"type":"urn:touchmark:problem:\#(name)"}"#
        let line = FaultyLedger.Fault.answer(status: 200, body: #"{"problem":\#(problem),"status":503}"# + "\n")
        let whole = FaultyLedger.Fault.answer(status: 503, body: problem)
        for (faults, isKnown) in [([line, whole], true), ([.dropAnswer, line], false), ([whole, .dropRequest], false)] {
            try await FaultyLedger.with(faults) { ledger, events, item in
                let client = try ledger.client(events) { $0.backoff.attempts = 2 }
                let outcomes = try await client.append(events.labels(1, on: item))
                guard case .undecided(let failure)? = outcomes.first else { throw Unexpected(description: "\(outcomes)") }
                #expect(failure.isDenied == (isKnown && name != "uncertain"))
            }
        }
        try await FaultyLedger.with([whole]) { ledger, events, item in
            let client = try ledger.client(events) { $0.backoff.attempts = 1 }
            let outcomes = try await client.append(events.labels(2, on: item))
            guard case .undecided(let second)? = outcomes.last else { throw Unexpected(description: "\(outcomes)") }
            #expect(outcomes.count == 2 && !second.isDenied)
        }
    }

    @Test("What is refused is not sent again", arguments: [400, 401, 403, 404, 405, 409, 415, 302])
    func refusedRequest(_ status: Int) async throws {
        try await FaultyLedger.with([.answer(status: status)]) { ledger, events, item in
            let outcomes = try await ledger.client(events).append(events.labels(2, on: item))
            #expect(outcomes.map(\.word) == ["undecided requestRefused", "undecided requestRefused"])
            #expect(ledger.received.count == 1)
        }
    }

    @Test("A token that is too large for the ledger is refused alone")
    func tooLarge() async throws {
        try await FaultyLedger.with([.answer(status: 413), .answer(status: 413), .none]) { ledger, events, item in
            let outcomes = try await ledger.client(events).append(events.labels(2, on: item))
            #expect(outcomes.map(\.word) == ["refused 413", "receipt"])
            #expect(ledger.received.map(\.count) == [2, 1, 1])
        }
    }

    @Test("An answer has no more lines than the request, and none longer than the limit")
    func limits() async throws {
        let more: @Sendable (String) -> String = { $0 + $0 }
        let long: @Sendable (String) -> String = { _ in String(repeating: "a", count: 70_000) }
        let faults = [FaultyLedger.Fault.change(more), .change(long)]
        try await FaultyLedger.with(faults) { ledger, events, item in
            let client = try ledger.client(events) { $0.backoff.attempts = 2 }
            #expect(try await client.append(events.labels(1, on: item)).map(\.word) == ["undecided unreadable"])
        }
    }

    @Test("What a server says is printed with nothing in it that drives or turns a terminal's text")
    func visible() async throws {
        let body = #"{"problem":{"detail":"a\u001b[2J\u202eb\n","status":400},"status":400}"#
        try await FaultyLedger.with([.answer(status: 200, body: body)]) { ledger, events, item in
            guard case .refused(let problem)? = try await ledger.client(events).append(events.labels(1, on: item)).first else {
                throw Unexpected(description: "not refused")
            }
            #expect("\(problem)" == "a⟨U+001B⟩[2J⟨U+202E⟩b↵")
        }
    }

    @Test(
        "What is no address is told so",
        arguments: ["", "labels.example.org", "ftp://a", "http://", "http:// a", "https://a?b", "http://:1"])
    func addresses(_ address: String) {
        #expect(throws: AddressError()) { try LedgerClient(address: address, key: EventBuilder().vkey) }
    }
}
