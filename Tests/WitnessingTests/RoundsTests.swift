import LedgerTesting
import Primitives
import Signatures
import Testing
import Witnessing

@Suite("Rounds of asking witnesses")
struct RoundsTests {
    static func policy(_ count: Int, _ threshold: Int) throws -> WitnessPolicy {
        let lines = (0..<count).map { place in
            "witness w\(place) \(CosignatureSigner(name: "w\(place)", key: PrivateKey()).vkey.text) http://w\(place)/\n"
        }
        let group = "group g \(threshold) " + (0..<count).map { "w\($0)" }.joined(separator: " ")
        return try WitnessPolicy(parsing: Array((lines.joined() + group + "\nquorum g\n").utf8))
    }

    @Test("all are asked for the newest, and what comes meanwhile waits until there is a quorum")
    func newest() throws {
        var rounds = CosigningRounds(try Self.policy(3, 2), witnessed: .empty)
        let asks = rounds.committed(TreeSize(5))
        #expect(asks.map(\.size) == [5, 5, 5].map { TreeSize($0) })
        #expect(rounds.committed(TreeSize(6)).isEmpty)
        #expect(rounds.committed(TreeSize(9)).isEmpty)
        #expect(rounds.answered(asks[0], cosigned: true, rests: false).isEmpty)
        #expect(rounds.witnessed == .empty)
        let next = rounds.answered(asks[2], cosigned: true, rests: false)
        #expect(rounds.witnessed == TreeSize(5))
        #expect(next.map(\.size) == [TreeSize(9), TreeSize(9)], "6 is passed over, and the slow one is not asked twice at once")
        #expect(next.map(\.witness) == [0, 2])
        let late = rounds.answered(asks[1], cosigned: true, rests: false)
        #expect(late.map(\.size) == [TreeSize(9)], "who was late for the last round is in this one")
    }

    @Test("a round without hope ends, and who failed is left alone")
    func hopeless() throws {
        var rounds = CosigningRounds(try Self.policy(2, 2), witnessed: .empty)
        let asks = rounds.committed(TreeSize(1))
        #expect(rounds.answered(asks[0], cosigned: true, rests: false).isEmpty)
        #expect(rounds.answered(asks[1], cosigned: false, rests: true).isEmpty)
        let next = rounds.committed(TreeSize(2))
        #expect(next.map(\.witness) == [0])
        #expect(rounds.answered(next[0], cosigned: true, rests: false).isEmpty)
        let again = rounds.rested(1)
        #expect(again.map(\.size) == [TreeSize(2)])
        #expect(rounds.answered(again[0], cosigned: true, rests: false).isEmpty)
        #expect(rounds.witnessed == TreeSize(2))
    }

    @Test(
        "in every order of events a witness has one request at a time, and no quorum is claimed that was not there",
        arguments: 0..<50)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (count, threshold) = (4, Int.random(in: 1...4, using: &random))
        var rounds = CosigningRounds(try Self.policy(count, threshold), witnessed: .empty)
        var under: [CosigningRounds.Ask] = []
        var resting: [Int] = []
        var cosigned: [TreeSize: Set<Int>] = [:]
        var newest: UInt64 = 0
        func step(_ asks: [CosigningRounds.Ask]) {
            under += asks
            #expect(Set(under.map(\.witness)).count == under.count, "seed \(seed)")
        }
        for number in 0..<400 {
            let isEnding = number >= 300
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where !isEnding:
                newest += UInt64.random(in: 0...3, using: &random)
                step(rounds.committed(TreeSize(newest)))
            case 1 where !resting.isEmpty: step(rounds.rested(resting.removeFirst()))
            default:
                guard let place = under.indices.randomElement(using: &random) else { continue }
                let ask = under.remove(at: place)
                // In the end all of them work.
                let holds = isEnding || Bool.random(using: &random)
                if holds { cosigned[ask.size, default: []].insert(ask.witness) } else { resting.append(ask.witness) }
                step(rounds.answered(ask, cosigned: holds, rests: !holds))
            }
            let isTrue = rounds.witnessed == .empty || (cosigned[rounds.witnessed]?.count ?? 0) >= threshold
            #expect(isTrue, "seed \(seed)")
        }
        #expect(rounds.witnessed == TreeSize(newest), "seed \(seed): in the end everything is witnessed")
    }
}
