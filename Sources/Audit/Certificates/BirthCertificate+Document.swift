import MerkleLog
import Primitives
import Provenance
import Signatures

extension BirthCertificate {
    /// At most 100 columns, but for the signed note.
    package func text(usesColour: Bool = false) -> String { TextRenderer(usesColour: usesColour).render(document) }

    /// One self-contained page.
    package var html: String { HTMLRenderer.render(document) }

    package var document: Document {
        Document(
            title: "Birth certificate of a label", subtitle: "\(code: label)",
            sections: [
                .init("In short", summary), .init("What was labelled", itemBlocks),
                .init("On the item's timeline", timelineBlocks), .init("How it came about", stepBlocks),
                .init("Reviews, decisions and suggestions", judgementBlocks), .init("Relations to other labels", relationBlocks),
                .init("Who stands behind it", participantBlocks), .init("What the dataset asks for", processBlocks),
                .init("Proof that it is in the log", proofBlocks),
                .init("What this certificate does not show", [.list(limits.map { Phrase(words: $0) })]),
            ])
    }

    private var summary: [Document.Block] {
        var facts: [Document.Fact] = [
            .init("Question", "\(id: name)"), .init("Value", value?.phrase ?? "\(warning: "withdrawn")"),
            .init("On", segmentPhrases(segments)),
            .init("Entitlement then", verdict?.then.word ?? "a withdrawn label has no verdict"),
            .init("Entitlement now", verdict?.now.word ?? "a withdrawn label has no verdict"),
        ]
        facts += contradictedCredentials
        facts += [
            .init("Ledger", "\(code: ledger.origin)"),
            .init("As of", "\(ledger.size) entries, the last recorded \(ledger.lastRecorded)"),
        ]
        return [
            .list(summarySentences), .facts(facts),
        ]
    }

    /// Credentials that are not what their tokens say: a reader must not have to look for them.
    private var contradictedCredentials: [Document.Fact] {
        let contradicted = participants.flatMap(\.credentials).filter { $0.presentation?.isContradicted == true }
        guard !contradicted.isEmpty else { return [] }
        return [
            .init(
                "Presented credentials",
                contradicted.map {
                    """
                    \(warning: "contradicted"): the token of \(code: $0.subject) does not bear out what was presented; \
                    “Who stands behind it” says in what
                    """
                })
        ]
    }

    private func segmentPhrases(_ segments: [PlacedSegment]?) -> [Phrase] {
        guard let segments else { return ["no part of the item is named"] }
        return segments.isEmpty ? ["the whole item"] : segments.map(\.phrase)
    }

    private var datasetFact: [Document.Fact] {
        guard let dataset else { return [] }
        return [
            .init(
                "Dataset", "\(id: dataset.dataset), \(quote: dataset.title) (entry \(dataset.index))",
                "purpose, as claimed: \(quote: dataset.purpose)", "licence, as claimed: \(quote: dataset.licence)")
        ]
    }

    private var itemBlocks: [Document.Block] {
        var facts = datasetFact
        facts += [
            .init("Item", "\(code: item.subject)"),
            .init(
                "Registered", "entry \(item.registration.index), \(item.recorded), by \(code: item.registeredBy)",
                "event \(code: item.registration.reference.id)", "\(code: item.registration.reference.digest.contentDigest)"),
            .init("Origin, as claimed", item.origin.phrase),
        ]
        if let quarantine = item.quarantine {
            facts.append(
                .init("Quarantine", "\(warning: "in quarantine") (entry \(quarantine.index)): \(quote: quarantine.reason)"))
        }
        let rows = item.tracks.map { certified -> [Phrase] in
            let track = certified.placed.track
            return [
                "\(id: track.id)", "\(words: track.modality.rawValue)", "\(code: track.mediaType)", certified.clockPhrase,
                "\(code: track.digest.contentDigest)",
            ]
        }
        let table = Document.Table(
            caption: "Tracks", headers: ["Track", "Modality", "Media type", "Time", "Digest of the content"], rows: rows)
        return [.facts(facts)] + (rows.isEmpty ? [.paragraph("The item has no tracks.")] : [.table(table)])
    }
}

// The steps.
extension BirthCertificate {
    private var stepBlocks: [Document.Block] {
        steps.enumerated().map { number, step in
            .group(
                "Step \(number + 1): \(words: step.entry.words) by \(code: step.actor), \(step.times.recorded)",
                [.facts(facts(of: step))])
        }
    }

    private func facts(of step: CertificateStep) -> [Document.Fact] {
        var facts: [Document.Fact] = [
            .init("Entry", "\(step.entry.index)"), .init("Event", "\(code: step.entry.reference.id)"),
            .init("Digest", "\(code: step.entry.reference.digest.contentDigest)"),
            .init("Signed by", "\(code: step.actor), \(words: step.kind.words)"), .init("Key", key(of: step)),
        ]
        if let outcome = step.reviewOutcome { facts.append(.init("Outcome", "\(words: outcome.rawValue)")) }
        if let value = step.value { facts.append(.init(step.reviewOutcome == nil ? "Value" : "Proposed value", value.phrase)) }
        if let previous = step.previous {
            facts.append(.init("Before", "\(previous.value?.phrase ?? "withdrawn") (entry \(previous.index))"))
        }
        if let statement = step.statement { facts.append(.init(statement.member.capitalizedASCII, statement.text.phrase)) }
        if let responses = step.responses { facts.append(.init("Responses", responses.map(\.phrase))) }
        if let segments = step.segments { facts.append(.init("On", segmentPhrases(segments))) }
        if let verdict = step.verdict {
            facts.append(.init("Entitlement then", verdict.then.phrase, because(verdict.then)))
            facts.append(.init("Entitlement now", verdict.now.phrase, because(verdict.now)))
        }
        return facts + circumstances(of: step)
    }

    private func key(of step: CertificateStep) -> Phrase {
        "\(code: step.key)" + (step.holding.map { ", \(words: $0.words)" } ?? "")
    }

    private func because(_ verdict: ReasonedVerdict) -> Phrase {
        guard !verdict.because.isEmpty else { return "rests on no entry" }
        return "rests on \(verdict.because.map { "entry \($0.index) (\(words: $0.words))" as Phrase }.joined(separator: ", "))"
    }

    private func circumstances(of step: CertificateStep) -> [Document.Fact] {
        var facts: [Document.Fact] = []
        if let credential = step.credential { facts.append(.init("Credential", "\(code: credential)")) }
        if let guideline = step.guideline { facts.append(.init("Guideline", guideline.phrases)) }
        if let tool = step.tool { facts.append(.init("Tool, as claimed", tool.phrase)) }
        if let session = step.session { facts.append(.init("Session", "\(id: session)")) }
        if let duration = step.durationMs { facts.append(.init("Duration, as claimed", "\(duration) ms")) }
        if let confidence = step.confidence { facts.append(.init("Confidence", "\(words: confidence.description)")) }
        facts.append(.init("Recorded", "\(step.times.recorded)"))
        facts.append(.init("Time, as claimed", claimed(step.times)))
        facts.append(
            .init("Refers to", step.references.isEmpty ? ["nothing"] : step.references.map(\.phrase)))
        return facts
    }

    private func claimed(_ times: StepTimes) -> Phrase {
        guard times.isBeyondTolerance, let tolerance = times.toleranceSeconds else { return "\(times.claimed)" }
        let warning = "further from the recorded time than the \(tolerance) s that the ledger tolerates"
        return "\(times.claimed) \(warning: warning)"
    }

    private var judgementBlocks: [Document.Block] {
        var items: [Phrase] = []
        for step in steps {
            let head: Phrase = "Entry \(step.entry.index), \(step.times.recorded), by \(code: step.actor)"
            if let outcome = step.reviewOutcome {
                let subject = step.references.first { $0.member == "reviews" }?.index.map { "entry \($0)" as Phrase } ?? "a step"
                items.append(
                    "\(head): review of \(subject): \(words: outcome.rawValue)" + said(step) + objection(to: step.verdict))
            }
            if let decision = step.adjudication {
                items.append(
                    "\(head): adjudication by \(words: decision.rule.rawValue) among \(words: decision.among.count.counted("label"))"
                        + said(step) + objection(to: step.verdict))
            }
            if let accepted = step.accepted {
                items.append("\(head): \(accepted.phrase)")
            }
        }
        items += adjudicationsElsewhere.map { decision in
            """
            Entry \(decision.entry.index), \(decision.recorded), by \(code: decision.actor): this label was weighed in the \
            adjudication \(code: decision.label) (\(words: decision.rule.rawValue)), which decided \(decision.value.phrase)
            """ + objection(to: decision.verdict)
        }
        return items.isEmpty ? [.paragraph("There are none.")] : [.list(items)]
    }

    /// What is against whoever reviewed or decided, as known now.
    private func objection(to verdict: CertifiedVerdict?) -> Phrase {
        guard let now = verdict?.now, now.verdict.isAdverse else { return "" }
        return "; the signer was \(warning: "not entitled to it"), as known now: \(now.sentence)"
    }

    private func said(_ step: CertificateStep) -> Phrase {
        let value = step.value.map { "; value \($0.phrase)" as Phrase } ?? ""
        let statement = step.statement.map { "; \(words: $0.member) \($0.text.phrase)" as Phrase } ?? ""
        return value + statement
    }
}

// What stands around the label.
extension BirthCertificate {
    private var timelineBlocks: [Document.Block] {
        let own = PlacedLabel(id: label.segments[2], isWithdrawn: isWithdrawn, segments: segments)
        let judged = relations.enumerated().compactMap { place, relation in
            relation.claim.flatMap { claim in
                relation.judgement.map { TimelinePicture.Relation(number: place + 1, claim: claim, judgement: $0) }
            }
        }
        let picture = TimelinePicture(tracks: item.tracks.map(\.placed), labels: [own] + relatedLabels, relations: judged)
        guard let figure = picture.figure else { return [.paragraph("No track of the item runs in time.")] }
        return [.figure(figure)]
    }

    private var relationBlocks: [Document.Block] {
        guard !relations.isEmpty else { return [.paragraph("There are none.")] }
        return relations.enumerated().map { place, relation in
            .group(
                "R\(place + 1): \(id: relation.from.segments[2]) \(words: relation.relation.words) \(id: relation.to.segments[2])",
                [.facts(facts(of: relation))])
        }
    }

    private func facts(of relation: CertifiedRelation) -> [Document.Fact] {
        var facts: [Document.Fact] = [
            .init(
                "Stated", "entry \(relation.entry.index), \(relation.recorded), by \(code: relation.actor)",
                "as label \(id: relation.label.segments[2]), \(words: relation.state.rawValue)")
        ]
        if relation.state == .changed {
            facts.append(.init("Says now", relation.claim?.phrase ?? "no relation"))
        }
        if let claim = relation.claim, let judgement = relation.judgement {
            facts.append(.init("In time", judgement.phrase(from: claim.from, to: claim.to)))
        }
        facts.append(.init("Entitlement then", relation.verdict.then.phrase))
        facts.append(.init("Entitlement now", relation.verdict.now.phrase))
        if let tolerance = relation.toleranceUs { facts.append(.init("Tolerance", "\(tolerance) µs")) }
        if let rationale = relation.rationale { facts.append(.init("Rationale", rationale.phrase)) }
        return facts
    }

    private var participantBlocks: [Document.Block] {
        var blocks = participants.map { Document.Block.group("\(code: $0.actor)", [.facts(facts(of: $0))]) }
        for authority in authorities {
            blocks.append(.group("Authority \(id: authority.id), on the operator's word", [.facts(facts(of: authority))]))
        }
        return blocks
    }

    private func facts(of participant: Participant) -> [Document.Fact] {
        var facts: [Document.Fact] = [.init("Signed", "\(words: participant.roles.joined(separator: ", "))")]
        if let enrolment = participant.enrolment {
            facts.append(.init("Enrolled", "entry \(enrolment.index), key \(words: enrolment.custody.words)"))
            if let model = enrolment.model {
                facts.append(
                    .init("Model", "\(id: model.model) version \(id: model.version), \(code: model.digest.contentDigest)"))
            }
            facts += enrolment.personal.map { .init($0.member.capitalizedASCII, $0.text.phrase) }
        } else {
            facts.append(.init("Office", "\(words: participant.actor.kind.rawValue) of the ledger"))
        }
        facts.append(.init("Keys", participant.keys.map(\.phrase)))
        if !participant.suspensions.isEmpty { facts.append(.init("Suspensions", participant.suspensions.map(\.phrase))) }
        if participant.actor.kind == .annotator {
            let credentials = participant.credentials.map(\.phrase)
            facts.append(.init("Credentials", credentials.isEmpty ? ["none"] : credentials))
            for credential in participant.credentials {
                guard let presentation = credential.presentation else { continue }
                facts.append(
                    .init("Presented credential", ["\(code: credential.subject)"] + presentation.phrases))
            }
        }
        return facts
    }

    private func facts(of authority: CertifiedAuthority) -> [Document.Fact] {
        guard let recognition = authority.recognition else { return [.init("Recognised", "\(warning: "never")")] }
        let competences = recognition.competences.map { "\(code: $0)" as Phrase }.joined(separator: ", ")
        var facts: [Document.Fact] = [
            .init("Name", "\(quote: recognition.name)"), .init("Recognised", "entry \(recognition.index), for \(competences)"),
            .init("Key", "\(code: recognition.kid)"),
        ]
        if let published = authority.published {
            let keys = published.keys.map { key -> Phrase in
                "\(code: key.thumbprint)" + (key.name.map { ", named \(id: $0)" } ?? "")
            }
            let issuer: Phrase = published.issuer.map { "as issuer \(quote: $0)" } ?? "its name as issuer is not stated"
            facts.append(.init("Signs elsewhere", [issuer] + keys))
        }
        for withdrawal in authority.withdrawals {
            facts.append(.init("Withdrawn", "\(warning: "by entry \(withdrawal.index)"), effective \(withdrawal.effective)"))
        }
        return facts
    }

    private var processBlocks: [Document.Block] {
        let findings = process.map { finding -> Phrase in
            let state = finding.state.rawValue
            return "\(finding.state == .met ? "\(words: state)" as Phrase : "\(warning: state)"): \(words: finding.sentence)"
        }
        return [.paragraph(askedOfProcess)] + (findings.isEmpty ? [.paragraph("No process is asked for.")] : [.list(findings)])
    }

    private var askedOfProcess: Phrase {
        let then = requirement.map {
            "Requirement of entry \($0.index), in force when the head was recorded: \($0.row.phrase)." as Phrase
        }
        guard requirement != processRequirement else { return then ?? "No requirement names this question." }
        let now: Phrase =
            processRequirement.map {
                "The process is held against that of entry \($0.index), in force now: \($0.row.phrase)."
            } ?? "No requirement that is in force now names this question."
        return (then ?? "No requirement named this question when the head was recorded.") + " " + now
    }

    private var proofBlocks: [Document.Block] {
        [
            .facts([
                .init("Entry", "\(proof.inclusion.index)"), .init("Tree size", "\(proof.inclusion.size)"),
                .init("Leaf (base64)", "\(code: proof.leaf.base64)"),
                .init(
                    "Hashes (base64)",
                    proof.inclusion.hashes.isEmpty ? ["none"] : proof.inclusion.hashes.map { "\(code: $0.base64)" }),
            ]),
            .paragraph("The checkpoint, a signed note:"), .verbatim(ledger.checkpoint.note),
            .paragraph("How to check it:"), .list(checkingSteps.map { Phrase(words: $0) }),
        ]
    }
}

extension CitedEvent {
    fileprivate var phrase: Phrase {
        let place = index.map { "entry \($0)" as Phrase } ?? "no entry known here"
        return "\(words: member): \(place), event \(code: reference.id)"
    }
}

extension AcceptedSuggestion {
    fileprivate var phrase: Phrase {
        let suggestion: Phrase = "the suggestion of \(code: model) (entry \(entry.index)), \(value.phrase)"
        return switch isUnchanged {
        case true?: "accepted \(suggestion), unchanged"
        case false?: "corrected \(suggestion)"
        case nil: "took up \(suggestion); sealed text hides whether it was changed"
        }
    }

    /// What became of it: "accepted" is said only of a value that stayed what it was.
    var outcome: String {
        switch isUnchanged {
        case true?: "accepted"
        case false?: "corrected"
        case nil: "taken up, and sealed text hides whether it was changed"
        }
    }
}

extension String {
    /// A member's name as the name of a fact.
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

extension PreferenceRanked.Response {
    /// What an id in the ranking stands for: the ids say nothing beyond their event.
    fileprivate var phrase: Phrase {
        let isNamed = if case .null = model { false } else { true }
        let writer: Phrase = isNamed ? ", written by \(code: model.canonicalText), as claimed" : ""
        return "\(id: id) is \(code: digest.contentDigest)" + writer
    }
}
