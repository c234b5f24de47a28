import MerkleLog
import Primitives
import Provenance

/// The certificate in whole sentences, for a reader who is not of the trade.
extension BirthCertificate {
    var summarySentences: [Phrase] {
        [what, who] + entitlement + [instructions, changes] + reviews + [surroundings] + warnings + [inTheLog]
    }

    private var what: Phrase {
        let subject: Phrase = """
            Label \(id: label.segments[2]) is about item \(id: item.subject.segments[1]) of dataset \(id: label.segments[0]) and \
            answers the question \(quote: name)
            """
        guard let value else { return "\(subject). It is \(warning: "withdrawn") and has no value any more." }
        return "\(subject) with \(value.phrase)."
    }

    private var who: Phrase {
        guard let head else { return "Who gave it is not known." }
        let deed: Phrase = isWithdrawn ? "It was withdrawn by" : "This value was given by"
        let known = participants.first { $0.actor == head.actor }?.enrolment?.personal.first { $0.member == "name" }
        let name = known?.text.text.map { "\(quote: $0), " as Phrase } ?? ""
        let held = head.holding.map { " \(words: $0.sentence)" as Phrase } ?? ""
        return """
            \(deed) \(code: head.actor) (\(name)\(words: head.kind.words)) and recorded at \(head.times.recorded), as entry \
            \(head.entry.index).\(held)
            """
    }

    private var entitlement: [Phrase] {
        guard let verdict else { return ["Entitlement: a withdrawn label has no verdict."] + objection }
        let then: Phrase = "Was the signer entitled to give it? As known when it was recorded: \(verdict.then.phrase)."
        if verdict.now.verdict == verdict.then.verdict, verdict.now.because == verdict.then.because {
            return [then, "Nothing known at \(ledger.size) entries changes that."]
        }
        return [then, "As known now, at \(ledger.size) entries: \(verdict.now.phrase)."]
    }

    /// What speaks against whoever withdrew the label.
    private var objection: [Phrase] {
        guard let verdict = head?.verdict else { return [] }
        return [
            """
            The signer was \(warning: "not entitled") to withdraw it. As known when that was recorded: \
            \(verdict.then.sentence). As known now: \(verdict.now.sentence).
            """
        ]
    }

    private var instructions: Phrase {
        guard let guideline = head?.guideline else { return noInstructions }
        let end = guideline.withdrawalPhrase.map { " That version is \($0)." as Phrase } ?? ""
        return """
            The signer says that guideline \(id: guideline.guideline), version \(id: guideline.version), was followed; it was \
            published as entry \(guideline.index).\(end)
            """
    }

    /// That the head cites no guideline, and what an earlier value cites.
    private var noInstructions: Phrase {
        guard let earlier = steps.last(where: { $0.isHead && $0.guideline != nil }), let cited = earlier.guideline else {
            return "No guideline was cited."
        }
        let subject = isWithdrawn ? "the withdrawal" : "this value"
        let end = cited.withdrawal.map { " That version is \($0.phrase)." as Phrase } ?? ""
        return """
            No guideline was cited for \(words: subject); an earlier value, of entry \(earlier.entry.index), cites guideline \
            \(id: cited.guideline), version \(id: cited.version).\(end)
            """
    }

    private var changes: Phrase {
        let given = steps.filter(\.isHead)
        var sentence: Phrase = "This is the first value of the label"
        if given.count > 1 {
            let before = head?.previous?.value?.phrase ?? "none"
            sentence = "The label was changed \(Self.times(given.count - 1)); before the last change it said: \(before)"
        }
        if let accepted = head?.accepted {
            sentence = sentence + "; a suggestion of \(code: accepted.model) was \(words: accepted.outcome)"
        }
        return sentence + "."
    }

    private var reviews: [Phrase] {
        let all = steps.filter { $0.reviewOutcome != nil }
        let own = all.filter(isOfHead)
        guard let ofEarlier = Self.told(all.filter { !isOfHead($0) }) else {
            guard let ofThis = Self.told(own) else { return ["Nobody reviewed it."] }
            return ["It was reviewed \(ofThis)\(dispute)"]
        }
        let earlier: Phrase = "What the label said before was reviewed \(ofEarlier)"
        if let ofThis = Self.told(own) { return ["It was reviewed \(ofThis)\(dispute)", earlier] }
        return [isWithdrawn ? earlier : "Nobody reviewed this value. \(earlier)"]
    }

    private func isOfHead(_ review: CertificateStep) -> Bool {
        review.references.contains { $0.member == "reviews" && $0.reference == head?.entry.reference }
    }

    /// "once; the last review, by annotator:b at …, says: accepted.", and what is against those who reviewed; `nil` if there is no
    /// review.
    private static func told(_ reviews: [CertificateStep]) -> Phrase? {
        guard let last = reviews.last, let outcome = last.reviewOutcome else { return nil }
        return """
            \(times(reviews.count)); the last review, by \(code: last.actor) at \(last.times.recorded), says: \
            \(words: outcome.rawValue).\(objections(to: reviews))
            """
    }

    private static func objections(to reviews: [CertificateStep]) -> Phrase {
        reviews.compactMap { review -> Phrase? in
            guard let verdict = review.verdict?.now.verdict, verdict.isAdverse else { return nil }
            let effect = review.reviewOutcome == .accepted ? "; that it accepts counts for nothing" : ""
            return """
                 The signer of entry \(review.entry.index) was \(warning: "not entitled") to review it, as known now: \
                \(words: verdict.words + effect).
                """
        }.joined(separator: "")
    }

    private var dispute: Phrase {
        isDisputed
            ? " It is \(warning: "disputed"): no review by somebody entitled has accepted it since one that did not." : ""
    }

    private var surroundings: Phrase {
        let relations = relations.filter { $0.claim != nil }
        guard !relations.isEmpty else { return "It stands in no relation to another label." }
        let judged = relations.compactMap(\.judgement)
        let count: Phrase = relations.count == 1 ? "one relation" : "\(relations.count) relations"
        guard !judged.isEmpty else { return "It stands in \(count) to other labels, none of them about time." }
        let states = SynchronisationJudgement.State.allCases.compactMap { state -> Phrase? in
            let count = judged.count { $0.state == state }
            guard count > 0 else { return nil }
            let verb = count == 1 ? "is" : "are"
            return state == .holds
                ? "\(count) \(words: count == 1 ? "holds" : "hold")" : "\(count) \(words: verb) \(warning: state.rawValue)"
        }
        return """
            It stands in \(count) to other labels. Of \(judged.count) in time, by what is known of the tracks' clocks, \
            \(states.joined(separator: ", ")).
            """
    }

    private var warnings: [Phrase] {
        var warnings: [Phrase] = []
        if let quarantine = item.quarantine {
            warnings.append("The item is \(warning: "in quarantine") (entry \(quarantine.index)): \(quote: quarantine.reason).")
        }
        warnings += item.tracks.filter(\.isMisleading).map { track in
            """
            The clock of track \(id: track.placed.track.id) was stated by \(code: track.placed.statement.source) (entry \
            \(track.placed.statement.index)), who was \(warning: "not entitled") to it, as known now: \(track.verdict.sentence). \
            Nothing about the times of that track can be decided by it.
            """
        }
        let states = [ProcessState.open, .unmet, .notEvaluable].compactMap(processCount)
        if !states.isEmpty {
            warnings.append("Of what the dataset asks for such labels, \(states.joined(separator: ", and ")).")
        }
        return warnings
    }

    /// "1 of 3 is not met yet"; `nil` if nothing is in that state.
    private func processCount(_ state: ProcessState) -> Phrase? {
        let count = process.count { $0.state == state }
        guard count > 0, let words = state.words(count == 1) else { return nil }
        return "\(warning: "\(count) of \(process.count)") \(words: words)"
    }

    private var inTheLog: Phrase {
        """
        The log of \(code: ledger.origin) holds it; the proof at the end lets anybody check that. “Then” below is what was known \
        when the label was recorded, “now” what is known at \(ledger.size) entries, the last of them recorded at \
        \(ledger.lastRecorded).
        """
    }

    private static func times(_ count: Int) -> Phrase { count == 1 ? "once" : "\(count) times" }
}

extension ProcessState {
    fileprivate func words(_ isOne: Bool) -> String? {
        switch self {
        case .met: nil
        case .open: isOne ? "is not met yet" : "are not met yet"
        case .unmet: isOne ? "was not kept" : "were not kept"
        case .notEvaluable: "cannot be shown by the log"
        }
    }
}
