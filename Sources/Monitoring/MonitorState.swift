package import Primitives
package import Signatures

/// What a monitor remembers beside its replica.
package struct MonitorState: Sendable {
    /// The key that the log was followed under; `nil` before the first run.
    package var log: VerifierKey?
    /// The newest checkpoint that the log signed and that extends those before it; its note.
    package var checkpoint: String?
    /// Seals among the entries below this were looked at.
    package var sealsBelow: UInt64 = 0
    /// Lasting ones, each once.
    package var findings: [MonitorFinding] = []

    package init() {}

    package mutating func add(_ finding: MonitorFinding) {
        guard finding.isLasting, !findings.contains(finding), findings.count < 1000 else { return }
        findings.append(finding)
    }

    package var json: JSONValue {
        var object: JSONObject = ["format": 1, "sealsBelow": .integer(Int64(clamping: sealsBelow))]
        object["log"] = log.map { .string($0.text) }
        object["checkpoint"] = checkpoint.map(JSONValue.string)
        object["findings"] = .array(
            findings.map { ["code": .string($0.code.rawValue), "sentence": .string($0.sentence)] })
        return .object(object)
    }

    /// `nil` for anything that `json` does not write.
    package init?(_ json: JSONValue) {
        guard json["format"]?.integer == 1, let seals = json["sealsBelow"]?.integer, seals >= 0,
            let rows = json["findings"]?.array
        else { return nil }
        sealsBelow = UInt64(seals)
        if let text = json["log"]?.string {
            guard let key = try? VerifierKey(parsing: text) else { return nil }
            log = key
        }
        checkpoint = json["checkpoint"]?.string
        for row in rows {
            guard let code = row["code"]?.string.flatMap(MonitorFinding.Code.init), let sentence = row["sentence"]?.string
            else { return nil }
            findings.append(MonitorFinding(code, sentence))
        }
    }
}
