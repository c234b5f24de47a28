import Primitives
import Testing

@testable import Provenance

@Suite("Pairs of circumstances")
struct PairTests {
    @Test("each alone has the verdict in the table", arguments: Situation.all.indices)
    func alone(_ number: Int) throws {
        let situation = Situation.all[number]
        #expect(
            try Matrix.shared.get().cells[number][number] == .init(then: situation.then, now: situation.now),
            "\(situation.name)")
    }

    @Test("every pair has the verdict of a plain reading of the vocabulary, then and now")
    func pairs() throws {
        let matrix = try Matrix.shared.get()
        var pairs = 0
        for (row, column) in Matrix.places {
            guard let scene = Scene(Matrix.pair(row, column)) else {
                #expect(matrix.cells[row][column] == nil)
                continue
            }
            let plain = PlainModel(scene: scene).verdicts
            #expect(
                matrix.cells[row][column] == .init(then: plain.then, now: plain.now),
                "\(Situation.all[row].name) and \(Situation.all[column].name)")
            pairs += 1
        }
        // All but the three pairs of two authors.
        #expect(pairs == Situation.all.count * (Situation.all.count + 1) / 2 - 3)
    }

    @Test("what comes later makes no verdict better", arguments: Matrix.places.map(\.row))
    func neverBetter(_ row: Int) throws {
        for cell in try Matrix.shared.get().cells[row].compactMap({ $0 }) where cell.then.isAdverse {
            #expect(cell.now.isAdverse)
        }
    }

    @Test("the ledger refuses of a scene what the plain reading says, and nothing else")
    func refusals() throws {
        let stage = try Stage()
        for (row, column) in Matrix.places where column - row < 3 {
            guard let scene = Scene(Matrix.pair(row, column)) else { continue }
            #expect(try stage.play(scene).refused == PlainModel(scene: scene).refused)
        }
    }

    /// Two circumstances by the beginning of their names, and the verdict then and now.
    struct Written: Sendable, CustomTestStringConvertible {
        let one: String
        let other: String
        let then: Verdict
        let now: Verdict
        var testDescription: String { "\(one) + \(other)" }

        init(_ one: String, _ other: String, _ then: Verdict, _ now: Verdict? = nil) {
            self.one = one
            self.other = other
            self.then = then
            self.now = now ?? then
        }
    }

    static let written: [Written] = [
        Written("a good credential", "credential expired", .certified),
        Written("a good credential", "no credential", .certified),
        Written("a good credential", "credential revoked after the label, with effect", .certified),
        Written("a good credential", "the board withdrawn after the label, with effect", .certified, .authorityUnrecognised),
        Written("a good credential", "issued by a key", .certified, .authorityUnrecognised),
        Written("a good credential", "reinstated by a key", .certified),
        Written("credential expired", "credential of another", .expired),
        Written("credential expired", "credential not yet valid", .expired),
        Written("credential expired", "credential revoked before", .revoked),
        Written("credential bound to", "the board withdrawn before", .authorityUnrecognised),
        Written("no credential", "key in a connector's custody", .uncertified),
        Written("key in a connector's", "credential revoked after the label, with effect", .certifiedByCustodian, .revoked),
        Written("first key retired before", "first key found compromised, with effect before", .keyRevoked, .keyCompromised),
        Written("first key retired before", "key rotated", .certified),
        Written("first key retired before", "old key used", .keyRevoked),
        Written("signer suspended", "first key retired before", .keyRevoked),
        Written("first key found compromised before it rotated", "old key used", .certified, .keyCompromised),
        Written("signer suspended", "signer suspended and reinstated", .suspended),
        Written("signer suspended", "credential expired", .suspended),
        Written("signer suspended", "made by a model", .suspended),
        Written("made by a connector", "first key found compromised, with effect before", .machine, .keyCompromised),
        Written("made by a model", "no credential", .machine),
        Written("no requirement", "credential expired", .notRequired),
        Written("signer suspended", "no requirement", .suspended),
        Written("no requirement", "requirement changed before", .outOfScope),
        Written("a requirement without", "first key found compromised, with effect before", .notRequired, .keyCompromised),
        Written("requirement changed before", "credential of a parent", .outOfScope),
    ]

    @Test("pairs written by hand", arguments: written)
    func byHand(_ written: Written) throws {
        let one = try #require(Situation.all.firstIndex { $0.name.hasPrefix(written.one) })
        let other = try #require(Situation.all.lastIndex { $0.name.hasPrefix(written.other) })
        #expect(one != other)
        #expect(try Matrix.shared.get().cells[one][other] == .init(then: written.then, now: written.now))
    }
}
