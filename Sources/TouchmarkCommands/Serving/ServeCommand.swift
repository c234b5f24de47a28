import ArgumentParser
import Ledger
import LedgerServer
import Logging
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the ledger over HTTP.",
        discussion: """
            Runs until SIGTERM or SIGINT, finishes what it accepted, and leaves with status 0.

            Example: touchmark serve --ledger ledger --port 8080
            """)

    @OptionGroup var ledger: LedgerOption
    @Option(help: "The address to listen at (else 127.0.0.1).") var host: String?
    @Option(help: "The port to listen at; 0 for any that is free (else 8080).") var port: Int?
    @Option(help: "An origin whose pages may append from a browser, https://tool.example.org; give it once for each.")
    var allowOrigin: [String] = []

    func run() async throws {
        let directory = try ledger.open()
        var settings = ServerSettings()
        if let host { settings.host = host }
        if let port { settings.port = port }
        settings.allowedOrigins = allowOrigin
        settings.ledgerDirectory = directory.path
        settings.generator = "touchmark \(TouchmarkCommand.version)"
        let watch = LedgerWatch()
        let logger = Logger(label: "touchmark")
        let scheme = settings.tls == nil ? "http" : "https"
        let service = LedgerService(
            ledger: try directory.openForWriting(observer: watch), watch: watch, settings: settings, authenticators: [],
            logger: logger
        ) { [host = settings.host] port in
            Output.note("listening on \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
        try await ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
