import AsyncHTTPClient
import LedgerClient
import LedgerTesting
import NIOCore
import Primitives
import Provenance
import Signatures
import Synchronization

/// A clock on which waiting takes no time; it remembers how long each wait would have been.
final class RecordingClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let state = Mutex<[Duration]>([])

    var waits: [Duration] { state.withLock { $0 } }
    var now: Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLock { $0.append(deadline - ContinuousClock.now) }
        try Task.checkCancellation()
    }
}

extension FaultyLedger {
    /// Gives a machine that does much else the time that it needs: what is tested is never how fast an answer is.
    private static let http: HTTPClient = {
        var configuration = LedgerClient.httpConfiguration
        configuration.timeout = .init(connect: .minutes(10), read: .minutes(10))
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A client of this ledger that waits for nothing between its attempts.
    func client(
        _ events: EventBuilder, key: VerifierKey? = nil, clock: RecordingClock = RecordingClock(),
        _ change: (inout ClientSettings) -> Void = { _ in }
    ) throws -> LedgerClient {
        var settings = ClientSettings()
        settings.requestTime = .seconds(600)
        change(&settings)
        return try LedgerClient(
            address: address, key: key ?? events.vkey, settings: settings, http: Self.http, clock: clock, random: { 1 })
    }
}

extension EventBuilder {
    /// So many assertions by ada on the item, each a label of its own.
    mutating func labels(_ count: Int, on item: SignedDraft) throws -> [[UInt8]] {
        try (0..<count).map { try assertion(by: FaultyLedger.ada, "d", item, label: "l\($0)", "sad", rationale: "why").token }
    }
}

extension DeliveryOutcome {
    /// The outcome in a word, to compare.
    var word: String {
        switch self {
        case .receipt: "receipt"
        case .refused(let problem): "refused \(problem.rule ?? "\(problem.status)")"
        case .unproved(let failure): "unproved \(failure)"
        case .undecided(let failure): "undecided \(failure.code)"
        }
    }

    var receipt: JSONValue? { if case .receipt(let receipt) = self { receipt.json } else { nil } }
}
