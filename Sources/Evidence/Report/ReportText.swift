import Primitives
import Provenance
import Signatures

extension VerificationReport {
    /// The report for people, line by line, each without its newline: the result first, then what it rests on, findings, labels.
    ///
    /// Names and sentences are of others' making: characters that would drive a terminal are shown instead.
    ///
    /// - Parameter labelLimit: how many labels are written; the rest is counted. Default: all.
    public func writeText(labelLimit: Int = .max, to sink: (String) throws -> Void) rethrows {
        try writeLines(labelLimit) { try sink(VisibleText.showingControls($0)) }
    }

    private func writeLines(_ labelLimit: Int, _ sink: (String) throws -> Void) rethrows {
        try sink(headline)
        if let checkpoint {
            try sink("checkpoint: \(checkpoint.origin), \(checkpoint.size) entries, root \(checkpoint.root.base64)")
        }
        if let isQuorumMet {
            let names = checkpointWitnesses.map { "\($0.name) (\($0.time))" }.joined(separator: ", ")
            try sink(
                "witnessed by \(names.isEmpty ? "nobody of the policy" : names)" + (isQuorumMet ? "" : "; the quorum is not met"))
        }
        for anchor in anchors where anchor.kind == .token { try sink(anchor.sentence) }
        try sink(
            "looked at: \(counts.entries.counted("entry", "entries")), "
                + "\(counts.signatures.counted("signature", "signatures")), "
                + "\(counts.disclosures.counted("disclosure", "disclosures")), "
                + "\(counts.histories.counted("history", "histories")), \(counts.claims.counted("claim", "claims"))")
        if counts.withheld > 0 {
            try sink(
                "not shown: \(counts.withheld.counted("sealed value", "sealed values")), erased ones and decoys counted as such")
        }
        try sink(completeness.sentence)
        for sentence in Self.unchecked { try sink(sentence) }
        if let unseen { try sink(unseen) }
        try writeFindings(sink)
        try writeLabels(labelLimit, sink)
    }

    /// What no bundle can show.
    private static let unchecked = [
        "not checked: whether labels are right, media are what they are called, and people are who enrolled them"
    ]

    /// That the operator shows everybody this history, only those can tell who cosigned it: witnesses enough for the policy, one at least,
    /// or an auditor.
    private var unseen: String? {
        let isWitnessed = isQuorumMet == true && !checkpointWitnesses.isEmpty
        guard !isWitnessed, !auditors.contains(where: { $0.size == checkpoint?.size }) else { return nil }
        let seen = auditors.map(\.size).max().map { "the auditors given saw the tree of size \($0), not this one" }
        return "not checked: whether others were shown another history; "
            + (seen ?? "--witnesses and --auditors name whose word would tell")
    }

    /// So many of one code are written; the rest of them is counted, so that thousands of one do not bury another.
    private static let findingsOfCode = BundleLimits.findingsOfCode

    private func writeFindings(_ sink: (String) throws -> Void) rethrows {
        var kept: [FindingCode: Int] = [:]
        for finding in findings {
            kept[finding.code, default: 0] += 1
            if kept[finding.code] ?? 0 <= Self.findingsOfCode { try sink(finding.description) }
        }
        for code in FindingCode.allCases {
            guard let count = findingCounts[code], count > Self.findingsOfCode else { continue }
            let listed = (kept[code] ?? 0) - Self.findingsOfCode
            let place = kept[code] == count ? "; --json has them" : listed > 0 ? "; --json has \(listed) of them" : ""
            try sink("and \(count - Self.findingsOfCode) more \(code.rawValue)\(place)")
        }
    }

    /// `writeText` in one string.
    public var text: String {
        var text = ""
        writeText { text += $0 + "\n" }
        return text
    }

    private var headline: String {
        let subject = scope.map { $0 == .ledger ? "the whole ledger" : "\($0.kind) \($0.subject)" } ?? "a bundle without a scope"
        return "\(result.rawValue): \(subject)"
    }

    private func writeLabels(_ limit: Int, _ sink: (String) throws -> Void) rethrows {
        guard labels.count > 0 else { return }
        try sink(result == .failed ? "labels (do not rely on them: the bundle failed):" : "labels:")
        for label in labels.lazy.prefix(limit) {
            let others = label.signers.filter { $0 != label.attributedTo }.map(\.description).joined(separator: ", ")
            let disputed = label.isDisputed ? ", disputed" : ""
            try sink(
                "  \(label.subject)  \(label.statement)\(disputed)  by \(label.attributedTo)"
                    + (others.isEmpty ? "" : "; also signed by \(others)"))
        }
        if labels.count > limit { try sink("  and \(labels.count - limit) more") }
    }
}

extension TimeAnchor {
    /// For people: by whose word the checkpoint was there, and by when.
    var sentence: String {
        "anchored: the first \(size) entries were there by \(latest), by the word of \(name)"
            + (policy.map { " under its policy \($0)" } ?? "")
    }
}

extension VerificationReport.Completeness {
    /// For people: what is known about whether something was left out, and by whose word.
    public var sentence: String {
        switch self {
        case .wholeLedger: "complete: the whole ledger is here"
        case .sealed(let seal, let auditors):
            "complete as \(Self.word(auditors)), known at \(seal.size) entries (entry \(seal.index) is the seal, recorded \(seal.recorded))"
        case .notEvaluated: "completeness not evaluated"
        }
    }

    private static func word(_ auditors: [CheckpointCosignature]) -> String {
        guard !auditors.isEmpty else { return "sealed by the operator" }
        return "replayed by " + auditors.map { "\($0.name) (\($0.time))" }.joined(separator: ", ")
    }
}
