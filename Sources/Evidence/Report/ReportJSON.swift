import Primitives
import Provenance
import Signatures

extension VerificationReport {
    /// The report as one JSON object, in pieces: there may be millions of labels. Characters that would drive a terminal are escaped.
    ///
    /// Members: `result`, `scope`, `checkpoint`, `witnesses`, `auditors`, `anchors`, `completeness`, `seal`, `counts`, `codes`, `findings`,
    /// `omittedFindings`, `labels`.
    public func writeJSON(to sink: (String) throws -> Void) rethrows {
        try writePieces { try sink(VisibleText.escapingControls(inJSON: $0)) }
    }

    private func writePieces(_ sink: (String) throws -> Void) rethrows {
        let head: [(String, JSONValue)] = [
            ("result", .string(result.rawValue)),
            ("scope", scope.map { ["kind": .string($0.kind), "subject": .string($0.subject.description)] } ?? .null),
            ("checkpoint", checkpointJSON), ("witnesses", witnessesJSON), ("auditors", .array(auditors.map(\.json))),
            ("anchors", .array(anchors.map(\.json))),
            ("completeness", .string(completeness.sentence)),
            ("seal", completeness.sealJSON), ("counts", counts.json), ("codes", codesJSON),
            ("findings", .array(findings.map(\.json))), ("omittedFindings", .integer(Int64(omittedFindings))),
        ]
        try sink("{" + head.map { "\"\($0.0)\":\($0.1.canonicalText)" }.joined(separator: ",") + ",\"labels\":[")
        var isFirst = true
        for label in labels {
            try sink((isFirst ? "" : ",") + label.json.canonicalText)
            isFirst = false
        }
        try sink("]}")
    }

    /// `writeJSON` in one string.
    public var json: String {
        var text = ""
        writeJSON { text += $0 }
        return text
    }

    /// How many findings there are of each code that there is one of.
    private var codesJSON: JSONValue {
        var codes: JSONObject = [:]
        for (code, count) in findingCounts { codes[code.rawValue] = .integer(Int64(count)) }
        return .object(codes)
    }

    /// Those who cosigned the checkpoint itself.
    private var witnessesJSON: JSONValue {
        .array(checkpointWitnesses.map { ["name": .string($0.name), "time": .string($0.time.description)] })
    }

    private var checkpointJSON: JSONValue {
        guard let checkpoint else { return .null }
        return [
            "origin": .string(checkpoint.origin), "size": .integer(Int64(clamping: checkpoint.size.value)),
            "root": .string(checkpoint.root.base64),
        ]
    }
}

extension CheckpointCosignature {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "size": .integer(Int64(clamping: size.value)), "time": .string(time.description),
        ]
    }
}

extension TimeAnchor {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "size": .integer(Int64(clamping: size.value)), "name": .string(name),
            "time": .string(time.description), "latest": .string(latest.description),
            "policy": policy.map { .string($0) } ?? .null,
        ]
    }
}

extension VerificationReport.Completeness {
    fileprivate var sealJSON: JSONValue {
        guard case .sealed(let seal, let auditors) = self else { return .null }
        return [
            "index": .integer(Int64(clamping: seal.index.value)), "size": .integer(Int64(clamping: seal.size.value)),
            "recorded": .integer(seal.recorded.microseconds), "replayedBy": .array(auditors.map { .string($0.name) }),
        ]
    }
}

extension VerificationReport.Counts {
    fileprivate var json: JSONValue {
        [
            "lines": .integer(Int64(lines)), "entries": .integer(Int64(entries)), "signatures": .integer(Int64(signatures)),
            "disclosures": .integer(Int64(disclosures)), "withheld": .integer(Int64(withheld)),
            "histories": .integer(Int64(histories)),
            "claims": .integer(Int64(claims)),
        ]
    }
}

extension Finding {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "code": .string(code.rawValue), "severity": .string(severity.rawValue), "sentence": .string(sentence),
        ]
        if let index { members["index"] = .integer(Int64(clamping: index.value)) }
        if let subject { members["subject"] = .string(subject.description) }
        if let rule { members["rule"] = .string(rule) }
        return .object(members)
    }
}

extension LabelFinding {
    fileprivate var json: JSONValue {
        var members: JSONObject = [
            "subject": .string(subject.description), "verdict": .string(verdict.rawValue),
            "verdictNow": .string(verdictNow.rawValue), "signers": .array(signers.map { .string($0.description) }),
            "attributedTo": .string(attributedTo.description),
            "statement": .string(statement), "isDisputed": .bool(isDisputed), "isAuthorityTrusted": .bool(isAuthorityTrusted),
        ]
        if let authority { members["authority"] = .string(authority) }
        return .object(members)
    }
}
