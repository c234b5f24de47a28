import MerkleLog
package import Primitives
import Provenance
import Signatures

extension BirthCertificate {
    /// The version of the JSON's shape: members may be added to it, and none is taken away or changes its meaning.
    package static let jsonVersion: Int64 = 1

    /// The certificate as JSON; its canonical text (RFC 8785) is what `--format json` prints. Docs/Certificates.md lists the
    /// members. All of them are always there; what is not known is null. Times are as in events; microseconds on a timeline
    /// are whole numbers, null past ±(2^53 − 1), beside an exact fraction in decimal text.
    package var json: JSONValue {
        [
            "kind": "birth-certificate", "version": .integer(Self.jsonVersion), "ledger": ledger.json,
            "label": .string(label.description), "question": .string(question.description), "name": .string(name),
            "value": .or(value?.json), "valueText": .or(value?.sealedText?.json), "withdrawn": .bool(isWithdrawn),
            "disputed": .bool(isDisputed), "segments": .or(segments.map { .list($0, \.json) }), "dataset": .or(dataset?.json),
            "item": item.json,
            "verdict": .or(verdict?.then.json), "verdictNow": .or(verdict?.now.json),
            "steps": .list(steps, \.json), "relations": .list(relations, \.json),
            "relatedLabels": .list(relatedLabels, \.json),
            "adjudicationsElsewhere": .list(adjudicationsElsewhere, \.json), "participants": .list(participants, \.json),
            "authorities": .list(authorities, \.json), "requirement": .or(requirement?.json),
            "processRequirement": .or(processRequirement?.json),
            "process": .list(process) { ["state": .string($0.state.rawValue), "sentence": .string($0.sentence)] },
            "proof": proof.json(steps: checkingSteps), "limits": .list(limits) { .string($0) },
            "showsDisclosures": .bool(showsDisclosures && !withholdsPeople),
        ]
    }
}

extension JSONValue {
    static func or(_ value: JSONValue?) -> JSONValue { value ?? .null }
    static func text(_ value: (some CustomStringConvertible)?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    static func list<Element>(_ elements: some Sequence<Element>, _ json: (Element) -> JSONValue) -> JSONValue {
        .array(elements.map(json))
    }
    /// Null for what JSON cannot hold exactly.
    static func whole(_ value: (some BinaryInteger)?) -> JSONValue {
        guard let value, let small = Int64(exactly: value), small.magnitude <= 9_007_199_254_740_991 else { return .null }
        return .integer(small)
    }
    static func place(_ index: EntryIndex?) -> JSONValue { .whole(index?.value) }
}

extension LedgerState {
    fileprivate var json: JSONValue {
        [
            "origin": .string(origin), "size": .whole(size.value), "lastRecorded": .text(lastRecorded),
            "checkpoint": .string(checkpoint.note),
        ]
    }
}

extension HeadProof {
    fileprivate func json(steps: [String]) -> JSONValue {
        [
            "index": .place(inclusion.index), "size": .whole(inclusion.size.value), "leaf": .string(leaf.base64),
            "hashes": .list(inclusion.hashes) { .string($0.base64) }, "howToCheck": .list(steps) { .string($0) },
        ]
    }
}

extension EntryCitation {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "id": .text(reference.id), "digest": .string(reference.digest.contentDigest),
            "type": .string(type), "words": .string(words),
        ]
    }
}

extension ReasonedVerdict {
    fileprivate var json: JSONValue {
        [
            "verdict": .string(verdict.rawValue), "sentence": .string(sentence.plain), "because": .list(because, \.json),
            "credential": .text(credential),
        ]
    }
}

extension SealableText {
    fileprivate var json: JSONValue { ["state": .string(state), "text": .text(text)] }
}

extension CertifiedDataset {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "dataset": .string(dataset), "title": .string(title), "purpose": .string(purpose),
            "licence": .string(licence),
        ]
    }
}

extension CertifiedItem {
    fileprivate var json: JSONValue {
        [
            "subject": .text(subject), "registration": registration.json, "registeredBy": .text(registeredBy),
            "recorded": .text(recorded), "origin": origin.json, "tracks": .list(tracks, \.json),
            "quarantine": .or(quarantine.map { ["index": .place($0.index), "reason": .string($0.reason)] }),
        ]
    }
}

extension Origin {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "model": .text(model), "version": .text(version),
            "promptDigest": .text(promptDigest?.contentDigest), "seed": .or(seed), "parents": .list(parents, \.json),
        ]
    }
}

extension CertifiedTrack {
    fileprivate var json: JSONValue {
        let (track, clock) = (placed.track, placed.clock)
        return [
            "id": .string(track.id), "modality": .string(track.modality.rawValue), "mediaType": .string(track.mediaType),
            "digest": .string(track.digest.contentDigest),
            "timebase": .or(
                clock.timebase.map { ["numerator": .whole($0.numerator), "denominator": .whole($0.denominator)] }),
            "duration": .whole(track.duration), "offset": .whole(clock.offset), "driftPPM": .or(JSONValue(clock.driftPPM)),
            "uncertainty": .whole(clock.uncertainty), "clockEntry": .place(placed.statement.index),
            "clockBy": .text(placed.statement.source), "clockVerdict": verdict.json, "end": .or(placed.end?.json),
        ]
    }
}

extension TimelinePosition {
    var json: JSONValue {
        [
            "microseconds": .whole(microseconds), "rounded": .bool(isRounded), "numerator": .text(exact.numerator),
            "denominator": .text(exact.denominator),
        ]
    }
}

extension PlacedSegment {
    fileprivate var json: JSONValue {
        [
            "track": .string(segment.track), "startTick": .whole(segment.span?.start), "endTick": .whole(segment.span?.end),
            "start": .or(start?.json), "end": .or(end?.json), "uncertainty": .whole(uncertainty),
            "region": .or(segment.region), "remarks": .list(remarks) { .string($0.rawValue) },
        ]
    }
}

extension PlacedLabel {
    fileprivate var json: JSONValue {
        [
            "label": .string(id), "withdrawn": .bool(isWithdrawn), "segments": .or(segments.map { .list($0, \.json) }),
        ]
    }
}

extension CertifiedRequirement {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "labels": .list(row.labels) { .string($0) }, "competence": .text(row.competence),
            "annotationsPerItem": .whole(row.annotationsPerItem), "blind": .or(row.blind.map { .bool($0) }),
            "reviews": .whole(row.reviews), "reviewerCompetence": .text(row.reviewerCompetence),
            "adjudication": .or(row.adjudication),
        ]
    }
}

extension CertificateStep {
    fileprivate var json: JSONValue {
        [
            "entry": entry.json, "actor": .text(actor), "signerKind": .string(kind.rawValue), "key": .text(key),
            "custody": .text(holding?.custody?.rawValue), "claimed": .text(times.claimed), "recorded": .text(times.recorded),
            "toleranceSeconds": .whole(times.toleranceSeconds), "claimedBeyondTolerance": .bool(times.isBeyondTolerance),
            "verdict": .or(verdict?.then.json), "verdictNow": .or(verdict?.now.json), "credential": .text(credential),
            "value": .or(value?.json), "valueText": .or(value?.sealedText?.json),
            "responses": .or(responses.map { .list($0, \.json) }), "previous": .or(previous?.json),
            "segments": .or(segments.map { .list($0, \.json) }), "guideline": .or(guideline?.json),
            "accepted": .or(accepted?.json),
            "statement": .or(statement?.json),
            "tool": .or(tool.map { ["name": .string($0.name), "version": .text($0.version)] }), "session": .text(session),
            "durationMs": .whole(durationMs), "confidence": .or(confidence.flatMap { JSONValue($0) }),
            "outcome": .text(reviewOutcome?.rawValue), "adjudication": .or(adjudication?.json),
            "references": .list(references) { $0.json }, "head": .bool(isHead),
        ]
    }
}

extension PreferenceRanked.Response {
    fileprivate var json: JSONValue { ["id": .string(id), "digest": .string(digest.contentDigest), "model": model] }
}

extension CertificateStep.PreviousValue {
    fileprivate var json: JSONValue {
        ["index": .place(index), "value": .or(value?.json), "valueText": .or(value?.sealedText?.json)]
    }
}

extension CertificateStep.Statement {
    fileprivate var json: JSONValue {
        ["member": .string(member), "state": .string(text.state), "text": .text(text.text)]
    }
}

extension CertificateStep.Adjudication {
    fileprivate var json: JSONValue {
        [
            "rule": .string(rule.rawValue),
            "among": .list(among) { ["label": .string($0.label), "event": $0.event.json] },
        ]
    }
}

extension CitedGuideline {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "guideline": .string(guideline), "version": .string(version),
            "digest": .string(digest.contentDigest), "withdrawal": .or(withdrawalJSON),
        ]
    }

    private var withdrawalJSON: JSONValue? {
        withdrawal.map {
            [
                "index": .place($0.index), "by": .text($0.by), "recorded": .text($0.recorded), "effective": .text($0.effective),
                "reason": .string($0.reason), "inEffect": .bool(wasWithdrawn),
            ]
        }
    }
}

extension AcceptedSuggestion {
    fileprivate var json: JSONValue {
        [
            "entry": entry.json, "label": .text(label), "model": .text(model), "value": value.json,
            "valueText": .or(value.sealedText?.json), "confidence": .or(confidence.flatMap { JSONValue($0) }),
            "unchanged": .or(isUnchanged.map { .bool($0) }),
        ]
    }
}

extension CitedEvent {
    fileprivate var json: JSONValue {
        [
            "member": .string(member), "id": .text(reference.id), "digest": .string(reference.digest.contentDigest),
            "index": .place(index),
        ]
    }
}

extension CertifiedRelation {
    fileprivate var json: JSONValue {
        [
            "entry": entry.json, "actor": .text(actor), "recorded": .text(recorded), "label": .text(label), "from": .text(from),
            "to": .text(to), "relation": .string(relation.rawValue), "toleranceUs": .whole(toleranceUs),
            "verdict": verdict.then.json, "verdictNow": verdict.now.json, "rationale": .or(rationale?.json),
            "state": .string(state.rawValue), "claim": .or(claim?.json),
            "synchronisation": .or(claim.flatMap { claim in judgement?.json(from: claim.from, to: claim.to) }),
        ]
    }
}

extension AdjudicationElsewhere {
    fileprivate var json: JSONValue {
        [
            "entry": entry.json, "actor": .text(actor), "recorded": .text(recorded), "label": .text(label),
            "rule": .string(rule.rawValue), "value": value.json, "valueText": .or(value.sealedText?.json),
            "verdict": verdict.then.json, "verdictNow": verdict.now.json,
        ]
    }
}

extension Participant {
    fileprivate var json: JSONValue {
        [
            "actor": .text(actor), "roles": .list(roles) { .string($0) }, "enrolment": .or(enrolment?.json),
            "keys": .list(keys, \.json), "suspensions": .list(suspensions, \.json),
            "credentials": .list(credentials, \.json),
        ]
    }
}

extension Participant.Enrolment {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "custody": .string(custody.rawValue),
            "model": .or(
                model.map {
                    [
                        "model": .string($0.model), "version": .string($0.version), "digest": .string($0.digest.contentDigest),
                    ]
                }),
            "personal": .object(JSONObject(personal.map { .init(name: $0.member, value: $0.text.json) })),
        ]
    }
}

extension KeyHistory {
    fileprivate var json: JSONValue {
        [
            "kid": .text(key.thumbprint), "index": .place(index), "rotatedFrom": .text(rotatedFrom),
            "ends": .list(ends) {
                ["index": .place($0.index), "reason": .string($0.reason.rawValue), "effective": .text($0.effective)]
            },
        ]
    }
}

extension Suspension {
    fileprivate var json: JSONValue {
        [
            "index": .place(index), "by": .text(by), "effective": .text(effective),
            "reinstated": .or(reinstatement.map { ["index": .place($0.index), "effective": .text($0.effective)] }),
        ]
    }
}

extension CertifiedCredential {
    fileprivate var json: JSONValue {
        [
            "subject": .text(subject), "index": .place(issue.index), "authority": .string(issue.authority),
            "competence": .text(issue.terms.competence), "kid": .text(issue.terms.kid),
            "validFrom": .text(issue.terms.validFrom), "validUntil": .text(issue.terms.validUntil),
            "level": .or(issue.terms.level), "jurisdiction": .or(issue.terms.jurisdiction),
            "languages": .list(issue.terms.languages) { .string($0) },
            "modalities": .list(issue.terms.modalities) { .string($0) },
            "presentation": .or(
                presentation.map {
                    [
                        "format": .string($0.format.rawValue), "algorithm": .string($0.algorithm),
                        "checkedBy": .string($0.checkedBy), "presentedBy": .text($0.presentedBy),
                        "statusChecked": $0.statusChecked, "tokenDigest": .string($0.tokenDigest.contentDigest),
                        "token": .or($0.token.map { .string($0.state) }), "contradicted": .bool($0.isContradicted),
                        "findings": $0.findingsJSON,
                    ]
                }),
            "suspensions": .list(suspensions, \.json),
            "revocations": .list(revocations) { ["index": .place($0.index), "effective": .text($0.effective)] },
        ]
    }
}

extension CertifiedCredential.Presentation {
    fileprivate var findingsJSON: JSONValue {
        .list(findings) { finding in
            [
                "matter": .string(finding.matter.rawValue), "basis": .string(finding.basis.rawValue),
                "onWordOf": .or(voucher(of: finding).map { .string($0) }), "sentence": .string(finding.sentence),
                "quoted": .or(finding.quoted.map { .string($0) }),
            ]
        }
    }
}

extension CertifiedAuthority {
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "vouchedForBy": "operator",
            "recognition": .or(
                recognition.map { recognition in
                    [
                        "index": .place(recognition.index), "name": .string(recognition.name), "kid": .text(recognition.kid),
                        "competences": .list(recognition.competences) { .text($0) },
                    ]
                }),
            "published": .or(
                published.map { published in
                    [
                        "issuer": .or(published.issuer.map { .string($0) }),
                        "keys": .list(published.keys) { key in
                            ["kid": .text(key.thumbprint), "name": .or(key.name.map { .string($0) })]
                        },
                    ]
                }),
            "withdrawals": .list(withdrawals) { ["index": .place($0.index), "effective": .text($0.effective)] },
        ]
    }
}
