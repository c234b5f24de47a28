import Foundation
import Ledger
import LedgerServer
import Logging
import Primitives

/// Log lines on standard error: JSON, one object a line, for machines; words for people.
struct LineLogHandler: LogHandler {
    private let lines: LineWriter
    private let isJSON: Bool
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// - Parameter lines: of the same form, `lines(isJSON:)`.
    init(to lines: LineWriter, isJSON: Bool, level: Logger.Level) {
        self.lines = lines
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
        lines.write(Self.line(event.level, "\(event.message)", all, isJSON: isJSON))
    }

    /// What writes such lines to standard error.
    static func lines(isJSON: Bool) -> LineWriter {
        LineWriter(to: STDERR_FILENO) { lost in
            line(.warning, "log lines were lost", ["count": .stringConvertible(lost)], isJSON: isJSON)
        }
    }

    private static func line(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, isJSON: Bool
    ) -> String {
        isJSON ? json(level, message, metadata) : text(level, message, metadata)
    }

    private static func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(SystemClock().now())\",\"level\":\"\(level)\",\"message\":" + quoted(message)
        if !metadata.isEmpty { line += ",\"metadata\":" + members(metadata) }
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

    private static func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        let words = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let line = (["\(SystemClock().now()) \(level) \(message)"] + words).joined(separator: " ")
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
