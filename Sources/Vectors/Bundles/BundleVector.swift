import Evidence
import Primitives
import Provenance
import Signatures

/// A bundle, what a verifier is given with it, and what Docs/Protocol.md §7 makes of it. The expectation is written by hand,
/// never taken from a verifier.
struct BundleVector: Sendable {
    /// What a verifier must say.
    enum Outcome: Sendable {
        case verified
        case failed
        case incomplete
        /// The file cannot be read, for this reason.
        case unreadable(UnreadableBundle.Code)

        var status: Int64 {
            switch self {
            case .verified: 0
            case .failed: 1
            case .incomplete: 2
            case .unreadable: 3
            }
        }
    }

    /// What a verifier is given beside the bundle.
    struct Arguments: Sendable {
        var key = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("log of \(VectorSeeds.origin)")).vkey
        var unsealedOK = false
        /// The text of a C2SP tlog-policy.
        var witnesses: String?
        /// Vkeys of auditors, one a line.
        var auditors: String?
        /// Authorities by id.
        var authorities: [String: KeyThumbprint] = [:]

        var json: JSONValue {
            [
                "key": .string(key.text), "unsealedOk": .bool(unsealedOK), "witnesses": witnesses.map { .string($0) } ?? .null,
                "auditors": auditors.map { .string($0) } ?? .null,
                "authorities": .array(
                    authorities.sorted { $0.key < $1.key }.map {
                        ["id": .string($0.key), "thumbprint": .string($0.value.description)]
                    }),
            ]
        }
    }

    let name: String
    let bytes: [UInt8]
    var arguments = Arguments()
    let outcome: Outcome
    /// Codes that must be among the findings; a verifier may find more that follows from the same fault.
    var codes: [FindingCode] = []
    /// Rules that findings `inadmissible` must name.
    var rules: [String] = []
    /// Every label of the report, where all are known.
    var labels: [LabelExpectation]?
    /// The auditors by whose word it is complete; `nil` where that is not asked.
    var replayedBy: [String]?
    /// The labels that are certified by the word of an authority that the reader knows, with its id; `nil` where that is not asked.
    var trusted: [String: String]?

    var file: String { "bundles/\(name.replacing(" ", with: "-")).jsonl" }

    /// `{"name","file","arguments","expected":{"status","result","codes","rules","labels","replayedBy","trusted"}}`.
    var json: JSONValue {
        var expected: JSONObject = ["status": .integer(outcome.status)]
        switch outcome {
        case .verified: expected["result"] = "verified"
        case .failed: expected["result"] = "failed"
        case .incomplete: expected["result"] = "incomplete"
        case .unreadable(let code): (expected["result"], expected["unreadable"]) = (.null, .string(code.rawValue))
        }
        expected["codes"] = .array(codes.map { .string($0.rawValue) })
        expected["rules"] = .array(rules.map { .string($0) })
        if let replayedBy { expected["replayedBy"] = .array(replayedBy.map { .string($0) }) }
        if let trusted {
            expected["trusted"] = .array(
                trusted.sorted { $0.key < $1.key }.map { ["subject": .string($0.key), "authority": .string($0.value)] })
        }
        if let labels {
            expected["labels"] = .array(
                labels.sorted { $0.label < $1.label }.map {
                    [
                        "subject": .string($0.label), "verdict": .string($0.then.rawValue),
                        "verdictNow": .string($0.now.rawValue),
                    ]
                })
        }
        return ["name": .string(name), "file": .string(file), "arguments": arguments.json, "expected": .object(expected)]
    }
}
