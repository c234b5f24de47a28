import Ledger
import Primitives
import Provenance
import Signatures
import Synchronization

/// A clock that stands where it is put and goes on by a second with each look.
final class SteppingClock: LedgerClock {
    private let time: Mutex<Int64>

    init(_ start: Timestamp) { time = Mutex(start.microseconds) }

    func set(_ moment: String) throws {
        let moment = try moment.moment
        time.withLock { $0 = moment.microseconds }
    }

    func now() -> Timestamp {
        Timestamp(
            microseconds: time.withLock { (time) -> Int64 in
                time += 1_000_000
                return time
            })
    }
}

/// A ledger in memory and everybody who signs in it.
struct World {
    static let origin = "labels.example.org/audit"

    let store = MemoryStore()
    let clock: SteppingClock
    let ledger: Ledger
    private let logKey: PrivateKey
    /// Takes the log over where `ledger.key-added` says so.
    private let nextLogKey: PrivateKey
    private var keys: [Actor: PrivateKey] = [:]
    private var references: [String: EventReference] = [:]
    private var indices: [String: EntryIndex] = [:]
    private var count: UInt64 = 0

    enum Failure: Error {
        case refused(String)
        case unknownName(String)
        case noMoment
    }

    init() throws {
        clock = SteppingClock(try "2026-03-01T09:00:00Z".moment)
        logKey = Self.key(255)
        nextLogKey = Self.key(254)
        ledger = try Ledger(store: store, origin: Self.origin, logKey: logKey, successor: nextLogKey, clock: clock)
    }

    static func key(_ number: UInt8) -> PrivateKey {
        // 32 bytes make a key, always.
        PrivateKey(seed: [UInt8](repeating: number, count: PrivateKey.seedByteCount)) ?? PrivateKey()
    }

    var vkey: String { LogSigner(origin: Self.origin, key: logKey).vkey.text }
    var nextVKey: String { LogSigner(origin: Self.origin, key: nextLogKey).vkey.text }

    /// The reference of an event that was appended under a name.
    func reference(_ name: String) throws -> EventReference {
        guard let reference = references[name] else { throw Failure.unknownName(name) }
        return reference
    }

    func index(_ name: String) throws -> EntryIndex {
        guard let index = indices[name] else { throw Failure.unknownName(name) }
        return index
    }

    /// The members with which `data` introduces a new key of somebody, who signs with it from now on.
    mutating func introduction(of actor: Actor, with own: PrivateKey? = nil) -> JSONObject {
        let key = own ?? Self.key(UInt8(keys.count + 1))
        keys[actor] = key
        return [
            "jwk": key.publicKey.jwk,
            "proof": .string(KeyProof.make(for: key, ledger: Self.origin, source: actor.description)),
        ]
    }

    func keyID(of actor: Actor) throws -> KeyThumbprint {
        guard let key = keys[actor] else { throw Failure.unknownName(actor.description) }
        return key.publicKey.thumbprint
    }

    /// Appends an event and remembers it under `name`.
    ///
    /// - Parameters:
    ///   - sealing: Members of `data` that are sealed, and under `value` in it; each with a disclosure if `discloses`.
    mutating func say(
        _ name: String, _ source: Actor, _ type: String, _ subject: Subject, _ data: JSONObject,
        sealing: JSONObject = [:], sealingInValue: JSONObject = [:], discloses: Bool = true, claimed: String? = nil
    ) async throws {
        var data = data
        let (outer, digests) = Self.seal(sealing)
        let (inner, innerDigests) = Self.seal(sealingInValue)
        if !digests.isEmpty { data["_sd"] = .array(digests) }
        if !innerDigests.isEmpty, case .object(var value)? = data["value"] {
            value["_sd"] = .array(innerDigests)
            data["value"] = .object(value)
        }
        count += 1
        let id = EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | count)
        var payload: JSONObject = [
            "specversion": "1.0", "id": .string(id.description), "source": .string(source.description),
            "type": .string("touchmark." + type), "subject": .string(subject.description),
            "time": .string(claimed ?? "2026-03-01T09:00:00Z"), "ledger": .string(Self.origin), "data": .object(data),
        ]
        let disclosures = outer + inner
        if !disclosures.isEmpty { payload["_sd_alg"] = "sha-256" }
        guard let key = keys[source] else { throw Failure.unknownName(source.description) }
        let token = TokenSigner.sign(payload: .object(payload), with: key, disclosures: discloses ? disclosures : [])
        guard case .appended(let receipt)? = try await ledger.append([token]).first else {
            throw Failure.refused("\(name): \(try await ledger.append([token]))")
        }
        indices[name] = receipt.index
        references[name] = EventReference(id: id, digest: try digest(at: receipt.index))
    }

    private func digest(at index: EntryIndex) throws -> Digest {
        try store.read { Digest(hashing: try $0.entry(at: index).jws) }
    }

    private static func seal(_ members: JSONObject) -> ([Disclosure], [JSONValue]) {
        let disclosures = members.members.map { Disclosure.make(name: $0.name, value: $0.value) }
        return (disclosures, disclosures.map { .string($0.digest) })
    }

    /// The disclosures in the store of an event.
    func disclosures(of name: String) throws -> [StoredDisclosure] {
        let index = try index(name)
        return try store.read { try $0.disclosures(of: index) }
    }
}

extension String {
    var moment: Timestamp {
        get throws {
            guard let moment = Timestamp(self) else { throw World.Failure.noMoment }
            return moment
        }
    }
}

extension JSONObject {
    func with(_ other: JSONObject) -> JSONObject { JSONObject(members + other.members) }
}
