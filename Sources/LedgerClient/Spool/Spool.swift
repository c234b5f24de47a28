import Files
import Signatures
import Synchronization

/// Tokens in a directory until a ledger has them: for tools that work where there is no network, or must not wait for one.
///
/// What `add` has taken survives the end of the process and a power cut. `drain` sends in the order of adding, and a token is done
/// only when its receipt was checked, or its refusal kept, on disk. A process that ends in between sends some tokens again; a
/// ledger takes a token once. The directory belongs to one `Spool` at a time.
///
/// Files: `NNNNNNNN.tokens`, until they are done; `NNNNNNNN.outcomes`, JSON Lines that stay: receipts, refused tokens with their
/// problems, and records that the disk damaged.
public final class Spool: Sendable {
    /// Bytes to a segment, unless one token is larger.
    public static let defaultSegmentBytes = 4 << 20
    private let directory: String
    private let segmentBytes: Int
    /// Held as long as the spool is.
    private let lock: FileLock
    private let state: Mutex<State>

    private struct State {
        /// The segment that is drained, if it is not the current one.
        var oldest: SpoolSegment?
        /// The numbers of those between the two, in order. They are not opened: there may be thousands.
        var between: [Int] = []
        /// The one that grows.
        var current: SpoolSegment
        var isDraining = false
        /// Why nothing more is done until the spool is opened again.
        var broken: SpoolError?
    }

    /// Opens a spool, or makes one.
    ///
    /// - Parameters:
    ///   - directory: its parent is there.
    ///   - segmentBytes: at most 256 MiB.
    /// - Throws: `busy` if somebody has it; `io`, `full`, `foreign`.
    public init(directory: String, segmentBytes: Int = defaultSegmentBytes) throws(SpoolError) {
        self.directory = directory
        self.segmentBytes = min(segmentBytes, SpoolSegment.greatestByteCount)
        try SpoolFile.makeDirectory(directory)
        lock = try Self.lock(directory + "/lock")
        let names = try SpoolFile.names(in: directory)
        var numbers = names.compactMap { SpoolSegment.number(of: $0, ending: ".tokens") }.sorted()
        let last = names.compactMap { SpoolSegment.number(of: $0, ending: ".outcomes") }.max() ?? 0
        // Outcomes outlive their tokens, and a number is not used twice.
        let current = try SpoolSegment(numbers.popLast() ?? last + 1, in: directory)
        let oldest = numbers.isEmpty ? nil : try SpoolSegment(numbers.removeFirst(), in: directory)
        state = Mutex(State(oldest: oldest, between: numbers, current: current))
    }

    private static func lock(_ path: String) throws(SpoolError) -> FileLock {
        do throws(FileFailure) {
            if let lock = try FileLock(path, mode: 0o600) { return lock }
        } catch {
            throw SpoolError(error)
        }
        throw SpoolError(.busy, "Another process has the spool. Let it finish, or give this one a directory of its own.")
    }

    /// Adds a token. It is durable when this returns; that takes as long as the disk does.
    ///
    /// - Throws: `notAToken`; `full` and `io`, with nothing added.
    public func add(_ token: [UInt8]) throws(SpoolError) { try add(contentsOf: [token]) }

    /// Adds tokens in their order. All are durable when this returns.
    ///
    /// - Throws: `notAToken`, with nothing added; `full` and `io`. Then the first of them may be there, those of segments that were
    ///   finished: adding them again does no harm.
    public func add(contentsOf tokens: [[UInt8]]) throws(SpoolError) {
        for token in tokens {
            do throws(TokenError) { _ = try UncheckedToken(parsing: token) } catch {
                throw SpoolError(.notAToken, "This is no token: \(error).")
            }
        }
        try withState { (state) throws(SpoolError) in
            var records: [UInt8] = []
            for token in tokens {
                let record = SpoolRecord.format(token)
                if state.current.size + records.count + record.count > segmentBytes {
                    try append(&records, &state)
                    try roll(&state)
                }
                records += record
            }
            try append(&records, &state)
        }
    }

    private func append(_ records: inout [UInt8], _ state: inout State) throws(SpoolError) {
        guard !records.isEmpty else { return }
        try state.current.append(records)
        records = []
    }

    /// Begins a new segment, unless the current one is empty.
    private func roll(_ state: inout State) throws(SpoolError) {
        guard state.current.size > 0 else { return }
        let next = try SpoolSegment(state.current.number + 1, in: directory)
        if state.oldest == nil { state.oldest = state.current } else { state.between.append(state.current.number) }
        state.current = next
    }

    /// True if everything that was added is done.
    public var isEmpty: Bool {
        state.withLock { $0.between.isEmpty && $0.oldest?.isDone != false && $0.current.isDone }
    }

    /// Calls `body` alone. An `io` error breaks the spool: what the disk holds is known again when it is opened again.
    private func withState<Result: Sendable>(_ body: (inout State) throws(SpoolError) -> Result) throws(SpoolError) -> Result {
        try state.withLock { (state) throws(SpoolError) in
            if let broken = state.broken { throw broken }
            do throws(SpoolError) { return try body(&state) } catch {
                if error.code == .io { state.broken = error }
                throw error
            }
        }
    }
}

extension Spool {
    /// How a drain went.
    public struct Drained: Sendable {
        public internal(set) var receipts = 0
        public internal(set) var refused = 0
        public internal(set) var damaged = 0
        /// Why it stopped before the spool was empty. What is left stays in the spool.
        public internal(set) var stop: Stop?

        public enum Stop: Sendable {
            /// Not known what became of the next token: no network, mostly. Drain again later.
            case undecided(AppendFailure)
            /// The server says that it has the next token and does not prove it.
            case unproved(ReceiptFailure)
        }
    }

    /// Sends what is in the spool until it is empty, or something is not decided. Tokens may be added meanwhile.
    ///
    /// - Parameter each: hears of each record when what became of it is on disk.
    /// - Throws: `SpoolError`, `busy` if the spool is being drained already; `CancellationError`. What was settled is settled.
    public func drain(with client: LedgerClient, each: (SpoolOutcome) -> Void = { _ in }) async throws -> Drained {
        try withState { (state) throws(SpoolError) in
            guard !state.isDraining else { throw SpoolError(.busy, "The spool is being drained already.") }
            state.isDraining = true
        }
        defer { state.withLock { $0.isDraining = false } }
        var drained = Drained()
        while drained.stop == nil, let batch = try nextBatch(client.settings) {
            let tokens = batch.compactMap { if case .token(let token) = $0.record { token } else { nil } }
            let settled = Self.settle(batch, try await client.append(tokens), &drained)
            try keep(settled)
            for (outcome, _) in settled { each(outcome) }
        }
        return drained
    }

    /// From the oldest segment that is not done; the tokens of those that are done go.
    private func nextBatch(_ settings: ClientSettings) throws(SpoolError) -> [(record: SpoolRecord, end: Int)]? {
        try withState { (state) throws(SpoolError) in
            while let oldest = state.oldest, oldest.isDone {
                let next = try state.between.first.map { (number) throws(SpoolError) in try SpoolSegment(number, in: directory) }
                try oldest.removeTokens()
                state.between = Array(state.between.dropFirst())
                state.oldest = next
            }
            let segment = state.oldest ?? state.current
            return segment.isDone ? nil : try segment.next(lines: settings.batchLines, bytes: settings.batchBytes)
        }
    }

    /// Keeps what became of a batch, in the segment that it is from: while it was sent, that may have become the oldest one.
    private func keep(_ settled: [(outcome: SpoolOutcome, end: Int)]) throws(SpoolError) {
        try withState { (state) throws(SpoolError) in
            if state.oldest == nil { try state.current.settle(settled) } else { try state.oldest?.settle(settled) }
        }
    }

    /// What is decided of a batch, from its first record on, up to the first that is not.
    private static func settle(
        _ batch: [(record: SpoolRecord, end: Int)], _ outcomes: [DeliveryOutcome], _ drained: inout Drained
    ) -> [(outcome: SpoolOutcome, end: Int)] {
        var outcomes = outcomes[...]
        var settled: [(outcome: SpoolOutcome, end: Int)] = []
        for (record, end) in batch {
            switch record {
            case .damaged(let bytes):
                drained.damaged += 1
                settled.append((.damaged(bytes), end))
            case .token(let token):
                switch outcomes.popFirst() {
                case .receipt(let receipt):
                    drained.receipts += 1
                    settled.append((.receipt(receipt), end))
                case .refused(let problem):
                    drained.refused += 1
                    settled.append((.refused(token: token, problem), end))
                case .unproved(let failure): drained.stop = .unproved(failure)
                case .undecided(let failure): drained.stop = .undecided(failure)
                case nil: drained.stop = .undecided(AppendFailure(.unreadable, "There is no outcome for a token."))
                }
                if drained.stop != nil { return settled }
            }
        }
        return settled
    }
}
