@testable import Provenance

extension Situation {
    /// A credential of its own, and what becomes of it.
    private static func paper(
        _ name: String, _ then: Verdict, now: Verdict? = nil, _ why: String, _ day: Int, _ paper: Paper, _ later: [Step] = []
    ) -> Situation {
        Situation(
            name: name, then: then, now: now ?? then, why: why, steps: [Step(day: day, fact: .issued(paper))] + later,
            saysCredentials: true)
    }

    static let credentials: [Situation] = [
        Situation(
            name: "a good credential", then: .certified, now: .certified,
            why: "It covers what is asked, its authority is recognised, it is bound to the signing key, and in force.",
            steps: [Scene.goodPaper], saysCredentials: true),
        Situation(
            name: "no credential (somebody of the crowd)", then: .uncertified, now: .uncertified,
            why: "Nobody has issued the signer anything.", saysCredentials: true),
        paper(
            "credential of another competence", .outOfScope, "Law does not cover radiology.", 13,
            Paper(id: "law", competence: "law")),
        paper(
            "credential of a parent competence", .certified, "Medicine covers all that lies below it.", 14,
            Paper(id: "parent", competence: "medicine")),
        paper(
            "credential of a sibling with the same first letters", .outOfScope,
            "medicine/radio is a whole segment, and another one than medicine/radiology.", 15,
            Paper(id: "sibling", competence: "medicine/radio")),
        paper(
            "credential bound to somebody else's key", .keyMismatch, "The signing key does not descend from that key.", 16,
            Paper(id: "stray", isBoundToAnother: true)),
        paper(
            "credential not yet valid", .notYetValid, "Its term begins after the label.", 17, Paper(id: "early", from: 200)),
        paper("credential expired", .expired, "Its term ended before the label.", 18, Paper(id: "lapsed", until: 50)),
        paper(
            "credential ends at the label's very moment", .expired, "The end of a term is the first moment outside it.", 19,
            Paper(id: "edge", until: Scene.labelDay)),
        paper(
            "credential suspended and reinstated", .certified, "The suspension ended before the label.", 20,
            Paper(id: "paused"),
            [Step(day: 40, fact: .paperSuspended("paused")), Step(day: 50, fact: .paperReinstated("paused"))]),
        paper(
            "credential suspended", .suspended, "The suspension held when the label was made.", 21, Paper(id: "held"),
            [Step(day: 41, fact: .paperSuspended("held"))]),
        paper(
            "credential revoked before the label", .revoked, "A revocation is final.", 22, Paper(id: "gone"),
            [Step(day: 42, fact: .paperRevoked("gone"))]),
        paper(
            "credential revoked after the label", .certified, "It was in force when the label was made.", 23, Paper(id: "later"),
            [Step(day: 103, fact: .paperRevoked("later"))]),
        paper(
            "credential revoked after the label, with effect before it", .certified, now: .revoked,
            "Then nobody knew; now it is known that it was no longer in force.", 24, Paper(id: "back"),
            [Step(day: 104, fact: .paperRevoked("back", from: 50))]),
        paper(
            "credential issued after the label", .uncertified, "What comes later never ennobles earlier work.", 105,
            Paper(id: "late")),
        Situation(
            name: "credential presented by the registrar", then: .certified, now: .certified,
            why: "The registrar answers for having checked it: it is the operator's word.",
            steps: [Step(day: 26, fact: .presented(Paper(id: "shown"), byHolder: false))], saysCredentials: true),
        Situation(
            name: "credential presented by its holder", then: .authorityUnrecognised, now: .authorityUnrecognised,
            why: "Nobody but the holder says that she has it.",
            steps: [Step(day: 27, fact: .presented(Paper(id: "own"), byHolder: true))], saysCredentials: true),
    ]

    static let authorities: [Situation] = [
        paper(
            "authority never recognised", .uncertified, "The ledger refuses what an unknown authority issues.", 28,
            Paper(id: "guild", authority: "guild")),
        paper(
            "authority recognised after the label", .uncertified,
            "What it issued before its recognition was refused; what it issues later comes after the label.", 29,
            Paper(id: "young", authority: "young"),
            [
                Step(day: 106, fact: .recognised("young", for: "medicine")),
                Step(day: 107, fact: .issued(Paper(id: "young again", authority: "young"))),
            ]),
        paper(
            "authority recognised for something else", .authorityUnrecognised, "A court does not speak for radiologists.", 30,
            Paper(id: "court", authority: "court"), [Step(day: 2, fact: .recognised("court", for: "law"))]),
        Situation(
            name: "the board withdrawn before the label", then: .authorityUnrecognised, now: .authorityUnrecognised,
            why: "The operator had taken the recognition back.", steps: [Step(day: 60, fact: .withdrawn())]),
        Situation(
            name: "the board withdrawn after the label", then: .certified, now: .certified,
            why: "It was recognised when the label was made.", steps: [Step(day: 108, fact: .withdrawn())]),
        Situation(
            name: "the board withdrawn after the label, with effect before it", then: .certified, now: .authorityUnrecognised,
            why: "Then nobody knew; now its recognition is known to have ended before.",
            steps: [Step(day: 109, fact: .withdrawn(from: 50))]),
        Situation(
            name: "the board's key found compromised before it issued", then: .certified, now: .authorityUnrecognised,
            why: "What that key issued since then may be a thief's.",
            steps: [Step(day: 110, fact: .boardKeyCompromised(from: 7))]),
        paper(
            "issued by a key that the board's compromised key had added", .certified, now: .authorityUnrecognised,
            "What a compromised key brings in is a thief's too, and all that descends from it.", 31,
            Paper(id: "second", isByBoardsSecondKey: true),
            [Step(day: 8, fact: .boardAddsKey), Step(day: 110, fact: .boardKeyCompromised(from: 7))]),
        paper(
            "reinstated by a key of the board that was compromised", .certified, now: .suspended,
            "Then nobody knew; now the reinstatement may be a thief's and ends nothing.", 32, Paper(id: "thief"),
            [
                Step(day: 43, fact: .paperSuspended("thief")), Step(day: 53, fact: .paperReinstated("thief")),
                Step(day: 111, fact: .boardKeyCompromised(from: 52)),
            ]),
    ]
}
