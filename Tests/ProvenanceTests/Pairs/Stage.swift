import Primitives
import Signatures

@testable import Provenance

/// Plays scenes in a ledger.
struct Stage {
    private let empty: World

    /// Everybody is enrolled, the board is not recognised yet, nothing is required.
    init(_ enforcement: Enforcement = .record) throws {
        empty = World()
        try empty.open(enforcement.rawValue)
        try empty.addOfficer(.desk)
        for actor in [Actor.ann, .bob, .net, .studio] { try empty.enrol(actor) }
        try empty.enrol(Author.personInCustody.actor, custody: "connector")
        try empty.define()
        try empty.register()
    }

    struct Play {
        let world: World
        /// `nil` if it was refused.
        let label: LoggedEvent?
        /// The rule that refused the label.
        let refusal: String?
        /// Where it stands in `world.submissions`.
        let place: Int
        let refused: [Step]
    }

    func play(_ scene: Scene) throws -> Play {
        let world = empty.copy()
        let cast = Cast(world: world, scene: scene)
        var refused: [Step] = []
        for step in scene.steps where step.day < Scene.labelDay { if try !cast.say(step) { refused.append(step) } }
        world.clock = World.day(Int64(Scene.labelDay))
        let place = world.submissions.count
        let answer = try cast.label()
        for step in scene.steps where step.day > Scene.labelDay { if try !cast.say(step) { refused.append(step) } }
        switch answer {
        case .admitted(let label): return Play(world: world, label: label, refusal: nil, place: place, refused: refused)
        case .refused(let refusal):
            return Play(world: world, label: nil, refusal: refusal.rule, place: place, refused: refused)
        }
    }
}

/// Those who act in a scene, with their keys.
private struct Cast {
    let world: World
    let scene: Scene

    private var author: Actor { scene.author.actor }
    /// The person whom credentials are issued to.
    private var holder: Actor { scene.author.isPerson ? author : .ann }
    private var first: PrivateKey { World.key(author.description) }
    private var second: PrivateKey { World.key("second") }
    private let boardsSecond = World.key("board's second")

    init(world: World, scene: Scene) {
        self.world = world
        self.scene = scene
    }

    func label() throws -> World.Answer {
        let isRotated = scene.steps.contains { $0.fact == .rotated && $0.day < Scene.labelDay }
        let key = isRotated && !scene.signsWithOldKey ? second : first
        let type = author.kind == .model ? "touchmark.label.suggested" : "touchmark.label.asserted"
        return try world.submit(type, by: author, world.statement("l"), key: key)
    }

    /// False if it was refused.
    func say(_ step: Step) throws -> Bool {
        world.clock = max(world.clock, World.day(Int64(step.day)))
        let answer =
            try person(step.fact) ?? paper(step.fact) ?? authority(step.fact)
        guard case .admitted = answer else { return false }
        return true
    }

    private func person(_ fact: Fact) throws -> World.Answer? {
        switch fact {
        case .rotated:
            try world.submit(
                "touchmark.annotator.key-rotated", by: author, World.rotation(author, to: second), key: first)
        case .keyEnded(let reason, let from):
            try world.submit(
                "touchmark.annotator.key-revoked", by: .op,
                World.revocation(author, first.publicKey.thumbprint, reason.rawValue, effective: from.map(Int64.init)))
        case .suspended(let officer):
            try world.submit("touchmark.annotator.suspended", by: officer.actor, World.standing(author))
        case .reinstated(let officer):
            try world.submit("touchmark.annotator.reinstated", by: officer.actor, World.standing(author))
        default: nil
        }
    }

    private func paper(_ fact: Fact) throws -> World.Answer? {
        switch fact {
        case .issued(let paper):
            try world.submit(
                "touchmark.credential.issued", by: Actor(.authority, paper.authority), terms(paper),
                key: paper.isByBoardsSecondKey ? boardsSecond : nil)
        case .presented(let paper, let byHolder):
            try world.submit(
                "touchmark.credential.presented", by: byHolder ? holder : .desk,
                World.presentation(of: terms(paper), from: Actor(.authority, paper.authority)))
        case .paperSuspended(let id): try act("suspended", id, nil)
        case .paperReinstated(let id): try act("reinstated", id, nil)
        case .paperRevoked(let id, let from): try act("revoked", id, from)
        default: nil
        }
    }

    private func terms(_ paper: Paper) -> JSONValue {
        let kid = World.key((paper.isBoundToAnother ? Actor.bob : holder).description).publicKey.thumbprint
        return World.credential(
            paper.id, of: holder, paper.competence, from: Int64(paper.from), until: Int64(paper.until), kid: kid)
    }

    private func act(_ verb: String, _ id: String, _ from: Int?) throws -> World.Answer {
        try world.submit(
            "touchmark.credential.\(verb)", by: .board,
            World.action(id, of: holder, from: .board, effective: from.map(Int64.init)))
    }

    private func authority(_ fact: Fact) throws -> World.Answer? {
        switch fact {
        case .recognised(let id, let competence):
            try world.submit(
                "touchmark.authority.recognised", by: .op, World.recognition(Actor(.authority, id), [competence]))
        case .withdrawn(let from):
            try world.submit(
                "touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: from.map(Int64.init)))
        case .boardAddsKey:
            try world.submit(
                "touchmark.authority.key-added", by: .board,
                World.introduction(boardsSecond, of: .board).merging(["authority": "board", "reason": "a second desk"]))
        case .boardKeyCompromised(let from):
            try world.submit(
                "touchmark.authority.key-revoked", by: .op,
                World.dated(
                    [
                        "authority": "board", "reason": "compromised",
                        "kid": .string(World.key(Actor.board.description).publicKey.thumbprint.description),
                    ], Int64(from)))
        case .required(let competence):
            try world.submit(
                "touchmark.requirement.set", by: .op,
                [
                    "dataset": "d",
                    "requirements": [competence.map { ["labels": "*", "competence": .string($0)] } ?? ["labels": "*"]],
                ])
        default: nil
        }
    }
}
