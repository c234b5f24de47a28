import Foundation
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import LedgerClient

@Suite("A spool")
struct SpoolTests {
    /// Where the spool is.
    private struct Place {
        private let directory: TemporaryDirectory
        var path: String { directory.path("spool") }

        init() throws { directory = try TemporaryDirectory() }

        func names(_ ending: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }.sorted()
        }

        func outcomes() throws -> [JSONValue] {
            try names(".outcomes").flatMap { name in
                try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")).split(separator: 10)
                    .map { try JSONValue(parsing: Array($0)) }
            }
        }

        func change(_ name: String, _ change: (inout Data) -> Void) throws {
            let url = URL(fileURLWithPath: "\(path)/\(name)")
            var data = try Data(contentsOf: url)
            change(&data)
            try data.write(to: url)
        }
    }

    private let place: Place

    init() throws { place = try Place() }

    @Test("What was added is sent in its order, over segments and after the spool was opened again")
    func order() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let tokens = try events.labels(25, on: item)
            do {
                let spool = try Spool(directory: place.path, segmentBytes: 5 * tokens[0].count)
                try spool.add(contentsOf: Array(tokens[..<12]))
                for token in tokens[12...] { try spool.add(token) }
                #expect(!spool.isEmpty)
            }
            #expect(try place.names(".tokens").count > 5)
            let spool = try Spool(directory: place.path, segmentBytes: 5 * tokens[0].count)
            var receipts: [JSONValue] = []
            let drained = try await spool.drain(with: ledger.client(events) { $0.batchLines = 3 }) { outcome in
                if case .receipt(let receipt) = outcome { receipts.append(receipt.json) }
            }
            #expect(drained.receipts == 25 && drained.stop == nil && spool.isEmpty)
            #expect(ledger.received.flatMap { $0 } == tokens.map { String(decoding: $0, as: UTF8.self) })
            #expect(receipts.compactMap { $0["index"]?.integer } == Array(5..<30))
            #expect(try place.outcomes().compactMap { $0["receipt"] } == receipts)
            #expect(try place.names(".tokens").count == 1, "segments that are done are gone but for the one that grows")
        }
    }

    @Test("What stays when the ledger is away is sent later, once")
    func laterOn() async throws {
        let faults = [FaultyLedger.Fault.none, .dropAnswer, .answer(status: 503), .answer(status: 503)]
        try await FaultyLedger.with(faults) { ledger, events, item in
            let tokens = try events.labels(6, on: item)
            let client = try ledger.client(events) {
                $0.batchLines = 2
                $0.backoff.attempts = 3
            }
            let spool = try Spool(directory: place.path)
            try spool.add(contentsOf: tokens)
            let first = try await spool.drain(with: client)
            #expect(first.receipts == 2)
            guard case .undecided(let failure)? = first.stop else { throw Unexpected(description: "did not stop") }
            #expect(failure.code == .busy)
            let second = try await spool.drain(with: client)
            #expect(second.receipts == 4 && second.stop == nil)
            #expect(try ledger.size == 11)
            #expect(try place.outcomes().count == 6)
            #expect(try await spool.drain(with: client).receipts == 0)
        }
    }

    @Test("A refused token is kept with its problem and holds up nothing")
    func refused() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let stranger = try events.assertion(by: Actor(.annotator, "eve"), "d", item, label: "e", "sad").token
            let tokens = try events.labels(2, on: item)
            let spool = try Spool(directory: place.path)
            try spool.add(contentsOf: [tokens[0], stranger, tokens[1]])
            let drained = try await spool.drain(with: ledger.client(events))
            #expect(drained.receipts == 2 && drained.refused == 1 && spool.isEmpty)
            let outcomes = try place.outcomes()
            #expect(outcomes.map { $0["receipt"] != nil } == [true, false, true])
            #expect(outcomes[1]["token"] == .string(String(decoding: stranger, as: UTF8.self)))
            #expect(outcomes[1]["problem"]?["rule"] == "unknown-signer")
        }
    }

    @Test("A receipt that proves nothing settles nothing")
    func unproved() async throws {
        let forge: @Sendable (String) -> String = { $0.replacing("\"recorded\":1", with: "\"recorded\":2") }
        try await FaultyLedger.with([.none, .change(forge)]) { ledger, events, item in
            let spool = try Spool(directory: place.path)
            try spool.add(contentsOf: events.labels(3, on: item))
            let client = try ledger.client(events) { $0.batchLines = 1 }
            let drained = try await spool.drain(with: client)
            guard case .unproved(.otherLeaf)? = drained.stop else { throw Unexpected(description: "did not stop") }
            #expect(drained.receipts == 1 && !spool.isEmpty)
            #expect(try place.outcomes().count == 1)
            #expect(try await spool.drain(with: client).receipts == 2)
        }
    }

    @Test("Where the process stopped in the middle of a record, what is whole is sent and what is new is added behind it")
    func torn() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let tokens = try events.labels(4, on: item)
            do { try Spool(directory: place.path).add(contentsOf: Array(tokens[..<3])) }
            try place.change("00000001.tokens") { $0.removeLast(40) }
            let spool = try Spool(directory: place.path)
            try spool.add(tokens[3])
            #expect(try await spool.drain(with: ledger.client(events)).receipts == 3)
            #expect(ledger.received.flatMap { $0 } == [0, 1, 3].map { String(decoding: tokens[$0], as: UTF8.self) })
        }
    }

    @Test("A record that the disk changed is kept aside, never sent, and holds up nothing")
    func damaged() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let tokens = try events.labels(3, on: item)
            do { try Spool(directory: place.path).add(contentsOf: tokens) }
            try place.change("00000001.tokens") { $0[$0.count / 2] ^= 1 }
            let spool = try Spool(directory: place.path)
            let drained = try await spool.drain(with: ledger.client(events))
            #expect(drained.receipts == 2 && drained.damaged == 1 && spool.isEmpty)
            let kept = try #require(try place.outcomes()[1]["damaged"]?.string.flatMap { Base64.decode($0) })
            #expect(kept.count == SpoolRecord.format(tokens[1]).count - 1)
        }
    }

    @Test("Outcomes that were torn or changed are asked for again, and are the same")
    func tornOutcomes() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let client = try ledger.client(events)
            do {
                let spool = try Spool(directory: place.path)
                try spool.add(contentsOf: events.labels(4, on: item))
                _ = try await spool.drain(with: client)
            }
            let whole = try place.outcomes()
            for damage in [{ $0.removeLast(7) }, { $0[$0.count / 2] ^= 2 }, { $0.removeAll() }]
                as [@Sendable (inout Data) -> Void]
            {
                try place.change("00000001.outcomes", damage)
                let spool = try Spool(directory: place.path)
                #expect(!spool.isEmpty)
                #expect(try await spool.drain(with: client).stop == nil)
                #expect(try place.outcomes() == whole)
            }
            #expect(try ledger.size == 9)
        }
    }

    @Test("Outcomes that belong to other tokens are not believed")
    func foreign() async throws {
        try await FaultyLedger.with { ledger, events, item in
            do {
                let spool = try Spool(directory: place.path)
                try spool.add(contentsOf: events.labels(2, on: item))
                _ = try await spool.drain(with: ledger.client(events))
            }
            try place.change("00000001.tokens") { $0.removeAll() }
            let error = #expect(throws: SpoolError.self) { try Spool(directory: place.path) }
            #expect(error?.code == .foreign)
        }
    }

    @Test("A directory belongs to one spool at a time, and a spool is drained by one at a time")
    func alone() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let spool = try Spool(directory: place.path)
            let error = #expect(throws: SpoolError.self) { try Spool(directory: place.path) }
            #expect(error?.code == .busy)
            try spool.add(contentsOf: events.labels(40, on: item))
            let client = try ledger.client(events) { $0.batchLines = 1 }
            let results = await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<4 { group.addTask { try? await spool.drain(with: client).receipts } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.compactMap { $0 }.reduce(0, +) == 40)
            #expect(try place.outcomes().count == 40)
        }
    }

    @Test("Tokens are added while others are sent")
    func addingMeanwhile() async throws {
        try await FaultyLedger.with { ledger, events, item in
            let tokens = try events.labels(60, on: item)
            let spool = try Spool(directory: place.path, segmentBytes: 4 * tokens[0].count)
            try spool.add(tokens[0])
            let client = try ledger.client(events) { $0.batchLines = 2 }
            async let drained = spool.drain(with: client)
            for token in tokens[1...] { try spool.add(token) }
            let first = try await drained.receipts
            let rest = try await spool.drain(with: client).receipts
            #expect(first + rest == 60)
            #expect(ledger.received.flatMap { $0 } == tokens.map { String(decoding: $0, as: UTF8.self) })
            #expect(try place.outcomes().count == 60 && spool.isEmpty)
        }
    }

    @Test("What is no token is not taken, nor what comes with it")
    func noToken() throws {
        let spool = try Spool(directory: place.path)
        for bytes in ["", "x", "a.b.c", "a\nb"] {
            let error = #expect(throws: SpoolError.self) { try spool.add(contentsOf: [Array(bytes.utf8)]) }
            #expect(error?.code == .notAToken)
        }
        #expect(spool.isEmpty)
    }
}
