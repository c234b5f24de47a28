import Primitives
import Signatures

@testable import Provenance

extension World {
    static func definition(_ dataset: String) -> JSONValue {
        ["dataset": .string(dataset), "title": "Title", "purpose": "Purpose", "licence": "CC-BY-4.0"]
    }

    @discardableResult
    func define(_ dataset: String = "d") throws -> LoggedEvent {
        try say("touchmark.dataset.defined", by: .op, Self.definition(dataset))
    }

    /// Sets the requirements of the dataset `d`.
    @discardableResult
    func require(_ rows: JSONValue..., enforcement: String? = nil) throws -> LoggedEvent {
        var data: JSONValue = ["dataset": "d", "requirements": .array(rows)]
        if let enforcement { data = data.with("enforcement", .string(enforcement)) }
        return try say("touchmark.requirement.set", by: .op, data)
    }

    @discardableResult
    func publish(_ guideline: String, _ version: String = "1", for datasets: [String] = ["d"]) throws -> LoggedEvent {
        try say(
            "touchmark.guideline.published", by: .op,
            [
                "guideline": .string(guideline), "version": .string(version), "digest": .string(Digest.zero.contentDigest),
                "datasets": .array(datasets.map { .string($0) }),
            ])
    }

    static func item(_ id: String, in dataset: String = "d") -> JSONValue {
        ["dataset": .string(dataset), "item": .string(id), "tracks": [], "origin": ["kind": "collected"]]
    }

    @discardableResult
    func register(_ id: String = "i", in dataset: String = "d") throws -> LoggedEvent {
        try say("touchmark.item.registered", by: .op, Self.item(id, in: dataset))
    }

    /// The members that name a label of the dataset `d`.
    static func address(_ label: String, _ name: String = "finding", item: String = "i") -> JSONValue {
        ["dataset": "d", "item": .string(item), "label": .string(label), "name": .string(name)]
    }

    static func value(_ choice: String) -> JSONValue { ["kind": "choice", "choice": .string(choice)] }

    /// The registration of the item.
    func on(_ item: String = "i") -> JSONValue {
        let registration = history(.item("d", item)).first { if case .itemRegistered = $0.event.body { true } else { false } }
        return (registration?.reference ?? EventReference(id: Payload.id, digest: .zero)).json
    }

    /// `data` of a suggestion or an assertion.
    func statement(_ label: String, _ name: String = "finding", _ choice: String = "yes", item: String = "i") -> JSONValue {
        Self.address(label, name, item: item)
            .merging(["on": on(item), "value": Self.value(choice), "segments": []])
    }

    @discardableResult
    func assert(
        _ label: String = "l", by actor: Actor = .ann, name: String = "finding", _ choice: String = "yes",
        adding more: JSONValue = [:]
    ) throws -> LoggedEvent {
        try say("touchmark.label.asserted", by: actor, statement(label, name, choice).merging(more))
    }

    @discardableResult
    func suggest(
        _ label: String = "l", by actor: Actor = .net, name: String = "finding", _ choice: String = "yes"
    ) throws -> LoggedEvent {
        try say("touchmark.label.suggested", by: actor, statement(label, name, choice))
    }

    /// `data` of a revision of `head`.
    func revision(_ label: String, of head: LoggedEvent, _ choice: String = "no", name: String = "finding") -> JSONValue {
        statement(label, name, choice).with("revises", head.reference.json)
    }

    @discardableResult
    func revise(
        _ label: String = "l", of head: LoggedEvent, by actor: Actor = .ann, _ choice: String = "no"
    ) throws -> LoggedEvent {
        try say("touchmark.label.revised", by: actor, revision(label, of: head, choice))
    }

    static func withdrawal(_ label: String, of head: LoggedEvent, name: String = "finding") -> JSONValue {
        address(label, name).merging(["revises": head.reference.json, "reason": "mistaken"])
    }

    @discardableResult
    func withdraw(_ label: String = "l", of head: LoggedEvent, by actor: Actor = .ann) throws -> LoggedEvent {
        try say("touchmark.label.withdrawn", by: actor, Self.withdrawal(label, of: head))
    }

    static func review(
        _ label: String, of head: LoggedEvent, _ outcome: String = "accepted", name: String = "finding"
    ) -> JSONValue {
        address(label, name).merging(["reviews": head.reference.json, "outcome": .string(outcome)])
    }

    @discardableResult
    func review(
        _ label: String = "l", of head: LoggedEvent, by actor: Actor, _ outcome: String = "accepted"
    ) throws -> LoggedEvent {
        try say("touchmark.review.recorded", by: actor, Self.review(label, of: head, outcome))
    }

    static func adjudication(_ label: String, among heads: [LoggedEvent], _ choice: String = "yes") -> JSONValue {
        let among = heads.map { head -> JSONValue in
            ["label": .string(head.event.subject.segments[2]), "event": head.reference.json]
        }
        return address(label).merging(["among": .array(among), "value": value(choice), "rule": "expert"])
    }

    @discardableResult
    func adjudicate(
        _ label: String, among heads: [LoggedEvent], by actor: Actor, _ choice: String = "yes"
    ) throws -> LoggedEvent {
        try say("touchmark.adjudication.decided", by: actor, Self.adjudication(label, among: heads, choice))
    }

    func relation(_ label: String, from: String, to: String, _ relation: String = "before") -> JSONValue {
        Self.address(label, "order").merging([
            "on": on(), "from": .string(from), "to": .string(to), "relation": .string(relation),
        ])
    }
}

extension World {
    /// Operator, board for medicine, ann with a credential, bob without one, a dataset that asks for radiology, an item.
    static func clinic(enforcement: String = "record", credential: Bool = true) throws -> World {
        let world = World()
        try world.open(enforcement)
        try world.addOfficer(.desk)
        try world.addOfficer(.sealer)
        try world.recognise()
        try world.enrol(.ann)
        try world.enrol(.bob)
        try world.enrol(.net)
        try world.enrol(.studio)
        try world.define()
        try world.require(["labels": "*", "competence": "medicine/radiology"])
        try world.register()
        if credential { try world.issue("c1") }
        world.clock = World.day(10)
        return world
    }

    /// The verdict on an event of a label, then and now.
    func verdicts(on entry: LoggedEvent) throws -> JudgementPair? {
        guard let statement = Attribution(entry) else { return nil }
        return try Judge.judge(statement, at: size, in: self)
    }
}
