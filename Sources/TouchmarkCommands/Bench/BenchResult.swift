import Foundation
import Primitives
import VerifyCommand

/// What a benchmark found (commands.md, `touchmark bench NAME`).
struct BenchResult {
    let name: String
    let events: Int
    let seconds: Double
    /// Before and after.
    let limits: [VerificationLimit.Measurement]
    /// Of all cores, while it ran.
    let processorSeconds: Double
    let residentMiB: Double
    var further: JSONObject = [:]

    var limitPerSecond: Double { limits.map(\.perSecond).reduce(0, +) / Double(limits.count) }
    /// What a signature alone costs, as a share of what an event costs in processor time: the ratio that a quiet machine would
    /// give if all cores were busy all the time.
    var processorRatio: Double {
        limits.map(\.microsecondsEach).reduce(0, +) / Double(limits.count) / (processorSeconds / Double(events) * 1_000_000)
    }
    var eventsPerSecond: Double { Double(events) / seconds }
    var ratio: Double { eventsPerSecond / limitPerSecond }

    func print(asJSON isJSON: Bool) {
        Output.note(
            "\(name): \(events) events in \(Self.rounded(seconds)) s, \(Int(eventsPerSecond)) a second; limit "
                + "\(Int(limitPerSecond)) verifications a second; ratio \(Self.rounded(ratio)) (in processor time \(Self.rounded(processorRatio))); \(Int(residentMiB)) MiB resident at the most"
        )
        guard isJSON else { return }
        var object = further
        object["name"] = .string(name)
        object["events"] = .integer(Int64(events))
        object["eventsPerSecond"] = JSONValue(eventsPerSecond.rounded())
        object["limitPerSecond"] = JSONValue(limitPerSecond.rounded())
        object["ratio"] = JSONValue((ratio * 1000).rounded() / 1000)
        object["processorRatio"] = JSONValue((processorRatio * 1000).rounded() / 1000)
        object["processorMicroseconds"] = JSONValue((processorSeconds / Double(events) * 10_000_000).rounded() / 10)
        object["limitMicroseconds"] = .array(limits.compactMap { JSONValue(($0.microsecondsEach * 10).rounded() / 10) })
        object["limitsPerSecond"] = .array(limits.compactMap { JSONValue($0.perSecond.rounded()) })
        object["residentMiB"] = JSONValue(residentMiB.rounded())
        Output.json(.object(object))
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
