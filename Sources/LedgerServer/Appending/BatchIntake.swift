import Hummingbird
import Ledger
import Logging
import NIOCore

/// Takes a batch as it arrives: what has come is appended while the rest is still on its way, so that a request never sits in
/// memory whole, unless it is to be all or none.
///
/// Events keep their order: a run is durable before the next one is looked at.
struct BatchIntake {
    /// Lines taken up at once: enough for one transaction to be worth its fsync.
    private static let runLength = 1000
    /// Bytes after which a run is taken up even if it is shorter.
    private static let runBytes = 4 << 20
    /// What a line and its answer take beside the token, about.
    private static let lineBytes = 512

    private let appends: WitnessedAppends
    private let metrics: ServerMetrics
    private let limits: ServerLimits
    private let share: BodyShare
    private let logger: Logger
    private let isAtomic: Bool
    private var run: [TokenLines.Line] = []
    private var runBytes = 0
    /// What became of each line.
    private var outcomes: [Result<HeldOutcome, Problem>] = []
    private var lineCount = 0
    private var emptyCount = 0
    /// True if there were more lines or bytes than are taken, or than there was room for; the answer says at which line.
    private(set) var isCutShort = false
    /// What the log has of this request: a batch of many runs that fail alike is one line there.
    private var reported: Set<LedgerError.Code> = []

    /// - Parameters:
    ///   - share: has room for what is in memory here; in the end for the answers alone.
    ///   - logger: the request's.
    init(
        appends: WitnessedAppends, metrics: ServerMetrics, limits: ServerLimits, share: BodyShare, logger: Logger,
        isAtomic: Bool
    ) {
        self.appends = appends
        self.metrics = metrics
        self.limits = limits
        self.share = share
        self.logger = logger
        self.isAtomic = isAtomic
    }

    /// Reads `body` to its end or its limit, and answers each line.
    ///
    /// - Throws: what reading throws, when the caller goes away: what was appended until then stays, and sent again it is there.
    ///   A problem, with nothing written, for an atomic batch, and where there is no room for the first line of another.
    mutating func take(_ body: RequestBody) async throws -> [Result<AppendOutcome, Problem>] {
        try await read(body)
        share.keep(atMost: lineCount * Self.lineBytes)
        return try await appends.settle(outcomes)
    }

    private mutating func read(_ body: RequestBody) async throws {
        var lines = TokenLines()
        var bytes = 0
        var isFull = false
        for try await piece in body where piece.readableBytes > 0 {
            // Only where something follows is there anything to say of it.
            guard !isFull else { return cutShort(.noRoomForBodies) }
            bytes += piece.readableBytes
            guard bytes <= limits.batchBytes else { return try await cutShort("\(limits.batchBytes) bytes") }
            for line in lines.take(piece) {
                guard try await take(line) else { return }
            }
            isFull = try await !findRoom(for: lines.unfinishedBytes)
            guard !isFull || lines.unfinishedBytes == 0 else { return cutShort(.noRoomForBodies) }
        }
        for line in lines.finish() {
            guard try await take(line) else { return }
        }
        try await append()
    }

    private mutating func take(_ line: TokenLines.Line) async throws -> Bool {
        if case .empty = line { return try await passOver() }
        guard lineCount < limits.batchLines else {
            try await cutShort("\(limits.batchLines) lines")
            return false
        }
        lineCount += 1
        run.append(line)
        if case .token(let bytes) = line { runBytes += bytes.count }
        if !isAtomic, run.count >= Self.runLength || runBytes >= Self.runBytes { try await append() }
        return true
    }

    /// Takes room for what is in memory, of which `unfinished` bytes are no whole line yet. Where there is none, the run is
    /// taken up to make some; where that does not help either, no more can be read.
    ///
    /// - Throws: a problem of status 503 if the batch is atomic, or nothing of it is answered yet.
    private mutating func findRoom(for unfinished: Int) async throws -> Bool {
        if share.hold(unfinished + runBytes + lineCount * Self.lineBytes) { return true }
        guard !isAtomic else { throw turnedAway(.noRoomForBodies) }
        try await append()
        if share.hold(unfinished + lineCount * Self.lineBytes) { return true }
        guard !outcomes.isEmpty else { throw turnedAway(.noRoomForBodies) }
        return false
    }

    /// Empty lines cost time too: there may be as many as others.
    private mutating func passOver() async throws -> Bool {
        emptyCount += 1
        guard emptyCount > limits.batchLines else { return true }
        try await cutShort("\(limits.batchLines) empty lines")
        return false
    }

    private mutating func cutShort(_ limit: String) async throws {
        guard !isAtomic else {
            throw Problem.tooLarge("Nothing was written: send at most \(limit) at once, or without atomic.")
        }
        try await append()
        cutShort(.tooLarge("A batch has at most \(limit). What follows was not read: send it in a further batch."))
    }

    /// All that was read is taken up; a last answer says why no more was read.
    private mutating func cutShort(_ problem: Problem) {
        outcomes.append(.failure(turnedAway(problem)))
        isCutShort = true
    }

    /// Counts what was not read: once, however much it was.
    private func turnedAway(_ problem: Problem) -> Problem {
        metrics.turnedAway(1, by: problem)
        return problem
    }

    private mutating func append() async throws {
        let lines = run
        run = []
        runBytes = 0
        guard !lines.isEmpty else { return }
        let tokens = lines.compactMap { line -> [UInt8]? in if case .token(let bytes) = line { bytes } else { nil } }
        let problem = Problem.tooLarge("The line is longer than any token may be. Refer to large content by its digest.")
        if isAtomic, tokens.count < lines.count { throw problem }
        var taken = try await take(tokens)[...]
        outcomes += lines.map { line in
            if case .tooLong = line { return .failure(problem) }
            return taken.popFirst() ?? .failure(.internalError)
        }
    }

    /// What cannot be done now is answered line by line: the caller sends those again, and no others.
    private mutating func take(_ tokens: [[UInt8]]) async throws -> [Result<HeldOutcome, Problem>] {
        do {
            return try await appends.append(tokens, atomically: isAtomic).map { .success($0) }
        } catch let problem as Problem where !isAtomic {
            return tokens.map { _ in .failure(problem) }
        } catch let error as LedgerError where !isAtomic {
            if reported.insert(error.code).inserted { logger.report(error) }
            return tokens.map { _ in .failure(Problem(error)) }
        }
    }
}
