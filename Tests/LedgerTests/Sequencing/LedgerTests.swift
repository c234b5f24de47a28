import Foundation
import Ledger
import LedgerSQLite
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing

/// A ledger in memory with a dataset, an item and an annotator.
private struct Bench {
    static let ada = Actor(.annotator, "ada")

    var events = EventBuilder()
    let store: FaultStore
    let clock: FixedClock
    let ledger: Ledger
    let item: SignedDraft

    init(_ enforcement: Enforcement = .record, clock: FixedClock = FixedClock()) async throws {
        self.clock = clock
        store = FaultStore(MemoryStore())
        ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: clock)
        let item = try events.item("d", "i")
        let first = try events.opening(enforcement)
        self.item = item
        let tokens = try first + [events.enrolment(of: Self.ada).token, events.dataset("d").token, item.token]
        for outcome in try await ledger.append(tokens) { _ = try #require(outcome.receipt) }
    }

    var size: UInt64 { get throws { try store.read { try $0.size().value } } }

    /// The operator's word that the log has this key too.
    mutating func adding(_ key: PrivateKey) throws -> [UInt8] {
        let vkey = LogSigner(origin: EventBuilder.origin, key: key).vkey.text
        return try events.sign(EventBuilder.root, "ledger.key-added", ["role": "log", "vkey": .string(vkey)]).token
    }
}

/// A clock that asks the ledger, from elsewhere, whether it goes on, while that asks it for the time of an entry.
private final class AskingClock: LedgerClock {
    let ledger = Mutex<Ledger?>(nil)
    /// Whether all were answered; `nil` if nobody asked.
    let answered = Mutex<Bool?>(nil)
    private let time = FixedClock()

    func now() -> Timestamp {
        if let ledger = ledger.withLock({ $0 }), answered.withLock({ $0 }) != false {
            let answer = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                _ = ledger.stopReason
                answer.signal()
            }
            let isAnswered = answer.wait(timeout: .now() + 10) == .success
            answered.withLock { $0 = isAnswered }
        }
        return time.now()
    }
}

/// The machine's clock at a time of a test's choice.
private struct RestingClock: LedgerClock {
    let time: Timestamp
    let machine: SystemClock

    func now() -> Timestamp { time }
    func latest(after last: Timestamp) -> Timestamp { machine.latest(after: last) }
}

extension AppendOutcome {
    fileprivate var receipt: Receipt? {
        switch self {
        case .appended(let receipt), .duplicate(let receipt): receipt
        case .refused: nil
        }
    }

    fileprivate var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    fileprivate var isDuplicate: Bool { if case .duplicate = self { true } else { false } }
}

@Suite("Appending to a ledger")
struct LedgerTests {
    @Test("A receipt proves its event under a checkpoint that the log signed")
    func receipts() async throws {
        var bench = try await Bench()
        var tokens: [SignedDraft] = []
        for number in 0..<600 {
            tokens.append(try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l\(number)", "sad"))
        }
        let outcomes = try await bench.ledger.append(tokens.map(\.token))
        for (token, outcome) in zip(tokens, outcomes) {
            let receipt = try #require(outcome.receipt)
            #expect(receipt.id == token.event.id)
            guard
                case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: receipt.checkpoint).check(with: bench.events.vkey)
            else {
                Issue.record("the checkpoint is not the log's")
                return
            }
            let jws = token.token.prefix { $0 != UInt8(ascii: "~") }
            let entry = Array("\(receipt.recorded.microseconds) ".utf8) + jws
            #expect(Digest.leaf(entry) == receipt.leaf)
            #expect(receipt.inclusion.check(leaf: receipt.leaf, root: checkpoint.checkpoint.root) == .verified)
        }
        let indices = outcomes.compactMap { $0.receipt?.index.value }
        #expect(indices == Array(5..<605))
    }

    @Test("Many tokens of several batches, sent again in any order and with new ones among them, get their first receipts again")
    func manyAgain() async throws {
        var bench = try await Bench()
        var first: [(token: [UInt8], receipt: Receipt)] = []
        for batch in 0..<3 {
            var tokens: [[UInt8]] = []
            for number in 0..<300 {
                tokens.append(
                    try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l\(batch)-\(number)", "sad").token)
            }
            let outcomes = try await bench.ledger.append(tokens)
            for (token, outcome) in zip(tokens, outcomes) {
                first.append((token, try #require(outcome.receipt)))
            }
        }
        let size = try bench.size
        var random = SeededGenerator(seed: 5)
        for round in 0..<3 {
            if round > 0 { first.shuffle(using: &random) }
            let new = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "new-\(round)", "sad").token
            let outcomes = try await bench.ledger.append(first.map(\.token) + [new])
            let areAllKnown = outcomes.dropLast().allSatisfy { $0.isDuplicate }
            #expect(areAllKnown)
            #expect(outcomes.dropLast().map(\.receipt) == first.map(\.receipt))
            #expect(outcomes.last?.isDuplicate == false && outcomes.last?.receipt?.index.value == size + UInt64(round))
        }
    }

    @Test("The same token gets its first receipt again, in the same request and later")
    func idempotency() async throws {
        var bench = try await Bench()
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        let outcomes = try await bench.ledger.append([token, token])
        #expect(outcomes[1].isDuplicate)
        #expect(outcomes[0].receipt == outcomes[1].receipt)
        let other = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l2", "sad").token
        _ = try await bench.ledger.append([other])
        let again = try await bench.ledger.append([token])
        #expect(again[0].isDuplicate && again[0].receipt == outcomes[0].receipt)
        #expect(try bench.size == 7)
        let reopened = try Ledger(
            store: bench.store, origin: EventBuilder.origin, logKey: bench.events.logKey, clock: bench.clock)
        #expect(try await reopened.append([token])[0].receipt == outcomes[0].receipt)
    }

    @Test("A token at the same moment from many tasks is written once")
    func concurrency() async throws {
        var bench = try await Bench()
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        let ledger = bench.ledger
        let receipts = try await withThrowingTaskGroup(of: Receipt?.self) { group in
            for _ in 0..<32 { group.addTask { try await ledger.append([token])[0].receipt } }
            return try await group.reduce(into: Set<Receipt?>()) { $0.insert($1) }
        }
        #expect(receipts.count == 1)
        #expect(try bench.size == 6)
    }

    @Test("Another event with a used id is refused as a conflict")
    func reusedID() async throws {
        var bench = try await Bench()
        let first = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad")
        let other = try bench.events.sign(
            EventBuilder.root, "dataset.defined", ["dataset": "e", "title": "t", "purpose": "p", "licence": "l"],
            id: first.event.id)
        let outcomes = try await bench.ledger.append([first.token, other.token])
        #expect(outcomes[1].refusal?.rule == "id-taken")
        #expect(try await bench.ledger.append([other.token])[0].refusal?.kind == .conflict)
    }

    @Test("An annotator enrolled in line 1 signs in line 2, also where the lines come in one batch")
    func enrolmentInBatch() async throws {
        var bench = try await Bench()
        let ben = Actor(.annotator, "ben")
        let tokens = try [
            bench.events.enrolment(of: ben).token,
            bench.events.assertion(by: ben, "d", bench.item, label: "b", "glad").token,
        ]
        let outcomes = try await bench.ledger.append(tokens)
        #expect(outcomes.allSatisfy { $0.receipt != nil })
        let reversed = Actor(.annotator, "rev")
        let enrolment = try bench.events.enrolment(of: reversed).token
        let early = try bench.events.assertion(by: reversed, "d", bench.item, label: "r", "glad").token
        #expect(try await bench.ledger.append([early, enrolment])[0].refusal?.rule == "unknown-signer")
    }

    @Test("A log's time strictly rises while its clock stands still or runs back")
    func clockRunsBack() async throws {
        var bench = try await Bench()
        bench.clock.set(Timestamp(microseconds: 1_000_000), step: -5000)
        let tokens = try (0..<5).map { try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l\($0)", "sad").token }
        let times = try await bench.ledger.append(tokens).compactMap { $0.receipt?.recorded }
        #expect(times.count == 5)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(times[0].microseconds > 1_800_000_000_000_000)
    }

    @Test("A time that nobody could write down is not recorded, and the ledger goes on when the clock is right")
    func clockRunsAhead() async throws {
        var bench = try await Bench()
        let now = bench.clock.now()
        bench.clock.set(Timestamp(microseconds: 253_402_300_800_000_000), step: 0)
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        let error = await #expect(throws: LedgerError.self) { _ = try await bench.ledger.append([token]) }
        #expect(error?.code == .notWritten && error?.description.contains("clock is wrong") == true)
        #expect(error?.description.contains("rested") == false, "no word of anybody's lets it be written down")
        bench.clock.set(now, step: 1000)
        #expect(try await bench.ledger.append([token])[0].receipt != nil)
    }

    @Test("After a long rest, what the error says to write into the settings is believed, also a while later")
    func rested() async throws {
        var bench = try await Bench()
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        func append(at time: String, restedUntil: Timestamp?) async throws -> Receipt? {
            let clock = RestingClock(time: try #require(Timestamp(time)), machine: SystemClock(restedUntil: restedUntil))
            let ledger = try Ledger(
                store: bench.store, origin: EventBuilder.origin, logKey: bench.events.logKey, clock: clock)
            defer { ledger.finish() }
            return try await ledger.append([token])[0].receipt
        }
        let late = "2029-11-29T23:59:58.109783Z"
        let error = await #expect(throws: LedgerError.self) { _ = try await append(at: late, restedUntil: nil) }
        let line = try #require(error?.description.components(separatedBy: "rested: ").last)
        #expect(line == "2029-12-01T00:00:00Z")
        #expect(try await append(at: "2029-11-30T22:00:00Z", restedUntil: Timestamp(line)) != nil)
    }

    @Test("The machine's clock is believed a year past the newest entry, and further where the operator says so")
    func longestRest() throws {
        let last = try #require(Timestamp("2026-11-27T00:00:00Z"))
        #expect(SystemClock().latest(after: last).description == "2027-11-28T00:00:00Z")
        let rested = try #require(Timestamp("2030-01-01T00:00:00Z"))
        #expect(SystemClock(restedUntil: rested).latest(after: last) == rested)
        #expect(SystemClock(restedUntil: last).latest(after: rested).description == "2031-01-02T00:00:00Z")
        #expect(SystemClock().latest(after: Timestamp(microseconds: .max)).description == "9999-12-31T23:59:59.999999Z")
    }

    @Test("An atomic request with one refusal writes nothing")
    func atomic() async throws {
        var bench = try await Bench()
        let good = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        let bad = try bench.events.assertion(by: Bench.ada, "nowhere", bench.item, label: "l", "sad").token
        let outcomes = try await bench.ledger.append([good, bad], atomically: true)
        #expect(outcomes[0].refusal?.rule == "atomic")
        #expect(outcomes[1].refusal?.rule == "unknown-item")
        #expect(try bench.size == 5)
        #expect(try await bench.ledger.append([good], atomically: true)[0].receipt != nil)
    }

    @Test("An atomic request with one refusal writes nothing, whoever asks for a key that nobody has at the same time")
    func atomicBesideStrangers() async throws {
        var bench = try await Bench()
        let assertions = try (0..<400).map { number in
            try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l\(number)", "sad").token
        }
        let bad = try bench.events.assertion(by: Bench.ada, "nowhere", bench.item, label: "l", "sad").token
        let stranger = try bench.events.assertion(by: Actor(.annotator, "nobody"), "d", bench.item, label: "n", "sad").token
        let ledger = bench.ledger
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<200 {
                        let outcomes = try await ledger.append([stranger])
                        #expect(outcomes[0].refusal?.rule == "unknown-signer")
                    }
                }
            }
            for good in assertions {
                group.addTask {
                    let outcomes = try await ledger.append([good, bad], atomically: true)
                    #expect(outcomes[0].refusal?.rule == "atomic")
                }
            }
            try await group.waitForAll()
        }
        #expect(try bench.size == 5)
    }

    @Test("In a refused atomic request a known token that brings something is not done with, nor one that stands there twice")
    func atomicKnown() async throws {
        var bench = try await Bench()
        let full = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad", rationale: "a secret")
        let bare = Array(full.token.prefix { $0 != UInt8(ascii: "~") })
        let index = try #require(try await bench.ledger.append([bare])[0].receipt?.index)
        let new = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "m", "sad").token
        let bad = try bench.events.assertion(by: Bench.ada, "nowhere", bench.item, label: "l", "sad").token
        let outcomes = try await bench.ledger.append([bare, full.token, new, new, bad], atomically: true)
        #expect(outcomes[0].refusal?.rule == "atomic", "it is one with the next")
        #expect(outcomes.dropFirst().map { $0.refusal?.rule } == ["atomic", "atomic", "atomic", "unknown-item"])
        #expect(try bench.store.read { try $0.disclosures(of: index).isEmpty })
        #expect(try await bench.ledger.append([bare, bad], atomically: true)[0].isDuplicate)
        #expect(try bench.size == 6)
    }

    @Test("A batch that the store fails is not written, and the ledger goes on", arguments: [StoreError.Code.full, .io, .busy])
    func failedBatch(code: StoreError.Code) async throws {
        var bench = try await Bench()
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        bench.store.set(.init(onAppend: 1, code, .beforeWriting))
        await #expect(throws: LedgerError.self) { try await bench.ledger.append([token]) }
        bench.store.set(nil)
        #expect(try bench.size == 5)
        #expect(try await bench.ledger.append([token])[0].isDuplicate == false)
        #expect(try bench.size == 6)
    }

    @Test(
        "A batch that was written though the store failed is found again, not written twice",
        arguments: [StoreError.Code.io, .uncertain])
    func failedAfterWriting(code: StoreError.Code) async throws {
        var bench = try await Bench()
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        bench.store.set(.init(onAppend: 1, code, .afterWriting))
        let error = await #expect(throws: LedgerError.self) { try await bench.ledger.append([token]) }
        #expect(error?.code == (code == .io ? .notWritten : .uncertain))
        bench.store.set(nil)
        #expect(try await bench.ledger.append([token])[0].isDuplicate)
        let next = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "m", "sad").token
        #expect(try await bench.ledger.append([next])[0].receipt?.index.value == 6)
    }

    @Test("A store that contradicts itself ends the writing, not the reading")
    func stopped() async throws {
        var bench = try await Bench()
        bench.store.set(.init(onAppend: 1, .corrupt, .beforeWriting))
        let token = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad").token
        await #expect(throws: LedgerError.self) { try await bench.ledger.append([token]) }
        bench.store.set(nil)
        let error = await #expect(throws: LedgerError.self) { try await bench.ledger.append([token]) }
        #expect(error?.code == .stopped)
        #expect(try bench.size == 5)
    }

    @Test("A log key that is not the newest checkpoint's does not open the ledger")
    func otherLogKey() async throws {
        let bench = try await Bench()
        #expect(throws: LedgerError.self) {
            try Ledger(store: bench.store, origin: EventBuilder.origin, logKey: PrivateKey(), clock: bench.clock)
        }
    }

    @Test("A log key enters by a handover alone, whoever signs for it; a replica asks no log for what it holds already")
    func handover() async throws {
        var bench = try await Bench()
        let next = PrivateKey()
        let (strangers, successors) = (try bench.adding(PrivateKey()), try bench.adding(next))
        for token in [strangers, successors] {
            #expect(try await bench.ledger.append([token])[0].refusal?.rule == "no-handover")
        }
        let handingOver = try Ledger(
            store: bench.store, origin: EventBuilder.origin, logKey: bench.events.logKey, successor: next, clock: bench.clock)
        #expect(try await handingOver.append([strangers])[0].refusal?.rule == "no-handover")
        #expect(try bench.size == 5, "nothing was written")
        _ = try #require(try await handingOver.append([successors])[0].receipt)
        let note = try #require(try bench.store.read { try $0.checkpoint()?.note })
        for key in [bench.events.logKey, next] {
            let vkey = LogSigner(origin: EventBuilder.origin, key: key).vkey
            guard case .valid = try UncheckedCheckpoint(parsing: note).check(with: vkey) else {
                Issue.record("the handover is not signed by both")
                return
            }
        }
        #expect(try await handingOver.append([strangers])[0].refusal?.rule == "no-handover")
        var replica = try ReplicaLog(MemoryStore(), origin: EventBuilder.origin)
        let entries = try bench.store.read { reader in
            try (0..<UInt64(6)).map { try reader.entry(at: EntryIndex($0)) }
        }
        let found = try await replica.take(entries)
        #expect(found?.reason == nil)
        #expect(replica.size == TreeSize(6))
    }

    @Test("Disclosures are kept beside the log; a repeated token may bring further ones; erased ones stay away")
    func disclosures() async throws {
        var bench = try await Bench()
        let full = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad", rationale: "a secret")
        let jws = full.token.prefix { $0 != UInt8(ascii: "~") }
        let bare = try await bench.ledger.append([Array(jws)])
        let index = try #require(bare[0].receipt?.index)
        func kept() throws -> Int { try bench.store.read { try $0.disclosures(of: index).count } }
        #expect(try kept() == 0)
        #expect(try await bench.ledger.append([full.token])[0].isDuplicate)
        #expect(try kept() == 1)
        let subjects = full.event.subjects.dropLast().map { JSONValue.string($0.description) }
        let digests = full.event.sealed.flatMap(\.digests).map { JSONValue.string($0) }
        let erasure = try bench.events.sign(
            EventBuilder.root, "disclosure.erased",
            [
                "event": full.reference.json, "subjects": .array(subjects), "digests": .array(digests),
                "legalBasis": "GDPR Article 17",
            ])
        #expect(try await bench.ledger.append([erasure.token])[0].receipt != nil)
        #expect(try kept() == 0)
        #expect(try await bench.ledger.append([full.token])[0].isDuplicate)
        #expect(try kept() == 0)
    }

    @Test(
        "Further disclosures are written with the batch that brings them, or not at all, and nothing is written for those that are there"
    )
    func furtherDisclosures() async throws {
        var bench = try await Bench()
        let full = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad", rationale: "a secret")
        let bare = Array(full.token.prefix { $0 != UInt8(ascii: "~") })
        let index = try #require(try await bench.ledger.append([bare])[0].receipt?.index)
        func kept() throws -> Int { try bench.store.read { try $0.disclosures(of: index).count } }
        let next = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "m", "sad").token
        bench.store.set(.init(onAppend: 1, .full, .beforeWriting))
        await #expect(throws: LedgerError.self) { try await bench.ledger.append([full.token, next]) }
        #expect(try kept() == 0)
        bench.store.set(nil)
        #expect(try await bench.ledger.append([full.token, next]).map(\.isDuplicate) == [true, false])
        #expect(try kept() == 1)
        #expect(bench.store.writes == 1)
        #expect(try await bench.ledger.append([full.token, full.token, bare]).allSatisfy(\.isDuplicate))
        #expect(bench.store.writes == 1)
    }

    @Test("Whoever asks why the ledger does not go on waits for no batch")
    func stopReasonWaitsForNobody() async throws {
        let clock = AskingClock()
        let store = MemoryStore()
        var events = EventBuilder()
        let ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: clock)
        clock.ledger.withLock { $0 = ledger }
        for outcome in try await ledger.append(try events.opening(.record)) { _ = try #require(outcome.receipt) }
        clock.ledger.withLock { $0 = nil }
        #expect(clock.answered.withLock { $0 } == true)
    }

    @Test("Where the ledger refuses, a label by somebody without the credential asked for is not written")
    func enforcement() async throws {
        var bench = try await Bench(.refuse)
        let requirement = try bench.events.sign(
            EventBuilder.root, "requirement.set", ["dataset": "d", "requirements": [["labels": ["*"], "competence": "moods"]]])
        #expect(try await bench.ledger.append([requirement.token])[0].receipt != nil)
        let label = try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l", "sad")
        let refusal = try await bench.ledger.append([label.token])[0].refusal
        #expect(refusal?.rule == "uncertified" && refusal?.kind == .forbidden)
        #expect(try bench.size == 6)
    }

    @Test("What is derived from the entries is the same when it is made anew, whatever the batches were")
    func rebuild() async throws {
        var bench = try await Bench()
        for round in 0..<7 {
            let tokens = try (0...round * 3).map { number in
                try bench.events.assertion(by: Bench.ada, "d", bench.item, label: "l\(round)-\(number)", "sad").token
            }
            _ = try await bench.ledger.append(tokens)
        }
        let before = try bench.store.derivedDigest()
        try Rebuild.run(from: bench.store, into: bench.store) { _ in }
        #expect(try bench.store.derivedDigest() == before)
        #expect(try TreeCheck.findings(in: bench.store, key: bench.events.vkey) { _ in } == [])
        // Where it cannot be told which keys the log had, that is not passed over.
        let faults = FaultStore(bench.store)
        faults.failBesideAppending(.corrupt)
        #expect(throws: StoreError.self) { try TreeCheck.findings(in: faults, key: bench.events.vkey) { _ in } }
    }
}
