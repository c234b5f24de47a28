import Foundation
import Ledger
import Logging
import Primitives

/// Log lines on standard error: JSON, one object a line, for machines; words for people.
struct LineLogHandler: LogHandler {
    let isJSON: Bool
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(isJSON: Bool, level: Logger.Level) {
        self.isJSON = isJSON
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = isJSON ? json(event, all) : text(event, all)
        // One write a line: lines of several threads do not mix. Where nobody takes them, there is nobody to tell.
        _ = Array((line + "\n").utf8).withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(SystemClock().now())\",\"level\":\"\(event.level)\",\"message\":"
        line += Self.quoted("\(event.message)")
        if !metadata.isEmpty { line += ",\"metadata\":" + Self.members(metadata) }
        return line + "}"
    }

    /// An object, by name, as text: a line for every request is worth no tree of values.
    private static func members(_ metadata: Logger.Metadata) -> String {
        var text = "{"
        for (place, member) in metadata.sorted(by: { $0.key < $1.key }).enumerated() {
            text += (place == 0 ? "" : ",") + quoted(member.key) + ":" + json(member.value)
        }
        return text + "}"
    }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).canonicalText }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        let words = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = (["\(SystemClock().now()) \(event.level) \(event.message)"] + words).joined(separator: " ")
        // What came from outside cannot begin a line of its own, move the cursor or turn what follows.
        return VisibleText.showingControls(line)
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let number as Int): String(number)
        case .stringConvertible(let number as Double): (JSONValue(number) ?? .string("\(number)")).canonicalText
        case .stringConvertible(let other): quoted("\(other)")
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let members): Self.members(members)
        }
    }
}
