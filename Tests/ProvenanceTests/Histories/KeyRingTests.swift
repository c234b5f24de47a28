import LedgerTesting
import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("A ring of keys")
struct KeyRingTests {
    /// Rotations by any key to new ones and revocations of any kind, in any order, as no admission rule would let them in.
    private static func ring(_ seed: UInt64) throws -> (keys: KeyRing, size: TreeSize) {
        var random = SeededGenerator(seed: seed)
        let world = try World.clinic()
        var keys = [world.key(of: .ann)]
        for number in 0..<40 {
            world.clock = World.day(Int64(10 + number))
            let key = try #require(keys.randomElement(using: &random))
            if Int.random(in: 0..<3, using: &random) > 0 {
                let next = World.key("seed \(seed), \(number)")
                world.use(key, for: .ann)
                try world.force("touchmark.annotator.key-rotated", by: .ann, World.rotation(.ann, to: next))
                keys.append(next)
            } else {
                let reason = try #require(["compromised", "compromised", "lost"].randomElement(using: &random))
                let effective = Int64.random(in: 0..<60, using: &random)
                try world.force(
                    "touchmark.annotator.key-revoked", by: .op,
                    World.revocation(.ann, key.publicKey.thumbprint, reason, effective: effective))
            }
        }
        let standing = try #require(world.fold(StandingHistory.self, of: Actor.ann.standingSubject))
        return (standing.keys, world.size)
    }

    private static func ends(_ key: KeyHistory, _ time: Timestamp, _ limit: EntryIndex) -> [KeyEnd] {
        key.ends.filter { $0.index < limit && $0.effective <= time }
    }

    /// The vocabulary's sentence, key by key.
    private static func isThief(_ chain: [KeyHistory], _ time: Timestamp, _ limit: EntryIndex) -> Bool {
        zip(chain, [time] + chain.map(\.recorded)).contains { key, time in
            ends(key, time, limit).contains { $0.reason == .compromised }
        }
    }

    @Test("says of each key what a walk through those that it descends from says", arguments: UInt64(0)..<12)
    func agrees(_ seed: UInt64) throws {
        let (keys, size) = try Self.ring(seed)
        for key in keys.values {
            let kid = key.key.thumbprint
            let chain = keys.ancestry(of: kid)
            for limit in stride(from: 0, through: size.value, by: 3).map({ EntryIndex($0) }) {
                for time in stride(from: 0, through: 60, by: 7).map({ World.day(Int64($0)) }) + [key.recorded] {
                    #expect((key.compromise(at: time, knownBelow: limit) != nil) == Self.isThief(chain, time, limit))
                    let ends = Self.ends(key, time, limit)
                    #expect(key.end(at: time, knownBelow: limit) == ends.first { $0.reason == .compromised } ?? ends.first)
                }
            }
            for other in keys.values {
                let root = other.key.thumbprint
                let line = chain.firstIndex { $0.key.thumbprint == root }.map { Array(chain[...$0]) }
                #expect(keys.descends(kid, from: root) == (line != nil))
                let isGood = line.map { !Self.isThief($0, key.recorded, size.nextIndex) } ?? false
                #expect(keys.descends(kid, from: root, uncompromisedAt: key.recorded, knownBelow: size.nextIndex) == isGood)
            }
        }
    }

    @Test("has voided and sound keys in those rings")
    func both() throws {
        let theft = try (UInt64(0)..<12).flatMap { seed -> [Bool] in
            let (keys, size) = try Self.ring(seed)
            return keys.values.map { key in
                key.ends.isEmpty && key.compromise(at: key.recorded, knownBelow: size.nextIndex) != nil
            }
        }
        #expect(theft.contains(true) && theft.contains(false))
    }
}
