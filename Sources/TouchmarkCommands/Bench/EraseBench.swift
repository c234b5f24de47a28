import ArgumentParser
import Foundation
import Ledger
import Primitives
import Provenance

struct EraseBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erasing the sealed values of one person, each of an event of its own.",
        discussion: """
            events and eventsPerSecond are those of the erasure, from looking for what is to go to having looked that it is gone. \
            Half as many labels of others come between hers.

            Example: touchmark bench erase --events 10000 --json
            """)

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let world = try await BenchWorld()
        defer { world.remove() }
        let ledger = try world.directory.openForWriting()
        var lines = try LineReader(try world.signTokens(options.events))
        var appender = BenchAppender()
        let (person, tokens) = try world.signReasons(options.events)
        for start in stride(from: 0, to: tokens.count, by: 1000) {
            for case .refused(let refusal) in try await ledger.append(Array(tokens[start...].prefix(1000))) {
                throw CommandFailure("\(refusal)")
            }
            _ = try await appender.run(&lines, count: 500, into: ledger)
        }
        let before = VerificationLimit.measure(seconds: 2)
        let memory = MemoryWatch()
        let (idle, start) = (ProcessorTime.seconds, Date())
        let plan = try ledger.store.read { try ErasurePlan(.person(person.standingSubject), names: nil, in: $0) }
        try await world.erase(plan, in: ledger)
        let remains = try plan.remains(in: ledger.store)
        let seconds = Date().timeIntervalSince(start)
        let processor = ProcessorTime.seconds - idle
        guard remains.isEmpty, plan.valueCount == options.events else {
            throw CommandFailure("\(plan.valueCount) values were to go: \(remains.joined(separator: " "))")
        }
        var result = BenchResult(
            name: "erase", events: options.events, seconds: seconds, limits: [before, VerificationLimit.measure(seconds: 2)],
            processorSeconds: processor, residentMiB: memory.stop())
        result.further["eraseSeconds"] = .rounded(seconds)
        result.further["ledgerEvents"] = .integer(Int64(try ledger.store.read { try $0.size().value }))
        result.print(asJSON: options.json.isOn)
    }
}
