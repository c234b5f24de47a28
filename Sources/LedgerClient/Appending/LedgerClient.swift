public import AsyncHTTPClient
import NIOCore
import Primitives
public import Signatures

/// Appends events to a ledger over HTTP, and believes no receipt that it has not checked.
///
/// Sending a token again is safe: a ledger that has it answers with the first receipt. So whatever is not decided, because a
/// connection broke or the server was busy, is sent again, after a while, a few times. What the ledger refuses is not.
public struct LedgerClient: Sendable {
    /// The ledger's address without a slash at its end, such as `https://labels.example.org`.
    public let address: String
    /// The ledger's public key: receipts are checked with it. Get it another way than from the server.
    public let key: VerifierKey
    /// Keys that the log had before. An event that it took under one of them has its first receipt under that one for good.
    public let earlierKeys: [VerifierKey]
    public let settings: ClientSettings
    private let exchange: BatchExchange
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double

    /// - Parameters:
    ///   - address: `http://` or `https://`, a host, and a port and a path if there are any.
    ///   - earlierKeys: none that was stolen: who has one can make receipts. Those of other ledgers are passed over.
    ///   - http: shut down by whoever made it. Let it neither follow redirections nor try connections again by itself.
    ///   - clock: what waits between attempts.
    ///   - random: from 0 up to 1, for the random part of waits.
    /// - Throws: `AddressError`.
    public init(
        address: String, key: VerifierKey, earlierKeys: [VerifierKey] = [], settings: ClientSettings = ClientSettings(),
        http: HTTPClient = LedgerClient.http, clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) throws(AddressError) {
        self.address = try Self.checked(address)
        self.key = key
        self.earlierKeys = earlierKeys.filter { $0.name.isSpelled(as: key.name) }
        self.settings = settings
        self.clock = clock
        self.random = random
        exchange = BatchExchange(http: http, url: self.address + "/v1/events", settings: settings)
    }

    /// One for the process, which never shuts it down. It leaves attempts to `Backoff`, and posts to no other place than was given.
    public static let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: httpConfiguration)

    package static var httpConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(60))
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    package static func checked(_ address: String) throws(AddressError) -> String {
        var rest = Substring(address)
        while rest.last == "/" { rest.removeLast() }
        let host = ["http://", "https://"].first { rest.hasPrefix($0) }.map { rest.dropFirst($0.count) }
        let isPlain = rest.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "?" && $0 != "#" }
        guard isPlain, let host, let first = host.first, first != "/", first != ":" else { throw AddressError() }
        return String(rest)
    }

    /// Appends tokens in their order, and says of each what became of it.
    ///
    /// A refusal counts only when everything before it is decided: it may rest on an event that was not written yet. Memory is
    /// bounded by a batch, beside the tokens and the outcomes.
    ///
    /// - Parameter tokens: JWS, with their disclosures if there are any (protocol.md §2).
    /// - Throws: `CancellationError` alone. Tokens that were sent until then may be in the log.
    public func append(_ tokens: [[UInt8]]) async throws(CancellationError) -> [DeliveryOutcome] {
        var run = AppendRun(tokens, settings: settings, keys: [key] + earlierKeys)
        while let batch = run.nextBatch {
            let answer = try await exchange.send(batch)
            guard let wait = run.take(answer, random: random()) else { continue }
            do { try await clock.sleep(for: wait) } catch { throw CancellationError() }
        }
        return run.outcomes
    }
}

/// What was given as a ledger's address is none.
public struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String {
        "An address is http:// or https://, a host and maybe a port, such as https://labels.example.org."
    }
}
