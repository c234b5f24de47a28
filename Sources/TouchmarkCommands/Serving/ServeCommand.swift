import ArgumentParser
import Foundation
import Ledger
import LedgerServer
import Logging
import Primitives
import ServiceLifecycle
import Synchronization
import UnixSignals
import Witnessing

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the ledger over HTTP.",
        discussion: """
            Runs until SIGTERM, SIGINT or SIGHUP, finishes what it accepted, and leaves with status 0.

            Every setting can stand in the ledger's touchmark.yaml, in the environment and here; what stands here wins. \
            --print-config lists all of them, with their values and where these come from.

            Example: touchmark serve --ledger ledger --port 8080 --limits-connections 200
            """)

    @OptionGroup var ledger: LedgerOption
    @Flag(
        help: """
            Show the ledger and take nothing: for one that was restored and may not go on yet, and beside the process that writes.
            """)
    var readOnly = false
    @Flag(help: "Print the effective settings and where each comes from, and leave.") var printConfig = false
    @OptionGroup var json: JSONOption
    @Argument(
        parsing: .allUnrecognized, help: ArgumentHelp("--host, --port and the other settings, as --print-config lists them."))
    var settings: [String] = []

    func run() async throws {
        let directory = try ledger.open()
        let sources = try ConfigurationSources(
            directory, arguments: settings, environment: ProcessInfo.processInfo.environment)
        let (configuration, origins) = try sources.configuration()
        var server = try configuration.serverSettings()
        let openID = try configuration.openID()
        let witnesses = try readOnly ? nil : configuration.witnesses()
        let times = try readOnly ? nil : configuration.stamping()
        // Not before: what is printed here is what the service begins with.
        if printConfig { return try ConfigurationListing(configuration, origins).print(asJSON: json.isOn) }
        server.ledgerDirectory = directory.path
        server.version = TouchmarkCommand.version
        try server.tls?.check()
        let settings = server
        let lines = LineLogHandler.lines(isJSON: configuration.logsJSON)
        defer { lines.finish(within: 2) }
        let logger = Logger(label: "touchmark") { _ in
            LineLogHandler(to: lines, isJSON: configuration.logsJSON, level: configuration.logLevel)
        }
        let authenticators = try await authenticators(directory, openID)
        let watch = LedgerWatch()
        let ledger = try open(directory, watch)
        let sealer = readOnly ? nil : sealer(directory, ledger, settings, logger)
        func serve(_ cosigning: Cosigning?, _ stamping: Stamping?) async throws {
            let listening = Listening(lines)
            let service = LedgerService(
                ledger: ledger, watch: watch, settings: settings, authenticators: authenticators, logger: logger,
                clock: directory.clock, sealer: sealer, cosigning: cosigning, stamping: stamping,
                lostLogLines: { lines.lost }, onRunning: { port in listening.begin(settings, port) })
            try await run([service] + schedule(sealer, settings, logger), settings, logger, listening)
        }
        func stamp(_ cosigning: Cosigning?) async throws {
            guard let times else { return try await serve(cosigning, nil) }
            try await HTTPTimeStampTransport.with { transport in
                try await serve(
                    cosigning, Stamping(store: ledger.store, transport: transport, settings: times, logger: logger))
            }
        }
        guard let witnesses else { return try await stamp(nil) }
        try await HTTPWitnessTransport.with { transport in
            let cosigning = try Cosigning(
                store: ledger.store, log: try directory.logKey(), policy: witnesses.policy, transport: transport,
                settings: witnesses.settings, logger: logger)
            try await stamp(cosigning)
        }
    }

    private func open(_ directory: LedgerDirectory, _ watch: LedgerWatch) throws -> Ledger {
        guard readOnly else {
            return try directory.openForWriting(orElse: "--read-only serves the ledger beside it.", observer: watch)
        }
        return Ledger(reading: try directory.openForReading(), origin: directory.origin)
    }

    private func run(
        _ services: [any Service], _ settings: ServerSettings, _ logger: Logger, _ listening: Listening
    ) async throws {
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: UnixSignal.stopping, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(settings.limits.shutdownSeconds)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch is CancellationError {
            // Requests that did not end in time were cut off; what was accepted is written all the same.
            logger.notice("some requests did not end in time and were cut off")
        } catch  where !listening.began.load(ordering: .relaxed) {
            throw CommandFailure(
                "The service cannot listen at \(settings.host):\(settings.port): \(ConnectionFailure(error)). Choose another --host or --port."
            )
        }
    }

    /// `nil` where the service's key is elsewhere, or it is not to seal: then somebody else does.
    private func sealer(
        _ directory: LedgerDirectory, _ ledger: Ledger, _ settings: ServerSettings, _ logger: Logger
    ) -> Sealer? {
        guard settings.sealSeconds > 0 else { return nil }
        do { return try directory.sealer(ledger) } catch {
            logger.warning("this service does not seal", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func schedule(_ sealer: Sealer?, _ settings: ServerSettings, _ logger: Logger) -> [any Service] {
        sealer.map { [SealSchedule($0, every: .seconds(settings.sealSeconds), logger: logger)] } ?? []
    }

    /// Whether the service has begun to take connections.
    private final class Listening: Sendable {
        let began = Atomic(false)
        private let lines: LineWriter

        init(_ lines: LineWriter) { self.lines = lines }

        func begin(_ settings: ServerSettings, _ port: Int) {
            began.store(true, ordering: .relaxed)
            let scheme = settings.tls == nil ? "http" : "https"
            let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
            lines.write("listening on \(scheme)://\(host):\(port)")
        }
    }

    /// Whose tokens count. What they rest on is looked at now: a service that could let nobody in does not begin.
    private func authenticators(
        _ directory: LedgerDirectory, _ settings: OpenIDSettings?
    ) async throws -> [any Authenticator] {
        let tokens = AccessTokenFile(directory: directory.path)
        _ = try tokens.tokens()
        guard let settings else { return [AccessTokenAuthenticator(tokens)] }
        let openID = OpenIDAuthenticator(settings)
        try await openID.requireKeys()
        return [AccessTokenAuthenticator(tokens), openID]
    }
}
