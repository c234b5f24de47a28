package import Ledger
package import Logging
package import Primitives
package import TrustedTime

/// Has the newest checkpoint stamped again and again while the ledger is served. Nothing waits for it.
package actor Stamping {
    /// What an operator can set.
    package struct Settings: Sendable {
        package var authorities: [TimeAuthority] = []
        /// `nil` for none: then answers are kept without asking who vouches for the authority.
        package var roots: TimeRoots?
        /// Between two tokens of one authority.
        package var interval = Duration.seconds(3600)
        /// For one request.
        package var requestTime = Duration.seconds(10)
        /// How long an authority that failed is left alone, at first and at most; never longer than `interval`.
        package var rest = Duration.seconds(5)...Duration.seconds(600)

        package init() {}
    }

    private struct FailureKey: Hashable {
        let authority: Int
        let reason: StampFailure.Reason
    }

    private let store: any LedgerStore
    private let exchange: StampExchange
    private let transport: any TimeStampTransport
    private let settings: Settings
    private let clock: any LedgerClock
    private let logger: Logger
    private let threads: WorkerThreads
    /// What each authority stamped last, and when, as far as is known here.
    private var stamped: [(size: TreeSize, at: Timestamp?)]
    private var failures: [FailureKey: UInt64] = [:]
    private var failuresInARow: [Int]

    /// - Parameter threads: where the store is waited for.
    package init(
        store: any LedgerStore, transport: any TimeStampTransport, settings: Settings,
        clock: any LedgerClock = SystemClock(), logger: Logger, threads: WorkerThreads = .witnessing
    ) throws {
        self.threads = threads
        self.store = store
        self.transport = transport
        self.settings = settings
        self.clock = clock
        self.logger = logger
        exchange = StampExchange(store: store, roots: settings.roots)
        // Which authority a token is of cannot be told from its address: what is stamped is not stamped again.
        let last = try store.read { try $0.stampedSizes().last } ?? .empty
        stamped = settings.authorities.map { _ in (last, nil) }
        failuresInARow = settings.authorities.map { _ in 0 }
    }

    /// Asks until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for place in settings.authorities.indices { group.addTask { await self.run(place) } }
        }
    }

    private func run(_ place: Int) async {
        while !Task.isCancelled {
            await ask(place)
            let failures = failuresInARow[place]
            let pause = failures == 0 ? settings.interval : min(settings.rest.rest(afterFailures: failures), settings.interval)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Asks one authority, if there is anything that it has not stamped.
    private func ask(_ place: Int) async {
        let authority = settings.authorities[place]
        do {
            let newest = try await threads.run { [exchange] in try exchange.newest() }
            guard let (size, text) = newest, size > stamped[place].size else { return }
            let answer = try await exchange.ask(authority, over: text, by: transport, within: settings.requestTime)
            switch answer {
            case .success(let token):
                try await threads.run { [store] in try store.keep(timeTokens: [token.der], at: size) }
                stamped[place] = (size, clock.now())
                failuresInARow[place] = 0
                logger.info("stamped", metadata: ["authority": "\(authority.name)", "size": "\(size)"])
            case .failure(let failure): failed(place, failure)
            }
        } catch is CancellationError {
            return
        } catch {
            failuresInARow[place] += 1
            logger.error("time stamps", metadata: ["authority": "\(authority.name)", "reason": "\(error)"])
        }
    }

    private func failed(_ place: Int, _ failure: StampFailure) {
        failures[FailureKey(authority: place, reason: failure.reason), default: 0] += 1
        if failuresInARow[place] == 0 {
            logger.warning(
                "an authority has not stamped",
                metadata: [
                    "authority": "\(settings.authorities[place].name)", "code": "\(failure.reason.rawValue)",
                    "reason": "\(failure)",
                ])
        }
        failuresInARow[place] += 1
    }
}

extension Stamping {
    /// The largest tree of which a token is kept.
    package var stampedSize: TreeSize { stamped.map(\.size).max() ?? .empty }

    /// The names of authorities whose last request failed.
    package var late: [String] {
        settings.authorities.indices.filter { failuresInARow[$0] > 0 }.map { settings.authorities[$0].name }
    }

    /// In Prometheus' text format. The names of authorities are the operator's.
    package var metrics: String {
        var text = "# HELP touchmark_stamped_size Entries of the largest tree with a time token of an authority.\n"
        text += "# TYPE touchmark_stamped_size gauge\n"
        for (authority, last) in zip(settings.authorities, stamped) {
            text += "touchmark_stamped_size{authority=\"\(authority.label)\"} \(last.size)\n"
        }
        text += "# HELP touchmark_stamped_age_seconds Since an authority last stamped, since the service began.\n"
        text += "# TYPE touchmark_stamped_age_seconds gauge\n"
        for (authority, last) in zip(settings.authorities, stamped) {
            guard let at = last.at else { continue }
            let age = Double(clock.now().microseconds - at.microseconds) / 1_000_000
            text += "touchmark_stamped_age_seconds{authority=\"\(authority.label)\"} \(age)\n"
        }
        text += "# HELP touchmark_stamp_failures_total Requests without a time token, by authority and reason.\n"
        text += "# TYPE touchmark_stamp_failures_total counter\n"
        let ordered = failures.sorted { ($0.key.authority, $0.key.reason.rawValue) < ($1.key.authority, $1.key.reason.rawValue) }
        for (key, count) in ordered {
            let name = settings.authorities[key.authority].label
            text += "touchmark_stamp_failures_total{authority=\"\(name)\",reason=\"\(key.reason.rawValue)\"} \(count)\n"
        }
        return text
    }
}

extension TimeAuthority {
    /// As a label's value.
    fileprivate var label: String { MetricLabel.escaped(name) }
}
