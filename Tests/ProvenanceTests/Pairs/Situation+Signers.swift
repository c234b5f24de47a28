@testable import Provenance

extension Situation {
    private static let rotation = Step(day: 38, fact: .rotated)

    private static func key(
        _ name: String, _ then: Verdict, now: Verdict? = nil, _ why: String, _ steps: [Step], signsWithOldKey: Bool = false
    ) -> Situation {
        Situation(name: name, then: then, now: now ?? then, why: why, steps: steps, signsWithOldKey: signsWithOldKey)
    }

    static let keys: [Situation] = [
        key("key rotated after the credential", .certified, "The new key descends from the one in the credential.", [rotation]),
        key(
            "old key used after a rotation", .certified, "A rotation adds a key; it does not end the old one.", [rotation],
            signsWithOldKey: true),
        key(
            "first key retired before the label", .keyRevoked, "The key was out of use.",
            [Step(day: 61, fact: .keyEnded(.retired))]),
        key(
            "first key retired afterwards, with effect before the label", .certified, now: .keyRevoked,
            "Then nobody knew; now the key is known to have been out of use.",
            [Step(day: 112, fact: .keyEnded(.retired, from: 62))]),
        key(
            "first key lost after the label", .certified, "It was hers when the label was made.",
            [Step(day: 113, fact: .keyEnded(.lost))]),
        key(
            "first key found compromised, with effect after the label", .certified, "It was hers when the label was made.",
            [Step(day: 115, fact: .keyEnded(.compromised, from: 114))]),
        key(
            "first key found compromised, with effect before the label", .certified, now: .keyCompromised,
            "Then nobody knew; now the label may be a thief's.", [Step(day: 116, fact: .keyEnded(.compromised, from: 63))]),
        key(
            "first key found compromised before it rotated", .certified, now: .keyCompromised,
            "The rotation may be a thief's, and with it the key that signed.",
            [rotation, Step(day: 117, fact: .keyEnded(.compromised, from: 37))]),
    ]

    static let people: [Situation] = [
        Situation(
            name: "signer suspended", then: .suspended, now: .suspended, why: "The registrar had suspended her.",
            steps: [Step(day: 70, fact: .suspended(by: .registrar))]),
        Situation(
            name: "signer suspended and reinstated", then: .certified, now: .certified,
            why: "The suspension ended before the label, by whoever had suspended.",
            steps: [Step(day: 72, fact: .suspended(by: .operator)), Step(day: 74, fact: .reinstated(by: .operator))]),
        Situation(
            name: "key in a connector's custody", then: .certifiedByCustodian, now: .certifiedByCustodian,
            why: "As certified, and the custodian's word that the person did it.", author: .personInCustody),
        Situation(
            name: "made by a model", then: .machine, now: .machine,
            why: "A model is not judged further than its key and standing.",
            author: .model),
        Situation(
            name: "made by a connector", then: .machine, now: .machine,
            why: "A connector that speaks for itself is not judged further.", author: .connector),
    ]

    static let requirements: [Situation] = [
        Situation(
            name: "no requirement", then: .notRequired, now: .notRequired, why: "Nobody asked for a competence.",
            saysRequirement: true),
        Situation(
            name: "a requirement without a competence", then: .notRequired, now: .notRequired,
            why: "The row that names the label asks for none.", steps: [Step(day: 6, fact: .required(nil))],
            saysRequirement: true),
        Situation(
            name: "requirement changed after the label", then: .certified, now: .certified,
            why: "A label is held to what was asked when it was made.", steps: [Step(day: 118, fact: .required("law"))]),
        Situation(
            name: "requirement changed before the label", then: .outOfScope, now: .outOfScope,
            why: "The latest requirement holds, whole.", steps: [Step(day: 80, fact: .required("law"))]),
    ]

    static let all = credentials + authorities + keys + people + requirements
}
