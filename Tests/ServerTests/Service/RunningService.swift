import AsyncHTTPClient
import Foundation
import Ledger
import LedgerSQLite
import LedgerServer
import LedgerTesting
import Logging
import MerkleLog
import NIOCore
import NIOHTTP1
import Primitives
import Provenance
import ServiceLifecycle
import Signatures
import Synchronization
import Vault

/// A service on a port of its own over a ledger in SQLite, with a dataset `d`, an item `i` and the annotator ada.
final class RunningService: Sendable {
    static let ada = Actor(.annotator, "ada")

    let ledger: Ledger
    let store: any LedgerStore
    let port: Int
    let clock: FixedClock
    /// Where the ledger lies.
    let directory: String

    private init(ledger: Ledger, port: Int, clock: FixedClock, directory: String) {
        self.directory = directory
        self.ledger = ledger
        store = ledger.store
        self.port = port
        self.clock = clock
    }

    /// Serves from a store that is there, while `body` runs.
    static func with(
        _ store: some LedgerStore, _ body: (RunningService, inout EventBuilder, SignedDraft) async throws -> Void
    ) async throws {
        let place: (String) throws -> any LedgerStore = { _ in store }
        try await with(store: place, body)
    }

    /// Serves while `body` runs. `events` signs for the ledger; `item` is registered. `store` is given the ledger's directory;
    /// with `tokenFile`, the tokens of the file in it count as well; with `seals`, what is ordered is sealed first.
    static func with<Result: Sendable>(
        settings: ServerSettings = ServerSettings(), clock: FixedClock = FixedClock(),
        store: (String) throws -> any LedgerStore = {
            let vault = VaultPlace(path: $0 + "/vault.db", masterKey: MasterKey())
            return try SQLiteStore.create(at: $0 + "/ledger.db", vault: vault)
        },
        authenticators: [any Authenticator] = [KnownTokens()], tokenFile: Bool = false, log: KeptLog? = nil, seals: Bool = false,
        _ body: (RunningService, inout EventBuilder, SignedDraft) async throws -> Result
    ) async throws -> Result {
        let place = try TemporaryDirectory()
        let directory = place.path
        var events = EventBuilder()
        let watch = LedgerWatch()
        let ledger = try Ledger(
            store: try store(directory), origin: EventBuilder.origin, logKey: events.logKey, clock: clock, observer: watch)
        let item = try events.item("d", "i")
        let tokens = try events.opening() + [events.enrolment(of: ada).token, events.dataset("d").token, item.token]
        for case .refused(let refusal) in try await ledger.append(tokens) { throw Unexpected("\(refusal)") }
        let filed = tokenFile ? [AccessTokenAuthenticator(AccessTokenFile(directory: directory))] : []
        var settings = settings
        settings.port = 0
        settings.ledgerDirectory = directory
        var silent = Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })
        silent.logLevel = .critical
        let logger = log?.logger ?? silent
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let service = LedgerService(
            ledger: ledger, watch: watch, settings: settings, authenticators: authenticators + filed, logger: logger,
            clock: clock,
            sealer: seals
                ? Sealer(ledger: ledger, service: Actor(.service, "main"), key: events.serviceKey, clock: clock) : nil,
            onRunning: { running.yield($0) })
        // As the program stops it: cancelled outright, NIO traps on connections that it has accepted and not handed over.
        let group = ServiceGroup(services: [service], logger: logger)
        let serving = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw Unexpected("the service did not start") }
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(
                try await body(RunningService(ledger: ledger, port: port, clock: clock, directory: directory), &events, item))
        } catch {
            outcome = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await serving.value
        return try outcome.get()
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    func get(_ path: String, token: String? = nil, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, token: token, headers: headers)
    }

    func send(
        _ method: String, _ path: String, type: String? = nil, body: [UInt8]? = nil, token: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url(path))
        request.method = .init(rawValue: method)
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 27)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
            bytes: Array(bytes.readableBytesView))
    }

    /// Appends one token over HTTP.
    func post(_ token: [UInt8], query: String = "") async throws -> Answer {
        try await send("POST", "/v1/events" + query, type: "application/sd-jwt", body: token)
    }

    /// Appends a batch over HTTP.
    func post(lines: [[UInt8]], query: String = "") async throws -> Answer {
        try await send("POST", "/v1/events" + query, type: "text/plain", body: Array(lines.joined(separator: [10])))
    }
}

struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { get throws { try JSONValue(parsing: bytes) } }
    var lines: [JSONValue] {
        get throws { try bytes.split(separator: 10).map { try JSONValue(parsing: Array($0)) } }
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Tokens whose grants tests know: their text is the grant's id.
struct KnownTokens: Authenticator {
    static let grants = [
        Grant(id: "operator", role: .operator), Grant(id: "auditor", role: .auditor),
        Grant(id: "regulator-d", role: .regulator, datasets: ["d"]), Grant(id: "reader-d", role: .reader, datasets: ["d"]),
        Grant(id: "reader-e", role: .reader, datasets: ["e"]), Grant(id: "connector", role: .connector, connector: "studio"),
    ]

    func grant(bearing token: String, at now: Timestamp) -> Grant? { Self.grants.first { $0.id == token } }
}

/// One token, of which a test says at any time what it grants; `nil` for nothing.
final class ChangingToken: Authenticator {
    static let text = "changing"
    let grant: Mutex<Grant?>

    init(_ grant: Grant?) { self.grant = Mutex(grant) }

    func grant(bearing token: String, at now: Timestamp) -> Grant? { token == Self.text ? grant.withLock { $0 } : nil }
}

extension EventBuilder {
    /// So many assertions by ada on the item, each a label of its own.
    mutating func assertions(_ count: Int, on item: SignedDraft, from first: Int = 0) throws -> [SignedDraft] {
        try (first..<first + count).map {
            try assertion(by: RunningService.ada, "d", item, label: "l\($0)", "sad", rationale: "because")
        }
    }
}

/// Holds a receipt against the token and the log's key, as its receiver would.
func check(_ receipt: JSONValue, of token: [UInt8], _ vkey: VerifierKey) throws -> Bool {
    guard let note = receipt["checkpoint"]?.string, let index = receipt["index"]?.integer,
        let recorded = receipt["recorded"]?.integer, let inclusion = receipt["inclusion"]?.array,
        case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: vkey)
    else { return false }
    let leaf = Digest.leaf(Array("\(recorded) ".utf8) + token.prefix { $0 != UInt8(ascii: "~") })
    let hashes = inclusion.compactMap { $0.string.flatMap { Digest(base64: $0) } }
    let proof = InclusionProof(index: EntryIndex(UInt64(index)), size: checkpoint.checkpoint.size, hashes: hashes)
    return receipt["leaf"] == .string(leaf.base64) && proof.check(leaf: leaf, root: checkpoint.checkpoint.root) == .verified
}
