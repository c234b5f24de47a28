import HTTPTypes
import Hummingbird
import Ledger
import Primitives
import Witnessing

/// `/healthz`, `/readyz`, `/metrics`.
struct HealthRoutes: Sendable {
    let ledger: Ledger
    let watch: LedgerWatch
    let gate: AppendGate
    let rooms: [BodyRoom]
    let connections: ConnectionCount
    let clock: any LedgerClock
    /// Where the ledger lies; `nil` if it lies in no file.
    let directory: String?
    let freeDiskBytes: Int
    let cosigning: Cosigning?
    let stamping: Stamping?
    let connectors: LabelStudioConnectors
    let lostLogLines: @Sendable () -> Int

    /// A clock that is so far behind the log's newest entry ran backwards.
    private static let clockTolerance: Int64 = 2_000_000

    var routes: [Route] {
        [
            // Alive: the process answers. Whether it can do its work is asked at /readyz.
            Route(.get, "/healthz", .anybody, .alive) { _, _ in Response(json: ["status": "alive"]) },
            // No limit of rate holds for these two, so they look at little.
            Route(.get, "/readyz", .anybody, .ready) { _, _ in try await readiness() },
            Route(.get, "/metrics", .anybody, .metrics) { _, _ in try await metrics() },
        ]
    }

    private func readiness() async throws -> Response {
        let findings: [(name: String, problem: String?)] = try [
            ("ledger", ledger.stopReason == nil ? nil : "The ledger takes no more events; the log says why."),
            ("disk", hasRoom ? nil : "The ledger's disk is nearly full."),
            ("clock", clockProblem()),
        ]
        let isReady = findings.allSatisfy { $0.problem == nil }
        var checks = findings.map { JSONObject.Member(name: $0.name, value: .string($0.problem ?? "ok")) }
        if ledger.isReadOnly { checks.append(.init(name: "writing", value: "read-only: events are not taken here")) }
        // For people: what others have not said yet does not keep the service from its work.
        if let note = try await witnessNote() { checks.append(.init(name: "witnesses", value: .string(note))) }
        if let note = try await stampNote() { checks.append(.init(name: "time", value: .string(note))) }
        if let note = try erasureNote() { checks.append(.init(name: "erasures", value: .string(note))) }
        if let note = connectorNote { checks.append(.init(name: "connectors", value: .string(note))) }
        return Response(
            json: ["ready": .bool(isReady), "checks": .object(JSONObject(checks))], status: isReady ? .ok : .serviceUnavailable,
            headers: [.cacheControl: "no-store"])
    }

    private func witnessNote() async throws -> String? {
        guard let witnessed = await cosigning?.state.witnessed else { return nil }
        let size = try ledger.store.read { try $0.size() }
        return witnessed >= size ? "ok" : "A quorum has cosigned \(witnessed) of \(size) entries."
    }

    private func stampNote() async throws -> String? {
        guard let stamping else { return nil }
        let (stamped, late) = (await stamping.stampedSize, await stamping.late)
        let size = try ledger.store.read { try $0.size() }
        let note = "\(stamped) of \(size) entries are below a stamped checkpoint."
        return late.isEmpty ? (stamped >= size ? "ok" : note) : note + " No answer from: \(late.joined(separator: ", "))."
    }

    /// Said only where something is left to do.
    private func erasureNote() throws -> String? {
        let count = try ledger.store.unsettledErasures()
        return count == 0 ? nil : "The keys of erased values are not destroyed yet: \(count)."
    }

    /// Without names: which connectors there are is not told to strangers.
    private var connectorNote: String? {
        let signers = connectors.signers
        guard !signers.isEmpty else { return nil }
        let count = signers.count { $0.problem != nil }
        return count == 0
            ? "ok"
            : "No key signs for \(count) of \(signers.count). What is delivered there is lost, at the latest from the next start on."
    }

    private var hasRoom: Bool {
        guard let directory, let free = FreeDisk.bytes(at: directory) else { return true }
        return free >= UInt64(freeDiskBytes)
    }

    private func clockProblem() throws -> String? {
        guard let newest = try newest()?.recorded else { return nil }
        let now = clock.now()
        if newest.microseconds - now.microseconds > Self.clockTolerance {
            return "The clock is behind the log's newest entry: it ran backwards."
        }
        // Who only reads records nothing by it.
        guard !ledger.isReadOnly, now > clock.latest(after: newest) else { return nil }
        return "The clock is so far past the log's newest entry that nothing is recorded by it."
    }

    private func newest() throws -> StoredEntry? {
        try ledger.store.read { reader in try reader.lastEntry(below: reader.size()) }
    }

    private func metrics() async throws -> Response {
        let newest = try newest()
        let text =
            watch.metrics.text(
                size: newest.map { $0.index.value + 1 } ?? 0,
                checkpointAge: newest.map { Double(clock.now().microseconds - $0.recorded.microseconds) / 1_000_000 },
                underWay: gate.underWay, bodyBytes: rooms.reduce(0) { $0 + $1.bytes }, connections: connections.value,
                streams: watch.readerCount)
            + (try upkeepMetrics()) + (await cosigning?.metrics ?? "") + (await stamping?.metrics ?? "")
        return Response(text: text, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// How far the ledger is sealed, and what an erasure still has to do: both ought to follow soon. And what the log lacks.
    private func upkeepMetrics() throws -> String {
        let sealed = try ledger.store.read { try $0.newestSeal(below: $0.size())?.size.value ?? 0 }
        return """
            # HELP touchmark_sealed_size Entries that the newest seal covers.
            # TYPE touchmark_sealed_size gauge
            touchmark_sealed_size \(sealed)
            # HELP touchmark_erasures_unsettled Erased values whose keys are not destroyed yet.
            # TYPE touchmark_erasures_unsettled gauge
            touchmark_erasures_unsettled \(try ledger.store.unsettledErasures())
            # HELP touchmark_log_lines_lost_total Lines of the log that nobody took in time.
            # TYPE touchmark_log_lines_lost_total counter
            touchmark_log_lines_lost_total \(lostLogLines())

            """
    }
}
