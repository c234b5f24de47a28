import Signatures

/// The rules of appending, without a network: which tokens go next, and what an answer decides.
///
/// Only ever the first tokens that are not decided yet become decided: what stands behind one that has to be sent again is sent
/// again with it, so that order is kept.
struct AppendRun {
    private let tokens: [[UInt8]]
    private let settings: ClientSettings
    private var checkpoints: CheckpointChecker
    private(set) var outcomes: [DeliveryOutcome] = []
    private var failures = 0
    /// Lowered when the server, or the network, takes less than was thought.
    private var limit: Int
    private var sendsAlone = false
    /// True once an attempt ended without the ledger's word that it wrote nothing: what was sent may be there.
    private var isInDoubt = false

    init(_ tokens: [[UInt8]], settings: ClientSettings, keys: [VerifierKey]) {
        self.tokens = tokens
        self.settings = settings
        checkpoints = CheckpointChecker(keys: keys)
        limit = settings.batchLines
        outcomes.reserveCapacity(tokens.count)
    }

    /// `nil` when all is decided, or will not be.
    var nextBatch: ArraySlice<[UInt8]>? {
        let rest = tokens[outcomes.count...]
        return rest.isEmpty ? nil : settings.batch(of: rest, atMost: sendsAlone ? 1 : limit)
    }

    /// Takes what came of `nextBatch`.
    ///
    /// - Returns: how long to wait before the next one; `nil` if it can be sent at once.
    mutating func take(_ answer: BatchExchange.Answer, random: Double) -> Duration? {
        guard let batch = nextBatch else { return nil }
        switch answer {
        case .tooLarge(let problem):
            if batch.count == 1 { decide(.refused(problem)) } else { limit = max(1, batch.count / 2) }
            return nil
        case .failed(let failure, let asked):
            // A slow network may carry a part of it in the time that a request has.
            if failure.code == .unreachable { limit = max(1, batch.count / 2) }
            return failed(failure, asked: asked, random)
        case .lines(let lines):
            guard lines.count <= batch.count, !lines.isEmpty else {
                return failed(AppendFailure(.unreadable, "The answer has another number of lines."), asked: nil, random)
            }
            return take(lines, of: batch, random)
        }
    }

    private mutating func take(_ lines: [AnswerLine], of batch: ArraySlice<[UInt8]>, _ random: Double) -> Duration? {
        for (place, (line, token)) in zip(lines, batch).enumerated() {
            switch line {
            case .receipt(let receipt):
                switch receipt.check(token: token, &checkpoints) {
                case .proved(let receipt): decide(.receipt(receipt))
                case .unproved(let failure): decide(.unproved(failure))
                }
            case .problem(let problem) where problem.status == 413 && batch.count > 1:
                // Either this token is too large, or the server read no further: alone it shows which.
                sendsAlone = place == 0
                return nil
            case .problem(let problem) where problem.isPassing:
                let code: AppendFailure.Code = problem.status == 429 || problem.status == 503 ? .busy : .serverFailed
                var failure = AppendFailure(code, "\(problem)")
                failure.isDenied = problem.deniesWriting
                return failed(failure, asked: problem.retryAfter, random)
            case .problem(let problem): decide(.refused(problem))
            }
        }
        guard lines.count < batch.count else { return nil }
        return failed(AppendFailure(.unreadable, "The answer ends before its time."), asked: nil, random)
    }

    private mutating func decide(_ outcome: DeliveryOutcome) {
        outcomes.append(outcome)
        failures = 0
        sendsAlone = false
    }

    private mutating func failed(_ failure: AppendFailure, asked: Duration?, _ random: Double) -> Duration? {
        failures += 1
        isInDoubt = isInDoubt || !failure.isDenied
        if failure.isWorthAnotherAttempt, let wait = settings.backoff.wait(after: failures, asked: asked, random: random) {
            return wait
        }
        var first = failure
        var others = failure
        (first.isDenied, others.isDenied) = (!isInDoubt, false)
        outcomes.append(.undecided(first))
        outcomes += repeatElement(.undecided(others), count: tokens.count - outcomes.count)
        return nil
    }
}

extension ReceivedProblem {
    /// True if the same token may well be taken a little later.
    fileprivate var isPassing: Bool { status == 408 || status == 429 || status >= 500 }
}
