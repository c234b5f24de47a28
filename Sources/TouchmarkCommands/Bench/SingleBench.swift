import ArgumentParser
import Foundation
import Ledger
import Primitives
import Synchronization

struct SingleBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "single",
        abstract: "Signed tokens one at a time, by many callers at once, each answered with a receipt after its fsync.",
        discussion: "Example: touchmark bench single --events 100000 --callers 64 --json")

    /// Events that one caller appends alone, for comparison.
    private static let aloneCount = 300

    @OptionGroup var options: BenchOptions
    @Option(help: "How many callers wait for an answer at once.") var callers = 64

    func validate() throws {
        guard callers > 0, options.events > 0 else { throw ValidationError("--callers and --events are at least 1.") }
    }

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        var lines = try LineReader(try world.signTokens(options.events + Self.aloneCount))
        let before = VerificationLimit.measure(seconds: 2)
        let ledger = try world.directory.openForWriting()
        let alone = try await Self.answerTimes(of: &lines, count: Self.aloneCount, by: 1, into: ledger)
        let memory = MemoryWatch()
        let idle = ProcessorTime.seconds
        let start = Date()
        let times = try await Self.answerTimes(of: &lines, count: options.events, by: callers, into: ledger)
        let seconds = Date().timeIntervalSince(start)
        let processor = ProcessorTime.seconds - idle
        let peak = memory.stop()
        let after = VerificationLimit.measure(seconds: 2)
        var result = BenchResult(
            name: "single", events: times.count, seconds: seconds, limits: [before, after], processorSeconds: processor,
            residentMiB: peak)
        result.further = [
            "callers": .integer(Int64(callers)), "p50Microseconds": Self.percentile(50, of: times),
            "p99Microseconds": Self.percentile(99, of: times), "aloneP50Microseconds": Self.percentile(50, of: alone),
        ]
        result.print(asJSON: options.json.isOn)
    }

    /// Appends the next tokens, each in a request of its own, and gives how many seconds each answer took.
    private static func answerTimes(
        of lines: inout LineReader, count: Int, by callers: Int, into ledger: Ledger
    ) async throws -> [Double] {
        var times: [Double] = []
        // Piece by piece, so that memory does not grow with the tokens; at the end of a piece callers run out of work.
        let pieceSize = 256 * callers
        while times.count < count {
            var tokens: [[UInt8]] = []
            while tokens.count < min(pieceSize, count - times.count), let line = try lines.next() { tokens.append(line.bytes) }
            guard !tokens.isEmpty else { break }
            times += try await answerTimes(of: tokens, by: callers, into: ledger)
        }
        return times
    }

    private static func answerTimes(of tokens: [[UInt8]], by callers: Int, into ledger: Ledger) async throws -> [Double] {
        let queue = TokenQueue(tokens)
        return try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var times: [Double] = []
                    while let token = queue.take() {
                        let start = Date()
                        for case .refused(let refusal) in try await ledger.append([token]) { throw CommandFailure("\(refusal)") }
                        times.append(Date().timeIntervalSince(start))
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func percentile(_ percent: Int, of times: [Double]) -> JSONValue {
        guard !times.isEmpty else { return .null }
        let place = min(times.count - 1, times.count * percent / 100)
        return .integer(Int64((times.sorted()[place] * 1_000_000).rounded()))
    }
}

/// Tokens that several callers take one after the other.
private final class TokenQueue: Sendable {
    private let tokens: [[UInt8]]
    private let next = Mutex(0)

    init(_ tokens: [[UInt8]]) { self.tokens = tokens }

    func take() -> [UInt8]? {
        next.withLock { next in
            guard next < tokens.count else { return nil }
            defer { next += 1 }
            return tokens[next]
        }
    }
}
