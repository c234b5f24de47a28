import Intake
import Ledger
import Primitives
import Provenance
import Synchronization

/// What the service counts, in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats). No label holds
/// anything that came from outside but the names of rules and routes, which are finite.
final class ServerMetrics: Sendable {
    private struct State {
        var accepted: UInt64 = 0
        var repeated: UInt64 = 0
        var refused: [String: UInt64] = [:]
        /// By the answer's problem. All that there can be are there from the start: what comes later is not seen to grow.
        var turnedAway = Dictionary(
            LedgerError.Code.allCases.map { Problem(LedgerError($0, "")) }.filter(\.isOfService).map { ($0.name, UInt64(0)) },
            uniquingKeysWith: { $1 })
        var batchSizes = Histogram.sizes
        var commit = Histogram.latency
        var queue = Histogram.latency
        var requests: [RequestKey: UInt64] = [:]
        var durations: [String: Histogram] = [:]
        var webhooks: [WebhookKey: UInt64] = [:]
    }

    private struct WebhookKey: Hashable {
        let action: String
        let outcome: String
    }

    private struct RequestKey: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private let state = Mutex(State())

    func appended(_ outcomes: [HeldOutcome]) {
        state.withLock { state in
            for outcome in outcomes {
                switch outcome {
                case .settled(.appended), .held(_, isNew: true): state.accepted += 1
                case .settled(.duplicate), .held(_, isNew: false): state.repeated += 1
                case .settled(.refused(let refusal)): state.refused[refusal.rule, default: 0] += 1
                }
            }
        }
    }

    /// What a connector took in.
    func taken(_ report: IntakeReport) {
        state.withLock { state in
            state.accepted += UInt64(report.appended.count)
            state.repeated += UInt64(report.present.count)
            for refused in report.refused { state.refused[refused.refusal.rule, default: 0] += 1 }
        }
    }

    /// - Parameter action: one that Label Studio knows, or `unknown`.
    func heard(action: String, outcome: String) {
        state.withLock { $0.webhooks[WebhookKey(action: action, outcome: outcome), default: 0] += 1 }
    }

    /// What was not taken in for a reason of the service's own: a caller's fault, or a caller who went away, does not count.
    func turnedAway(_ count: Int, by error: any Error) {
        guard let problem = Problem(of: error), problem.isOfService else { return }
        state.withLock { $0.turnedAway[problem.name, default: 0] += UInt64(count) }
    }

    func sequenced(_ batch: SequencedBatch) {
        state.withLock { state in
            state.batchSizes.observe(Double(batch.eventCount))
            state.commit.observe(batch.took.inSeconds)
            state.queue.observe(batch.waited.inSeconds)
        }
    }

    func answered(route: String, method: String, status: Int, took: Duration) {
        state.withLock { state in
            state.requests[RequestKey(route: route, method: method, status: status), default: 0] += 1
            state.durations[route, default: .latency].observe(took.inSeconds)
        }
    }

    /// - Parameters:
    ///   - size: entries of the log.
    ///   - checkpointAge: seconds since the newest entry was recorded, and with it its checkpoint signed.
    func text(size: UInt64, checkpointAge: Double?, underWay: Int, bodyBytes: Int, connections: Int, streams: Int) -> String {
        state.withLock { state in
            var text = Self.metric("touchmark_events_accepted_total", "counter", "Events appended.", "\(state.accepted)")
            text += Self.metric(
                "touchmark_events_repeated_total", "counter", "Events that were there already.", "\(state.repeated)")
            text += Self.head("touchmark_events_refused_total", "counter", "Events refused, by the rule that refused.")
            for (rule, count) in state.refused.sorted(by: { $0.key < $1.key }) {
                text += "touchmark_events_refused_total{rule=\"\(rule)\"} \(count)\n"
            }
            text += Self.head(
                "touchmark_events_turned_away_total", "counter",
                "Events that were not taken in for no fault of theirs, and are to be sent again, by the type of the answer.")
            for (reason, count) in state.turnedAway.sorted(by: { $0.key < $1.key }) {
                text += "touchmark_events_turned_away_total{reason=\"\(reason)\"} \(count)\n"
            }
            text += Self.head("touchmark_batch_events", "histogram", "Events taken up together by the writer.")
            text += state.batchSizes.lines("touchmark_batch_events")
            text += Self.head("touchmark_commit_seconds", "histogram", "From taking up a batch to its being durable.")
            text += state.commit.lines("touchmark_commit_seconds")
            text += Self.head("touchmark_queue_seconds", "histogram", "How long the oldest event of a batch had waited.")
            text += state.queue.lines("touchmark_queue_seconds")
            text += Self.metric("touchmark_tree_size", "gauge", "Entries of the log.", "\(size)")
            if let checkpointAge {
                text += Self.metric(
                    "touchmark_checkpoint_age_seconds", "gauge", "Since the newest checkpoint was signed.", "\(checkpointAge)")
            }
            text += Self.metric("touchmark_events_under_way", "gauge", "Events being checked or waiting.", "\(underWay)")
            text += Self.metric(
                "touchmark_body_bytes", "gauge", "Bytes of bodies in memory, beside 64 KiB of each request.", "\(bodyBytes)")
            text += Self.metric("touchmark_connections", "gauge", "Open connections.", "\(connections)")
            text += Self.metric("touchmark_streams", "gauge", "Readers of the event stream.", "\(streams)")
            return text + Self.webhooks(state) + Self.requests(state)
        }
    }

    private static func webhooks(_ state: State) -> String {
        var text = head("touchmark_webhooks_total", "counter", "Webhooks of annotation tools, by what became of them.")
        for (key, count) in state.webhooks.sorted(by: { ($0.key.action, $0.key.outcome) < ($1.key.action, $1.key.outcome) }) {
            text += "touchmark_webhooks_total{action=\"\(key.action)\",outcome=\"\(key.outcome)\"} \(count)\n"
        }
        return text
    }

    private static func requests(_ state: State) -> String {
        var text = head("touchmark_http_requests_total", "counter", "Requests answered.")
        let ordered = state.requests.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (key, count) in ordered {
            text +=
                "touchmark_http_requests_total{route=\"\(key.route)\",method=\"\(key.method)\",status=\"\(key.status)\"} \(count)\n"
        }
        text += head("touchmark_http_request_seconds", "histogram", "From a request's head to the start of its answer.")
        for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
            text += histogram.lines("touchmark_http_request_seconds", labels: "route=\"\(route)\"")
        }
        return text
    }

    private static func head(_ name: String, _ type: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func metric(_ name: String, _ type: String, _ help: String, _ value: String) -> String {
        head(name, type, help) + "\(name) \(value)\n"
    }
}
