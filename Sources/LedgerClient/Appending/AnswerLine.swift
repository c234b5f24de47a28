import Primitives

/// What a ledger says of one token of a batch: `{"status":201,"receipt":…}` or `{"status":4xx,"problem":…}`.
enum AnswerLine: Sendable {
    case receipt(UncheckedReceipt)
    case problem(ReceivedProblem)

    init(parsing line: [UInt8]) throws(JSONError) {
        self = try JSONNode.read(line) { (node) throws(JSONError) in
            var reader = try JSONObjectReader(node)
            let status = try reader.integer("status")
            switch status {
            case 200, 201: return .receipt(try reader.required("receipt") { (node) throws(JSONError) in try .init(node) })
            case 400..<600:
                let json = try reader.required("problem") { (node) throws(JSONError) in try node.value() }
                return .problem(ReceivedProblem(status: Int(status), json: json))
            default: throw JSONError(.invalidValue, "no status that an append has", path: ["status"])
            }
        }
    }
}

/// Cuts an answer that arrives in pieces into lines; empty ones are passed over.
struct AnswerLines {
    private let limit: Int
    private var rest: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    /// - Throws: `AppendFailure.unreadable` if a line is longer than the limit.
    mutating func take(_ piece: some Collection<UInt8>) throws(AppendFailure) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for part in piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { endLine(&lines) }
            guard rest.count + part.element.count <= limit else {
                throw AppendFailure(.unreadable, "A line of the answer is longer than \(limit) bytes.")
            }
            rest += part.element
        }
        return lines
    }

    /// The last line, if the answer does not end with a line feed.
    mutating func finish() -> [[UInt8]] {
        var lines: [[UInt8]] = []
        endLine(&lines)
        return lines
    }

    private mutating func endLine(_ lines: inout [[UInt8]]) {
        if !rest.isEmpty { lines.append(rest) }
        rest = []
    }
}
