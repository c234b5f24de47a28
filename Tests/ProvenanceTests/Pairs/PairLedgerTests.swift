import Ledger
import LedgerTesting
import Primitives
import Testing

@testable import Provenance

@Suite("Pairs of circumstances, in a ledger")
struct PairLedgerTests {
    @Test("a ledger that records admits each label, and judges it as the table says")
    func record() async throws {
        let matrix = try Matrix.shared.get()
        let stage = try Stage()
        for (row, column) in Matrix.places where Self.isTaken(row, column) {
            guard let scene = Scene(Matrix.pair(row, column)) else { continue }
            let play = try stage.play(scene)
            let store = try await Self.replay(play)
            let label = try #require(play.label)
            let pair = try store.read { reader in
                try Judge.judge(
                    try #require(Attribution(label)), at: try reader.size(), in: try LedgerHistories(reader))
            }
            #expect(
                pair.map { Matrix.Cell(then: $0.then.verdict, now: $0.now.verdict) } == matrix.cells[row][column],
                "\(Matrix.pair(row, column).map(\.name))")
        }
    }

    @Test("a ledger that refuses admits each label that is entitled, and refuses the others by the name of the verdict")
    func refuse() async throws {
        let matrix = try Matrix.shared.get()
        let stage = try Stage(.refuse)
        for (row, column) in Matrix.places where Self.isTaken(row, column) {
            guard let scene = Scene(Matrix.pair(row, column)), let cell = matrix.cells[row][column] else { continue }
            let play = try stage.play(scene)
            #expect(play.refusal == (cell.then.isAdverse ? cell.then.rawValue : nil))
            _ = try await Self.replay(play)
        }
    }

    /// Each alone, and a seventh of the pairs: those are in the pure suite, all of them.
    private static func isTaken(_ row: Int, _ column: Int) -> Bool { row == column || (row * 43 + column) % 7 == 0 }

    /// Appends what was submitted, at the times at which it was, and expects the same answers.
    private static func replay(_ play: Stage.Play) async throws -> MemoryStore {
        let store = MemoryStore()
        let clock = FixedClock(World.day(0), step: 0)
        let ledger = try Ledger(store: store, origin: World.origin, logKey: World.key("log"), clock: clock)
        for submission in play.world.submissions {
            clock.set(submission.time, step: 0)
            let outcome = try #require(try await ledger.appendBriefly([submission.token]).first)
            if case .refused(let refusal) = outcome {
                #expect(refusal.rule == submission.refusal)
            } else {
                #expect(submission.refusal == nil)
            }
        }
        ledger.finish()
        return store
    }
}
