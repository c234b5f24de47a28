import Primitives
import Signatures

@testable import Provenance

/// Rule 2, and sources that are judged no further.
enum StandingCircumstances {
    static let all: [Circumstance] = [
        .init("suspended before the label", .suspended) { world in
            try world.suspend(.ann)
            return try world.assert()
        },
        .init("suspended after the label", .certified) { world in
            let label = try world.assert()
            try world.suspend(.ann)
            return label
        },
        .init("suspended and reinstated before the label", .certified) { world in
            try world.suspend(.ann, by: .desk)
            try world.reinstate(.ann, by: .desk)
            return try world.assert()
        },
        .init("suspended before, reinstated after the label", .suspended) { world in
            try world.suspend(.ann)
            let label = try world.assert()
            try world.reinstate(.ann)
            return label
        },
        .init("suspended by two, reinstated by one", .suspended) { world in
            try world.suspend(.ann, by: .desk)
            try world.suspend(.ann, by: .op)
            try world.reinstate(.ann, by: .op)
            return try world.assert()
        },
        .init("suspended, with no competence asked", .suspended) { world in
            try world.require()
            try world.suspend(.ann)
            return try world.assert()
        },
        .init("somebody else suspended", .certified) { world in
            try world.suspend(.bob)
            return try world.assert()
        },
        .init("the key before the standing", .keyRevoked) { world in
            try world.suspend(.ann)
            try world.revoke(.ann, world.key(of: .ann).publicKey.thumbprint, "lost")
            return try world.assert()
        },
        .init("a model", .machine) { try $0.suggest() },
        .init("a connector", .machine) { try $0.assert(by: .studio) },
        .init("a suspended model", .suspended) { world in
            try world.suspend(.net)
            return try world.suggest()
        },
        .init("a model whose key was found compromised", .machine, now: .keyCompromised) { world in
            let label = try world.suggest()
            try world.revoke(.net, world.key(of: .net).publicKey.thumbprint, "compromised", effective: 1)
            return label
        },
        .init("a key in a connector's custody", .certifiedByCustodian) { world in
            let eve = Actor(.annotator, "eve")
            try world.enrol(eve, custody: "connector")
            try world.issue("c2", to: eve)
            return try world.assert(by: eve)
        },
        .init("a key in a connector's custody, without a credential", .uncertified) { world in
            let eve = Actor(.annotator, "eve")
            try world.enrol(eve, custody: "connector")
            return try world.assert(by: eve)
        },
    ]
}

/// Rule 3.
enum RequirementCircumstances {
    private static let law: JSONValue = ["labels": "*", "competence": "law"]

    static let all: [Circumstance] = [
        .init("no requirement at all", .notRequired, credential: false) { world in
            try world.define("e")
            try world.register("x", in: "e")
            let on = try requireReference(world.history(.item("e", "x")).first)
            let data = world.statement("l").merging(["dataset": "e", "item": "x", "on": on])
            return try world.say("touchmark.label.asserted", by: .ann, data)
        },
        .init("a row without a competence", .notRequired, credential: false) { world in
            try world.require(["labels": "*", "annotationsPerItem": 2])
            return try world.assert()
        },
        .init("no row names the label", .notRequired, credential: false) { world in
            try world.require(["labels": ["side"], "competence": "medicine"])
            return try world.assert()
        },
        .init("the row of the name goes before the wildcard", .certified) { world in
            try world.require(law, ["labels": ["finding"], "competence": "medicine/radiology"])
            return try world.assert()
        },
        .init("the row of the name asks nothing, the wildcard does", .notRequired, credential: false) { world in
            try world.require(law, ["labels": ["finding"]])
            return try world.assert()
        },
        .init("the wildcard holds for names without a row", .outOfScope) { world in
            try world.require(["labels": ["side"], "competence": "medicine/radiology"], law)
            return try world.assert()
        },
        .init("changed later to what nobody has", .certified) { world in
            let label = try world.assert()
            try world.require(law)
            return label
        },
        .init("dropped later", .uncertified, credential: false) { world in
            let label = try world.assert()
            try world.require()
            return label
        },
        .init("the latest holds whole: what it does not repeat is gone", .notRequired, credential: false) { world in
            try world.require(["labels": ["side"], "competence": "law"])
            return try world.assert()
        },
        .init("of another dataset", .certified) { world in
            try world.define("e")
            try world.say("touchmark.requirement.set", by: .op, ["dataset": "e", "requirements": [law]])
            return try world.assert()
        },
    ]

    private static func requireReference(_ entry: LoggedEvent?) throws -> JSONValue {
        guard let entry else { throw NotRegistered() }
        return entry.reference.json
    }

    private struct NotRegistered: Error {}
}
