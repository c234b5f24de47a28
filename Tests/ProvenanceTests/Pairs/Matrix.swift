@testable import Provenance

/// The verdicts of the rules on every scene of one or two situations.
struct Matrix: Sendable {
    struct Cell: Sendable, Equatable {
        let then: Verdict
        let now: Verdict
    }

    /// By row and column; `nil` where two situations exclude each other. On the diagonal a situation alone.
    let cells: [[Cell?]]

    private struct NoVerdict: Error {}

    /// Made once for all tests.
    static let shared = Result { try Matrix() }

    private init() throws {
        let situations = Situation.all
        let stage = try Stage()
        var cells = [[Cell?]](
            repeating: [Cell?](repeating: nil, count: situations.count), count: situations.count)
        for row in situations.indices {
            for column in row..<situations.count {
                guard let scene = Scene(Self.pair(row, column)) else { continue }
                let play = try stage.play(scene)
                guard let label = play.label, let pair = try play.world.verdicts(on: label) else { throw NoVerdict() }
                cells[row][column] = Cell(then: pair.then.verdict, now: pair.now.verdict)
                cells[column][row] = cells[row][column]
            }
        }
        self.cells = cells
    }

    static func pair(_ row: Int, _ column: Int) -> [Situation] {
        row == column ? [Situation.all[row]] : [Situation.all[row], Situation.all[column]]
    }

    /// Every pair of places, each once, those of one situation with itself among them.
    static let places: [(row: Int, column: Int)] = Situation.all.indices.flatMap { row in
        (row..<Situation.all.count).map { (row, $0) }
    }
}
