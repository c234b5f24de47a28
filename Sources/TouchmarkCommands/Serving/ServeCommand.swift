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
            Runs until SIGTERM or SIGINT, finishes what it accepted, and leaves with status 0.

            Every setting can stand in the ledger's touchmark.yaml, in the environment and here; what stands here wins. \
            --print-config lists all of them, with their values and where these come from.

            Example: touchmark serve --ledger ledger --port 8080 --limits-connections 200
            """)

    @OptionGroup var ledger: LedgerOption
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
        if printConfig { return try ConfigurationListing(configuration, origins).print(asJSON: json.isOn) }
        var server = try configuration.serverSettings()
        server.ledgerDirectory = directory.path
        server.version = TouchmarkCommand.version
        try server.tls?.check()
        let logger = logger(configuration)
        let authenticators = try await authenticators(directory, configuration)
        let witnesses = try configuration.witnesses()
        let watch = LedgerWatch()
        let ledger = try directory.openForWriting(observer: watch)
        guard let witnesses else {
            return try await serve(ledger, watch, server, authenticators, logger, nil)
        }
        try await HTTPWitnessTransport.with { transport in
            let cosigning = try Cosigning(
                store: ledger.store, log: try directory.logKey(), policy: witnesses.policy, transport: transport,
                settings: witnesses.settings, logger: logger)
            try await serve(ledger, watch, server, authenticators, logger, cosigning)
        }
    }

    private func serve(
        _ ledger: Ledger, _ watch: LedgerWatch, _ settings: ServerSettings, _ authenticators: [any Authenticator],
        _ logger: Logger, _ cosigning: Cosigning?
    ) async throws {
        let listening = Listening()
        let scheme = settings.tls == nil ? "http" : "https"
        let service = LedgerService(
            ledger: ledger, watch: watch, settings: settings, authenticators: authenticators, logger: logger,
            cosigning: cosigning
        ) { [host = settings.host] port in
            listening.began.store(true, ordering: .relaxed)
            Output.note("listening on \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
        var group = ServiceGroupConfiguration(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(settings.limits.shutdownSeconds)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch is CancellationError {
            // Requests that did not end in time were cut off; what was accepted is written all the same.
            logger.notice("some requests did not end in time and were cut off")
        } catch  where !listening.began.load(ordering: .relaxed) {
            throw CommandFailure(
                "The service cannot listen at \(settings.host):\(settings.port): \(error). Choose another --host or --port.")
        }
    }

    /// Whether the service has begun to take connections.
    private final class Listening: Sendable {
        let began = Atomic(false)
    }

    /// Whose tokens count. What they rest on is looked at now: a service that could let nobody in does not begin.
    private func authenticators(
        _ directory: LedgerDirectory, _ configuration: ServiceConfiguration
    ) async throws -> [any Authenticator] {
        let tokens = AccessTokenFile(directory: directory.path)
        _ = try tokens.tokens()
        guard let settings = try configuration.openID() else { return [AccessTokenAuthenticator(tokens)] }
        let openID = OpenIDAuthenticator(settings)
        try await openID.requireKeys()
        return [AccessTokenAuthenticator(tokens), openID]
    }

    private func logger(_ configuration: ServiceConfiguration) -> Logger {
        let isJSON =
            switch configuration.logFormat {
            case .auto: isatty(STDERR_FILENO) == 0
            case .json: true
            case .text: false
            }
        return Logger(label: "touchmark") { _ in LineLogHandler(isJSON: isJSON, level: configuration.logLevel) }
    }
}
