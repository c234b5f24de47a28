package import Ledger
package import Logging
import ServiceLifecycle

/// Seals the ledger again and again while it is served.
package struct SealSchedule: Service {
    private let sealer: Sealer
    private let interval: Duration
    private let logger: Logger

    package init(_ sealer: Sealer, every interval: Duration, logger: Logger) {
        self.sealer = sealer
        self.interval = interval
        self.logger = logger
    }

    /// Until the service is asked to stop. A seal that fails is logged and tried again with the next: events go on.
    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: interval)
                    await seal()
                }
            }
        } catch is CancellationError {
            return
        }
    }

    private func seal() async {
        do {
            guard case .sealed(let seal) = try await sealer.seal() else { return }
            logger.info("sealed", metadata: ["index": "\(seal.index)", "size": "\(seal.size)"])
        } catch {
            logger.error("not sealed", metadata: ["reason": "\(error)"])
        }
    }
}
