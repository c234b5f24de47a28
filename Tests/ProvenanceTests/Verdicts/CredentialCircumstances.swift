import Primitives
import Signatures

@testable import Provenance

/// Rule 4: scope, validity, suspension, revocation, and which of several credentials counts.
enum CredentialCircumstances {
    private static func covers(_ held: String, _ asked: String, _ verdict: Verdict) -> Circumstance {
        .init("a credential for \(held) where \(asked) is asked", verdict, credential: false) { world in
            try world.require(["labels": "*", "competence": .string(asked)])
            try world.issue("c", held)
            return try world.assert()
        }
    }

    /// A good credential of ann's from elsewhere.
    private static func presentation(_ world: World) -> JSONValue {
        let kid = world.key(of: .ann).publicKey.thumbprint
        let data = World.credential("p", of: .ann, "medicine/radiology", from: 0, until: 99, kid: kid)
        return World.presentation(of: data, from: .board)
    }

    static let all = scopes + terms + actions + several

    private static let scopes: [Circumstance] = [
        .init("none", .uncertified, credential: false) { try $0.assert() },
        .init("somebody else's", .uncertified) { try $0.assert(by: .bob) },
        covers("medicine/radiology", "medicine/radiology", .certified),
        covers("medicine", "medicine/radiology", .certified),
        covers("medicine/radiology", "medicine/radiology/chest", .certified),
        covers("medicine/radio", "medicine/radiology", .outOfScope),
        covers("medicine/radiology", "medicine/radio", .outOfScope),
        covers("medicine/radiology", "medicine", .outOfScope),
        covers("medicine/Radiology", "medicine/radiology", .outOfScope),
        covers("radiology", "medicine/radiology", .outOfScope),
    ]

    private static let terms: [Circumstance] = [
        .init("issued after the label never ennobles it", .uncertified, credential: false) { world in
            let label = try world.assert()
            try world.issue("c1")
            return label
        },
        .init("presented by a registrar", .certified, credential: false) { world in
            try world.say("touchmark.credential.presented", by: .desk, presentation(world))
            return try world.assert()
        },
        .init("presented by the holder, for whom no authority speaks", .authorityUnrecognised, credential: false) { world in
            try world.say("touchmark.credential.presented", by: .ann, presentation(world))
            return try world.assert()
        },
        .init("bound to a key of somebody else", .keyMismatch, credential: false) { world in
            try world.issue("c1", kid: world.key(of: .bob).publicKey.thumbprint)
            return try world.assert()
        },
        .init("not valid yet", .notYetValid, credential: false) { world in
            try world.issue("c1", from: 20)
            return try world.assert()
        },
        .init("valid from this very moment", .certified, credential: false) { world in
            try world.issue("c1", from: 20)
            world.clock = World.day(20)
            return try world.assert()
        },
        .init("expired at this very moment", .expired) { world in
            world.clock = World.day(365)
            return try world.assert()
        },
        .init("lapsed half-way: the work before holds", .certified) { world in
            let label = try world.assert()
            world.clock = World.day(400)
            try world.assert("m")
            return label
        },
        .init("lapsed half-way: the work after does not", .expired) { world in
            try world.assert()
            world.clock = World.day(400)
            return try world.assert("m")
        },
    ]

    private static let actions: [Circumstance] = [
        .init("revoked before the label", .revoked) { world in
            try world.act("revoked", "c1")
            return try world.assert()
        },
        .init("revoked before the label, from a later day on", .certified) { world in
            try world.act("revoked", "c1", effective: 20)
            return try world.assert()
        },
        .init("revoked after the label", .certified) { world in
            let label = try world.assert()
            try world.act("revoked", "c1")
            return label
        },
        .init("revoked after the label, from before it on", .certified, now: .revoked) { world in
            let label = try world.assert()
            try world.act("revoked", "c1", effective: 9)
            return label
        },
        .init("revoked twice, the second time from a later day on", .revoked) { world in
            try world.act("revoked", "c1")
            try world.act("revoked", "c1", effective: 300)
            return try world.assert()
        },
        .init("suspended before the label", .suspended) { world in
            try world.act("suspended", "c1")
            return try world.assert()
        },
        .init("suspended after the label, from before it on", .certified, now: .suspended) { world in
            let label = try world.assert()
            try world.act("suspended", "c1", effective: 9)
            return label
        },
        .init("suspended and reinstated before the label", .certified) { world in
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1")
            return try world.assert()
        },
        .init("reinstated from a later day on", .suspended) { world in
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1", effective: 20)
            return try world.assert()
        },
        .init("reinstated from a later day on, and then at once", .certified) { world in
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1", effective: 200)
            try world.act("reinstated", "c1")
            return try world.assert()
        },
        .init("suspended again before an earlier reinstatement holds, and reinstated at once", .certified) { world in
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1", effective: 200)
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1")
            return try world.assert()
        },
        .init("reinstated at once only after the label", .suspended) { world in
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1", effective: 200)
            let label = try world.assert()
            try world.act("reinstated", "c1")
            return label
        },
        .init("suspended, then revoked: the suspension is asked first", .suspended) { world in
            try world.act("suspended", "c1")
            try world.act("revoked", "c1")
            return try world.assert()
        },
    ]

    private static let several: [Circumstance] = [
        .init("one of two is good", .certified) { world in
            try world.issue("c2", "law")
            return try world.assert()
        },
        .init("the furthest counts: expired before out of scope", .expired) { world in
            world.clock = World.day(400)
            try world.issue("c2", "law", until: 900)
            return try world.assert()
        },
        .init("the furthest counts: revoked before not yet valid, whichever came last", .revoked) { world in
            try world.act("revoked", "c1")
            try world.issue("c2", from: 20)
            return try world.assert()
        },
        .init("a tie goes to the latest issued: not yet valid after expired", .notYetValid) { world in
            world.clock = World.day(400)
            try world.issue("c2", from: 500, until: 600)
            return try world.assert()
        },
        .init("a tie goes to the latest issued: expired after not yet valid", .expired, credential: false) { world in
            try world.issue("c1", from: 500, until: 600)
            try world.issue("c2", from: 0, until: 5)
            return try world.assert()
        },
        .init("of two good ones, revoking one later leaves the other", .certified) { world in
            try world.issue("c2")
            let label = try world.assert()
            try world.act("revoked", "c2", effective: 1)
            return label
        },
    ]
}

/// Rule 4: what a reinstatement by a stolen key of the authority leaves.
enum StolenReinstatement {
    static let all: [Circumstance] = [
        .init("and nothing after it", .suspended) { world in
            try endByThief(world)
            try expose(world)
            return try world.assert()
        },
        .init("known only after the label", .certified, now: .suspended) { world in
            try endByThief(world)
            let label = try world.assert()
            try expose(world)
            return label
        },
        .init("reinstated anew by a good key", .certified) { world in
            try endByThief(world)
            try expose(world)
            try world.act("reinstated", "c1")
            return try world.assert()
        },
        .init("from a later day on, and reinstated anew by a good key", .certified) { world in
            try endByThief(world, effective: 100)
            try expose(world)
            try world.act("reinstated", "c1")
            return try world.assert()
        },
        .init("reinstated anew after the label", .suspended) { world in
            try endByThief(world)
            try expose(world)
            let label = try world.assert()
            try world.act("reinstated", "c1")
            return label
        },
        .init("suspended and reinstated anew by a good key", .certified) { world in
            try endByThief(world)
            try expose(world)
            try world.act("suspended", "c1")
            try world.act("reinstated", "c1")
            return try world.assert()
        },
    ]

    private static func endByThief(_ world: World, effective: Int64? = nil) throws {
        try world.act("suspended", "c1")
        try world.act("reinstated", "c1", effective: effective)
    }

    /// The board's key is found to have been stolen on day 5, after it issued; the operator adds another one.
    private static func expose(_ world: World) throws {
        let stolen = world.key(of: .board).publicKey.thumbprint
        try world.say(
            "touchmark.authority.key-revoked", by: .op,
            World.dated(["authority": "board", "kid": .string(stolen.description), "reason": "compromised"], 5))
        let new = World.key("another")
        try world.say(
            "touchmark.authority.key-added", by: .op,
            World.introduction(new, of: .board).merging(["authority": "board", "reason": "stolen"]))
        world.use(new, for: .board)
    }
}

/// Rule 4: whether the authority counts.
enum AuthorityCircumstances {
    static let all: [Circumstance] = [
        .init("recognised for something else", .authorityUnrecognised, credential: false) { world in
            let court = Actor(.authority, "court")
            try world.recognise(court, ["law"])
            try world.issue("c", by: court)
            return try world.assert()
        },
        .init("recognised for a part that is not asked", .authorityUnrecognised, credential: false) { world in
            let society = Actor(.authority, "society")
            try world.recognise(society, ["medicine/radiology/chest"])
            try world.issue("c", by: society)
            return try world.assert()
        },
        .init("withdrawn before the label", .authorityUnrecognised) { world in
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board))
            return try world.assert()
        },
        .init("withdrawn before the label, from a later day on", .certified) { world in
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: 20))
            return try world.assert()
        },
        .init("withdrawn after the label", .certified) { world in
            let label = try world.assert()
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board))
            return label
        },
        .init("withdrawn after the label, from before it on", .certified, now: .authorityUnrecognised) { world in
            let label = try world.assert()
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: 1))
            return label
        },
        .init("withdrawn for good: a later withdrawal takes nothing back", .authorityUnrecognised) { world in
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: 5))
            let label = try world.assert()
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: 300))
            return label
        },
        .init("withdrawn, and the key mismatch behind it is not reached", .authorityUnrecognised, credential: false) { world in
            try world.issue("c1", kid: world.key(of: .bob).publicKey.thumbprint)
            try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board))
            return try world.assert()
        },
        .init("its key retired after the issue", .certified) { world in
            let kid = world.key(of: .board).publicKey.thumbprint
            try world.say(
                "touchmark.authority.key-revoked", by: .board,
                ["authority": "board", "kid": .string(kid.description), "reason": "retired"])
            return try world.assert()
        },
        .init("its key compromised when it signed", .certified, now: .authorityUnrecognised, credential: false) { world in
            try world.issue("c1")
            let label = try world.assert()
            let kid = world.key(of: .board).publicKey.thumbprint
            let data: JSONValue = ["authority": "board", "kid": .string(kid.description), "reason": "compromised"]
            try world.say("touchmark.authority.key-revoked", by: .op, World.dated(data, 9))
            return label
        },
    ]
}
