import Logging
import Synchronization

/// A log of which the lines are kept.
final class KeptLog: Sendable {
    private let lines = Mutex<[String]>([])

    /// Lines of at least the level error: message, then what is said with it, by name.
    var errors: [String] { lines.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "tests") { _ in Handler(log: self) }
        logger.logLevel = .error
        return logger
    }

    private struct Handler: LogHandler {
        let log: KeptLog
        var logLevel = Logger.Level.error
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let words = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            log.lines.withLock { $0.append((["\(event.message)"] + words).joined(separator: " ")) }
        }
    }
}
