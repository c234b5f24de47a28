import Foundation
import Primitives

/// A ledger into which Fixtures/play.sh has played the world, and what the offline verifier derives from all of it.
struct PlayedWorld: Sendable {
    struct VerdictPair: Hashable, Sendable {
        let then: String
        let now: String
    }

    let shell: Shell
    /// The verifier's report on a bundle of the whole ledger.
    let verification: JSONValue
    /// By label.
    let verdicts: [String: VerdictPair]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init() throws {
        shell = try Shell()
        try Self.succeed("\"$TOUCHMARK_SOURCE/Fixtures/play.sh\" ledger", in: shell)
        try Self.succeed("touchmark export --all -o all.touchmark", in: shell)
        let report = try Self.succeed("touchmark-verify all.touchmark --key @ledger/log.vkey --json 2>errors", in: shell)
        verification = try JSONValue(parsing: Array(report.utf8))
        var verdicts: [String: VerdictPair] = [:]
        for label in verification["labels"]?.array ?? [] {
            guard let subject = label["subject"]?.string, let then = label["verdict"]?.string,
                let now = label["verdictNow"]?.string
            else { throw Failure(description: "a label of the report lacks a member: \(label.canonicalText)") }
            verdicts[subject] = VerdictPair(then: then, now: now)
        }
        self.verdicts = verdicts
    }

    @discardableResult
    private static func succeed(_ script: String, in shell: Shell, _ argument: String = "") throws -> String {
        let run = try shell.run(script, argument)
        guard run.status == 0 else { throw Failure(description: "\(script)\nended with status \(run.status):\n\(run.output)") }
        return run.output
    }

    /// What a command prints, as JSON. `argument` is its `$1`.
    func json(_ command: String, _ argument: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try Self.succeed(command, in: shell, argument).utf8))
    }

    /// The current value of a label as `touchmark dataset` gives it.
    func row(_ dataset: String, _ item: String, _ label: String) throws -> JSONValue? {
        try lines("touchmark dataset show \"$1\" --json", dataset)
            .first { $0["item"]?.string == item && $0["label"]?.string == label }
    }

    /// The signed payloads of all entries, as the log holds them.
    func payloads() throws -> [String] {
        try lines("touchmark log --json").map { line in
            let parts = (line["entry"]?.string ?? "").split(separator: ".")
            guard parts.count == 3, let payload = Base64.decodeURL(String(parts[1])) else {
                throw Failure(description: "an entry holds no JWS")
            }
            return String(decoding: payload, as: UTF8.self)
        }
    }

    private func lines(_ command: String, _ argument: String = "") throws -> [JSONValue] {
        try Self.succeed(command, in: shell, argument).split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }
}
