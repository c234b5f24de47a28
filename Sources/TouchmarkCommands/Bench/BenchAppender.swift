import Foundation
import Ledger
import Primitives

/// Appends the signed tokens of a bench world, several requests under way at once, as a busy service does.
struct BenchAppender {
    /// Tokens a request.
    private static let batchSize = 1000
    /// Requests under way at once: while one is written, the next ones' signatures are checked.
    private static let window = 4

    private(set) var peakMiB = 0.0
    /// Seconds for each hundred thousand events, to see whether the rate falls as the log grows.
    private(set) var stretches: [Double] = []

    mutating func run(_ tokens: String, into ledger: Ledger) async throws -> Double {
        var lines = try LineReader(tokens)
        return try await run(&lines, count: .max, into: ledger)
    }

    /// The next `count` of the tokens, or all that are left.
    mutating func run(_ lines: inout LineReader, count: Int, into ledger: Ledger) async throws -> Double {
        let start = Date()
        var stretchStart = start
        var done = 0
        var underWay: [Task<Int, any Error>] = []
        var batch: [[UInt8]] = []
        var taken = 0
        while taken < count, let line = try lines.next() {
            taken += 1
            batch.append(line.bytes)
            guard batch.count == Self.batchSize else { continue }
            underWay.append(Self.append(batch, to: ledger))
            batch = []
            guard underWay.count >= Self.window else { continue }
            done += try await underWay.removeFirst().value
            peakMiB = max(peakMiB, ResidentMemory.mebibytes)
            if done / 100_000 > stretches.count {
                stretches.append(Date().timeIntervalSince(stretchStart))
                stretchStart = Date()
            }
        }
        if !batch.isEmpty { underWay.append(Self.append(batch, to: ledger)) }
        for task in underWay { done += try await task.value }
        peakMiB = max(peakMiB, ResidentMemory.mebibytes)
        return Date().timeIntervalSince(start)
    }

    private static func append(_ batch: [[UInt8]], to ledger: Ledger) -> Task<Int, any Error> {
        Task {
            for case .refused(let refusal) in try await ledger.append(batch) { throw CommandFailure("\(refusal)") }
            return batch.count
        }
    }
}
