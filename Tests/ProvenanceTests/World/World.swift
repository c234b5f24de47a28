import Primitives
import Signatures

@testable import Provenance

/// A ledger in memory: real signatures, the admission rules, a clock that the test moves.
final class World {
    static let origin = "ledger.example/test"

    private(set) var entries: [LoggedEvent] = []
    /// All that was submitted, also what was refused, with the time at which it was.
    private(set) var submissions: [Submission] = []
    /// When the next entry will be recorded.
    var clock = World.day(0)
    /// Subjects whose histories are not here whole.
    var missing: Set<Subject> = []
    var knowsEveryEvent = true
    private var keys: [Actor: PrivateKey] = [:]
    private var eventCount: UInt64 = 0

    struct Submission {
        let token: [UInt8]
        let time: Timestamp
        /// The rule that refused it.
        var refusal: String?
    }

    enum Answer {
        case admitted(LoggedEvent)
        case refused(Refusal)
    }

    /// That a test expected an event to be admitted and it was not.
    struct Refused: Error { let refusal: Refusal }

    /// Midnight, so many days after 1 January 2030.
    static func day(_ number: Int64) -> Timestamp { Timestamp(microseconds: (21_915 + number) * 86_400_000_000) }

    /// The same key for the same name, in every run.
    static func key(_ name: String) -> PrivateKey {
        PrivateKey(seed: Digest(hashing: name).bytes) ?? PrivateKey()
    }

    /// The key that an actor signs with unless a test says otherwise.
    func key(of actor: Actor) -> PrivateKey { keys[actor] ?? Self.key(actor.description) }
    func use(_ key: PrivateKey, for actor: Actor) { keys[actor] = key }

    var size: TreeSize { TreeSize(UInt64(entries.count)) }

    /// Another ledger with the same past.
    func copy() -> World {
        let copy = World()
        copy.entries = entries
        copy.submissions = submissions
        copy.clock = clock
        copy.keys = keys
        copy.eventCount = eventCount
        return copy
    }
}

extension World {
    /// Signs and submits an event, and expects it to be admitted.
    @discardableResult
    func say(_ type: String, by actor: Actor, _ data: JSONValue, key: PrivateKey? = nil) throws -> LoggedEvent {
        switch try submit(type, by: actor, data, key: key) {
        case .admitted(let entry): return entry
        case .refused(let refusal): throw Refused(refusal: refusal)
        }
    }

    /// The name of the rule that refuses the event; `nil` if it was admitted.
    func refusal(_ type: String, by actor: Actor, _ data: JSONValue, key: PrivateKey? = nil) throws -> String? {
        guard case .refused(let refusal) = try submit(type, by: actor, data, key: key) else { return nil }
        return refusal.rule
    }

    func submit(
        _ type: String, by actor: Actor, _ data: JSONValue, key: PrivateKey? = nil, id: EventID? = nil,
        ledger: String = World.origin
    ) throws -> Answer {
        let signed = try sign(type, by: actor, data, key: key ?? self.key(of: actor), id: id ?? nextID(), ledger: ledger)
        let entry = LoggedEvent(index: EntryIndex(size.value), recorded: clock, signed: signed)
        if let refusal = try Admission.refusal(ofNew: entry, in: self) {
            submissions[submissions.count - 1].refusal = refusal.rule
            return .refused(refusal)
        }
        entries.append(entry)
        clock = Timestamp(microseconds: clock.microseconds + 1_000_000)
        return .admitted(entry)
    }

    /// Appends an event that nobody asked the rules about.
    @discardableResult
    func force(_ type: String, by actor: Actor, _ data: JSONValue) throws -> LoggedEvent {
        let signed = try sign(type, by: actor, data, key: key(of: actor), id: nextID(), ledger: Self.origin)
        let entry = LoggedEvent(index: EntryIndex(size.value), recorded: clock, signed: signed)
        entries.append(entry)
        clock = Timestamp(microseconds: clock.microseconds + 1_000_000)
        return entry
    }

    func nextID() -> EventID {
        eventCount += 1
        return EventID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0000 | eventCount)
    }

    private func sign(
        _ type: String, by actor: Actor, _ data: JSONValue, key: PrivateKey, id: EventID, ledger: String
    ) throws -> SignedEvent {
        let payload = try Payload(type: type, source: actor, data: data, id: id, ledger: ledger, time: clock)
        let bytes = TokenSigner.sign(payload: payload.json, with: key)
        submissions.append(Submission(token: bytes, time: clock))
        let token = try UncheckedToken(parsing: bytes)
        guard case .valid(let checked) = token.check(with: key.publicKey) else { throw BrokenSignature() }
        return try SignedEvent(checked)
    }

    private struct BrokenSignature: Error {}
}

extension World: Histories {
    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) -> Fold? {
        guard !missing.contains(subject) else { return nil }
        var fold = Fold()
        for entry in history(subject) { fold.apply(entry, of: subject) }
        return fold
    }

    func entry(withID id: EventID) -> LoggedEvent? { entries.first { $0.event.id == id } }

    func introducer(of key: KeyThumbprint) -> Actor? {
        entries.lazy.compactMap(\.event.body.introducedKey).first { $0.key.thumbprint == key }?.actor
    }

    func history(_ subject: Subject) -> [LoggedEvent] { entries.filter { $0.event.subjects.contains(subject) } }
}
