import Primitives
package import Provenance
import Signatures

// How parts of a certificate are put into words, wherever they stand.

extension ShownValue {
    /// "choice: “sad”, note “…”": a member that is called as the kind of value is not named again.
    var phrase: Phrase {
        guard case .object(let object) = json else { return "\(code: json.canonicalText)" }
        let kind = object["kind"]?.string ?? "value"
        var members = object.members.filter { $0.name != "kind" }.map { member -> Phrase in
            let name: Phrase = member.name == kind ? "" : "\(id: member.name) "
            if case .string(let text) = member.value { return name + "\(quote: text)" }
            return name + "\(code: member.value.canonicalText)"
        }
        if let sealedText, sealedText.text == nil { members.append((kind == "text" ? "" : "text ") + sealedText.phrase) }
        return members.isEmpty ? "\(id: kind)" : "\(id: kind): \(members.joined(separator: ", "))"
    }
}

extension SealableText {
    var phrase: Phrase {
        switch self {
        case .clear(let text): "\(quote: text)"
        case .disclosed(let text): "\(quote: text) (disclosed)"
        case .withheld: "withheld: sealed in the log and not shown here"
        case .erased: "erased: sealed in the log, its text was destroyed by order"
        case .withheldOrErased:
            "withheld or erased, if it was given: some seals of this entry were erased, and which cannot be told"
        case .withheldOrAbsent: "withheld, or never given: what this entry seals is not here, and what that is cannot be told"
        case .erasedOrAbsent:
            "erased, or never given: what this entry sealed was destroyed by order, and what that was cannot be told"
        }
    }
}

extension ReasonedVerdict {
    /// With what must not be overlooked marked.
    var phrase: Phrase { verdict.isAdverse ? "\(warning: "Not certified.") \(sentence)" : sentence }
    var word: Phrase { verdict.isAdverse ? "\(warning: verdict.words)" : "\(words: verdict.words)" }
}

extension PlacedSegment {
    var phrase: Phrase {
        var parts: [Phrase] = ["track \(id: segment.track)"]
        if let span = segment.span { parts.append("ticks \(span.start) to \(span.end)") }
        if let start, let end {
            parts.append("from \(start.phrase) to \(end.phrase) on the item's timeline")
            parts.append(uncertainty.map { "uncertain by ±\($0) µs" } ?? "uncertainty not stated")
        }
        if let region = segment.region { parts.append("region \(code: region.canonicalText)") }
        for remark in remarks { parts.append("\(warning: remark.sentence)") }
        return parts.joined(separator: "; ")
    }
}

extension TimelinePosition {
    /// "33367 µs (rounded from 100100/3 µs)".
    var phrase: Phrase {
        isRounded ? "\(microseconds) µs (rounded from \(words: exact.description) µs)" : "\(microseconds) µs (exact)"
    }
}

extension CertifiedTrack {
    /// When it runs, by which clock, and who says so.
    var clockPhrase: Phrase {
        let statement: Phrase = "entry \(placed.statement.index), by \(code: placed.statement.source)"
        guard placed.hasGoodClock else {
            return "\(placed.clockPhrase) (\(statement), \(warning: "not entitled to it"), as known now: \(verdict.sentence))"
        }
        return "\(placed.clockPhrase) (\(statement))"
    }
}

extension PlacedTrack {
    /// When it runs, and by which clock.
    fileprivate var clockPhrase: Phrase {
        guard let timebase = clock.timebase else { return "does not run in time" }
        var parts: [Phrase] = ["\(timebase.numerator)/\(timebase.denominator) s a tick"]
        if let duration = track.duration { parts.append("\(duration) ticks") }
        parts.append("tick 0 at \(clock.offset) µs")
        if let end { parts.append("end at \(end.phrase)") }
        if clock.driftPPM != 0 { parts.append("drift \(words: clock.driftPPM.description) ppm") }
        parts.append(clock.uncertainty.map { "±\($0) µs" } ?? "uncertainty not stated")
        return parts.joined(separator: ", ")
    }
}

extension Origin {
    var phrase: Phrase {
        var parts: [Phrase] = ["\(words: kind.rawValue)"]
        if let model { parts.append("by model \(id: model)" + (version.map { " version \(id: $0)" } ?? "")) }
        if let promptDigest { parts.append("prompt \(code: promptDigest.contentDigest)") }
        if let seed { parts.append("seed \(code: seed.canonicalText)") }
        if !parents.isEmpty { parts.append("from \(parents.map { "\(code: $0.id)" as Phrase }.joined(separator: ", "))") }
        return parts.joined(separator: ", ")
    }
}

extension Requirement {
    var phrase: Phrase {
        var parts: [Phrase] = []
        if let competence { parts.append("competence \(code: competence)") } else { parts.append("no competence") }
        if let annotationsPerItem { parts.append("annotations per item: \(annotationsPerItem)") }
        if let blind { parts.append(blind ? "blind" : "not blind") }
        if let reviews { parts.append("reviews: \(reviews)") }
        if let reviewerCompetence { parts.append("reviewer's competence \(code: reviewerCompetence)") }
        if let adjudication, askedAdjudication != nil { parts.append("adjudication \(code: adjudication.canonicalText)") }
        return parts.joined(separator: ", ")
    }
}

extension CitedGuideline {
    var phrase: Phrase {
        "\(id: guideline) version \(id: version) (entry \(index)), \(code: digest.contentDigest)"
    }

    /// With what became of it.
    var phrases: [Phrase] { [phrase] + [withdrawalPhrase].compactMap { $0 } }

    /// `nil` if nobody withdrew it.
    var withdrawalPhrase: Phrase? {
        withdrawal.map { withdrawal in
            let time: Phrase =
                wasWithdrawn
                ? "\(warning: "in effect when this was recorded"): the instruction counted for nothing then already"
                : "not yet in effect when this was recorded"
            return "\(withdrawal.phrase); \(time)"
        }
    }
}

extension GuidelineWithdrawal {
    /// "withdrawn by operator:root, entry 12, recorded …, effective …: “reason”".
    var phrase: Phrase {
        """
        \(warning: "withdrawn") by \(code: by), entry \(index), recorded \(recorded), effective \(effective): \(quote: reason)
        """
    }
}

extension Tool {
    var phrase: Phrase { version.map { "\(id: name) \(id: $0)" } ?? "\(id: name)" }
}

extension Suspension {
    var phrase: Phrase {
        let end = reinstatement.map { "reinstated \($0.effective) (entry \($0.index))" as Phrase } ?? "not reinstated"
        return "\(warning: "suspended") \(effective) (entry \(index)) by \(code: by), \(end)"
    }
}

extension CertifiedCredential {
    var phrase: Phrase {
        let terms = issue.terms
        var parts: [Phrase] = [
            "credential \(id: terms.credential) of authority \(id: issue.authority) (entry \(issue.index))",
            "for \(code: terms.competence)", "valid \(terms.validFrom) to \(terms.validUntil)", "bound to key \(code: terms.kid)",
        ]
        if let unasked = terms.unaskedPhrase { parts.append(unasked) }
        if let presentation {
            parts.append("issued elsewhere, presented by \(code: presentation.presentedBy)")
            if presentation.isContradicted { parts.append("\(warning: "contradicted by its token")") }
        }
        parts += suspensions.map(\.phrase)
        parts += revocations.map { "\(warning: "revoked") by entry \($0.index), effective \($0.effective)" }
        return parts.joined(separator: "; ")
    }
}

extension CredentialTerms {
    /// What it says besides, which no rule holds a label against: "stated and not asked: level “trainee”, languages de"; `nil` for nothing.
    var unaskedPhrase: Phrase? {
        let open = [("level", level), ("jurisdiction", jurisdiction)].compactMap { name, value in
            value.map { "\(words: name) \($0.openPhrase)" as Phrase }
        }
        let lists = [("languages", languages), ("modalities", modalities)].filter { !$0.1.isEmpty }.map { name, texts in
            "\(words: name) \(texts.map { "\(quote: $0)" as Phrase }.joined(separator: ", "))" as Phrase
        }
        let parts = open + lists
        return parts.isEmpty ? nil : "stated and not asked: \(parts.joined(separator: ", "))"
    }
}

extension JSONValue {
    /// What may be anything: text as it was written, else JSON.
    fileprivate var openPhrase: Phrase {
        if case .string(let text) = self { "\(quote: text)" } else { "\(code: canonicalText)" }
    }
}

extension CertifiedCredential.Presentation {
    /// What was presented, then what was found of each matter.
    var phrases: [Phrase] {
        let claim: Phrase = """
            presented as \(words: format.rawValue), algorithm \(id: algorithm), checked by \(id: checkedBy) on the word of \
            \(code: presentedBy); token \(code: tokenDigest.contentDigest)
            """
        return [claim] + findings.map { $0.phrase(presentedBy: presentedBy) }
    }
}

extension PresentationFinding {
    /// "signature, checked here: the ES256 signature holds under …".
    package func phrase(presentedBy presenter: Actor) -> Phrase {
        let basis: Phrase =
            switch basis {
            case .checked: "checked here"
            case .operator: "on the operator's word"
            case .presenter: "on the word of \(code: presenter)"
            case .contradicted: "\(warning: "contradicted")"
            case .notEvaluable: "\(warning: "not evaluable here"), so on the word of \(code: presenter)"
            }
        let quoted = quoted.map { ": \(quote: $0)" as Phrase } ?? ""
        return "\(words: matter.rawValue), \(basis): \(words: sentence)\(quoted)"
    }
}

extension KeyHistory {
    var phrase: Phrase {
        var parts: [Phrase] = ["\(code: key.thumbprint) (entry \(index))"]
        if let rotatedFrom { parts.append("rotated from \(code: rotatedFrom)") }
        parts += ends.map { "\(warning: $0.reason.rawValue) by entry \($0.index), effective \($0.effective)" }
        return parts.joined(separator: "; ")
    }
}

extension KeyHolding {
    var words: String {
        switch self {
        case .stated(let custody): custody.words
        case .unstated: "brought in by rotation; who holds it was not stated"
        }
    }

    var sentence: String {
        switch self {
        case .stated(let custody): "By the signer's enrolment, the key is \(custody.words)."
        case .unstated: "The key was brought in by a rotation; who holds it was not stated."
        }
    }
}

extension Custody {
    var words: String {
        switch self {
        case .holder: "held by the signer"
        case .connector: "held by a connector on the signer's behalf"
        }
    }
}
