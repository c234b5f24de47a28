import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance

struct ReportBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "The audit report on a dataset, the trace of a model, and certificates, over one ledger.",
        discussion: """
            Of the events a quarter registers items and the rest are labels by 200 people. events and eventsPerSecond are the report's.

            Example: touchmark bench report --events 1333334 --json
            """)

    private static let certificates = 500

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let tokens = try world.signTokens(options.events)
        let ledger = try world.directory.openForWriting()
        var appender = BenchAppender()
        _ = try await appender.run(tokens, into: ledger)
        try await world.trainModel(ledger)
        ledger.finish()
        let store = ledger.store
        let before = VerificationLimit.measure(seconds: 2)
        let memory = MemoryWatch()
        let idle = ProcessorTime.seconds
        let (report, seconds) = try Self.timed {
            try AuditReport.make(of: "bench", from: store, showsDisclosures: true, readsAll: true, generator: "bench")
        }
        let processor = ProcessorTime.seconds - idle
        let (form, formSeconds) = Self.timed { report.html.utf8.count + report.json.canonicalText.utf8.count }
        let peak = memory.stop()
        let traceMemory = MemoryWatch()
        let (_, traceSeconds) = try Self.timed {
            try Trace.make(.model(ModelName(model: "bench", version: "1")), from: store)
        }
        let tracePeak = traceMemory.stop()
        let times = try certificateTimes(store)
        let after = VerificationLimit.measure(seconds: 2)
        var result = BenchResult(
            name: "report", events: options.events, seconds: seconds, limits: [before, after], processorSeconds: processor,
            residentMiB: peak)
        result.further = [
            "reportSeconds": .rounded(seconds), "formsSeconds": .rounded(formSeconds), "formsBytes": .integer(Int64(form)),
            "traceSeconds": .rounded(traceSeconds), "traceResidentMiB": .rounded(tracePeak),
            "certificateP50Ms": .rounded(times[times.count / 2] * 1000),
            "certificateP99Ms": .rounded(times[times.count * 99 / 100] * 1000),
        ]
        result.print(asJSON: options.json.isOn)
    }

    private static func timed<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
        let start = Date()
        let value = try body()
        return (value, Date().timeIntervalSince(start))
    }

    /// Seconds that certificates of labels drawn at random took, with their JSON, in order of size.
    private func certificateTimes(_ store: any LedgerStore) throws -> [Double] {
        let size = try store.read { try $0.size() }
        var times: [Double] = []
        while times.count < Self.certificates {
            let index = EntryIndex(.random(in: 0..<size.value))
            let subject = try store.read { try $0.event(at: index).event.subject }
            guard subject.kind == .label else { continue }
            let (_, seconds) = try Self.timed {
                try store.read { try BirthCertificate.make(of: subject, from: $0, showsDisclosures: true).json.canonicalText }
            }
            times.append(seconds)
        }
        return times.sorted()
    }
}

extension JSONValue {
    static func rounded(_ value: Double) -> JSONValue { JSONValue((value * 1000).rounded() / 1000) ?? .null }
}
