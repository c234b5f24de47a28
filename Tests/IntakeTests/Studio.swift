import Connectors
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import LedgerTesting
import Logging
import NIOCore
import Primitives
import Provenance
import Signatures
import Synchronization

@testable import Intake
@testable import LedgerServer

/// A ledger behind HTTP with a dataset `clips` and a connector `studio`, in a directory of its own.
final class Studio {
    static let dataset = "clips"
    static let secret = "a secret of a test"
    static let header = "X-Ledger-Key"

    let ledger: Ledger
    let store = FaultStore(MemoryStore())
    let keys: String
    var settings: LabelStudioSettings
    /// For events that do not come through the connector.
    var events = EventBuilder()
    private let directory: TemporaryDirectory
    private let clock = FixedClock(Timestamp(microseconds: 1_900_000_000_000_000), step: 1_000_000)
    private let service: LedgerService
    private let listening: AsyncStream<Int>

    init(
        _ enforcement: Enforcement = .record, authenticators: [any Authenticator] = [],
        _ change: (inout LabelStudioSettings) -> Void = { _ in }
    ) async throws {
        directory = try TemporaryDirectory()
        keys = directory.path("keys")
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        let watch = LedgerWatch()
        ledger = try Ledger(
            store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: clock, observer: watch)
        settings = LabelStudioSettings(
            dataset: Self.dataset, authentication: .header(name: Self.header, secret: Digest(hashing: Self.secret)))
        change(&settings)
        try KeyFile.write(events.operatorKey, to: keys + "/operator.jwk")
        try settings.write("studio", keys: keys)
        var server = ServerSettings()
        server.ledgerDirectory = directory.path
        server.port = 0
        let (listening, port) = AsyncStream.makeStream(of: Int.self)
        self.listening = listening
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        service = LedgerService(
            ledger: ledger, watch: watch, settings: server, authenticators: authenticators, logger: logger, clock: clock,
            onRunning: { port.yield($0) })
        try await append(events.opening(enforcement))
        try await append([events.dataset(Self.dataset).token])
    }

    func append(_ tokens: [[UInt8]]) async throws {
        for outcome in try await ledger.append(tokens) {
            if case .refused(let refusal) = outcome { throw refusal.asError }
        }
    }

    /// Erases what is sealed of an event.
    func erase(_ event: EventReference) async throws {
        let plan = try ledger.store.read { try ErasurePlan(.event(event.id), names: nil, in: $0) }
        for step in plan.steps {
            let data = step.data(legalBasis: "GDPR Article 17", orderedBy: nil)
            try await append([events.sign(EventBuilder.root, "disclosure.erased", data).token])
        }
    }

    // MARK: - HTTP

    struct Answer {
        let status: Int
        let type: String?
        let json: JSONValue

        /// Members of an answer's objects.
        func all(_ list: String, _ member: String) -> [JSONValue] { (json[list]?.array ?? []).compactMap { $0[member] } }
    }

    func deliver(
        _ body: JSONValue, to name: String = "studio", _ headers: [String: String] = [header: secret]
    ) async throws -> Answer {
        try await deliver(Array(body.canonicalText.utf8), to: name, headers)
    }

    func deliver(
        _ body: [UInt8], to name: String = "studio", _ headers: [String: String] = [header: secret]
    ) async throws -> Answer {
        var fields: HTTPFields = [.contentType: "application/json"]
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let sent = fields
        let application = Application(router: service.router())
        return try await application.test(.router) { client in
            try await client.execute(
                uri: "/v1/connectors/label-studio/\(name)", method: .post, headers: sent, body: ByteBuffer(bytes: body)
            ) { response in
                let bytes = Array(response.body.readableBytesView)
                return Answer(
                    status: response.status.code, type: response.headers[.contentType], json: try JSONValue(parsing: bytes))
            }
        }
    }

    /// Serves on a port of this machine while `body` runs.
    func serving(_ body: (Int) async throws -> Void) async throws {
        let service = service
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            for await port in listening {
                try await body(port)
                break
            }
            group.cancelAll()
        }
    }

    func metrics() async throws -> String {
        try await Application(router: service.router()).test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get) { String(buffer: $0.body) }
        }
    }

    /// What `/readyz` says.
    func readiness() async throws -> JSONValue {
        try await Application(router: service.router()).test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) {
                try JSONValue(parsing: Array($0.body.readableBytesView))
            }
        }
    }

    var routes: [Route] { service.routes }

    // MARK: - Reconciling

    func reconcile(
        _ export: [UInt8], _ change: (inout LabelStudioExport) -> Void = { _ in }
    ) async throws -> IntakeReport {
        var given = LabelStudioExport { ByteSource(bytes: export, name: "export.json") }
        change(&given)
        let intake = try LabelStudioIntake(
            "studio", settings, keys: keys, ledger: ledger, operatorKey: events.operatorKey, clock: clock)
        let all = Mutex(IntakeReport())
        try await intake.reconcile(given) { report in all.withLock { $0.add(report) } }
        return all.withLock { $0 }
    }

    // MARK: - Importing

    /// Imports what `open` gives, through a connector, which is that of the webhooks unless another is named.
    ///
    /// - Returns: every note, problem and refusal, and how many there were of which.
    func importing(
        through connector: String = "studio", reconciles: Bool = false, _ open: (ImportSecret) throws -> any ForeignImport
    ) async throws -> (said: [String], summary: ImportSession.Summary) {
        let said = Mutex<[String]>([])
        let station = try ConnectorStation(connector, keys: keys)
        var source = try open(try station.secret())
        var session = try ImportSession(
            ledger, station: station, operatorKey: events.operatorKey, reconciles: reconciles, clock: clock
        ) { sentence in said.withLock { $0.append(sentence) } }
        try await session.run(&source, isStrict: false) { _ in }
        return (said.withLock { $0 }, session.summary)
    }

    /// Imports an export of the project that the webhooks are of.
    func importing(
        _ export: [UInt8], through connector: String = "studio"
    ) async throws -> (said: [String], summary: ImportSession.Summary) {
        var options = LabelStudioOptions(dataset: Self.dataset, origin: OriginMapping(kind: .collected))
        options.configuration = try LabelStudioConfiguration(xml: Payload.configuration, file: "labelling.xml")
        let given = options
        return try await importing(through: connector) { secret in
            try LabelStudioImporter(export: ByteSource(bytes: export, name: "export.json"), options: given, secret: secret)
        }
    }

    // MARK: - What the ledger says

    /// What a label says, whoever said it.
    struct Said: Hashable {
        let item: String
        let label: String
        let name: String
        let value: JSONValue?
        let segments: JSONValue?
    }

    func current() throws -> Set<Said> {
        Set(
            try records().filter { !$0.isWithdrawn }.map { record in
                Said(
                    item: record.place.item, label: record.place.label, name: record.place.name, value: record.data["value"],
                    segments: record.data["segments"])
            })
    }

    func records() throws -> [LabelOnRecord] {
        try ledger.store.read { reader in
            try reader.labels(of: Self.dataset, asOf: reader.size(), after: nil, limit: .max).map {
                try LabelOnRecord($0.version, reader)
            }
        }
    }

    func record(_ label: String) throws -> LabelOnRecord? { try records().first { $0.place.label == label } }

    var size: UInt64 { get throws { try ledger.store.read { try $0.size().value } } }

    func entries() throws -> [LoggedEvent] {
        try ledger.store.read { reader in
            try (0..<reader.size().value).map { try reader.event(at: EntryIndex($0)) }
        }
    }
}

extension Refusal {
    struct AsError: Error, CustomStringConvertible { let description: String }
    var asError: AsError { AsError(description: description) }
}
