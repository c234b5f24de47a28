import Audit
import Foundation
import LedgerTesting
import Testing

/// One row a coder, one column a unit.
func ratings(_ rows: [[Int32?]], numbers: [Int32: Double] = [:]) throws -> Ratings {
    var collector = RatingsCollector()
    for (coder, row) in rows.enumerated() {
        for (unit, value) in row.enumerated() {
            if let value { try collector.add(Rating(unit: Int32(unit), coder: Int32(coder), value: value)) }
        }
    }
    return collector.collected { numbers[$0] }
}

/// Units of which two thirds of the ratings say the number of the unit modulo the classes and a quarter are missing; the oracles
/// in Python made the same tables.
func seededTable(_ seed: UInt64, units: Int = 60, coders: Int = 9, classes: Int = 5) -> [[Int32?]] {
    var generator = SeededGenerator(seed: seed)
    var rows = [[Int32?]](repeating: Array(repeating: nil, count: units), count: coders)
    for unit in 0..<units {
        for coder in 0..<coders {
            let drawn = generator.next()
            if drawn % 4 == 0 { continue }
            rows[coder][unit] = Int32((drawn >> 8) % 3 == 0 ? Int((drawn >> 16) % UInt64(classes)) : unit % classes)
        }
    }
    return rows
}

func isClose(_ computed: Computed<Double>, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
    computed.figure.map { abs($0 - expected) <= tolerance } ?? false
}

/// Snow et al. 2008: 8,000 judgments of 800 pairs of sentences by 164 workers, with the truth.
struct EntailmentTable {
    private static let path = "data/rte.csv"
    static let isThere = SharedData.has(path)

    var rows: [Rating] = []
    var gold: [Int32: Int32] = [:]
    /// By code.
    let workers: [String]

    init() throws {
        let lines = try String(contentsOf: SharedData.url(Self.path), encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst()
        let fields = lines.map { $0.split(separator: ",") }
        workers = Set(fields.map { String($0[1]) }).sorted()
        let codes = Dictionary(uniqueKeysWithValues: zip(workers, workers.indices.map(Int32.init)))
        for row in fields {
            let unit = try #require(Int32(row[2]))
            rows.append(
                Rating(unit: unit, coder: try #require(codes[String(row[1])]), value: try #require(Int32(row[3]))))
            let truth: Int32 = try #require(Int32(row[4]))
            gold[unit] = truth
        }
    }

    func ratings() throws -> Ratings {
        var collector = RatingsCollector()
        for row in rows { try collector.add(row) }
        return collector.collected()
    }
}
