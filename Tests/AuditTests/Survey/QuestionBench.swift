import Ledger
import Primitives
import Provenance

@testable import Audit

/// The item `i4` of the studio, on which nobody has said anything yet, and the question `animal`.
struct QuestionBench {
    var studio: Studio

    init() async throws {
        studio = try await Studio.prepared()
    }

    var survey: DatasetSurvey {
        get throws { try DatasetSurvey.make(of: "cats", from: studio.world.store, showsDisclosures: true) }
    }

    func label(_ id: String) throws -> SurveyedLabel? {
        let survey = try survey
        return survey.labels.labels.first { survey.labels.id(of: $0) == id }
    }

    /// What was made of the suggestions of a class.
    func outcome(_ answer: String) throws -> SuggestionRegister.Outcome? {
        try survey.suggestions.outcomes[.init(model: Studio.net, name: "animal", answer: answer)]
    }

    mutating func suggest(_ name: String, _ label: String, _ choice: String) async throws {
        try await give(name, Studio.net, "label.suggested", label, choice)
    }

    mutating func assert(
        _ name: String, _ actor: Actor, _ label: String, _ choice: String, accepting suggestion: String? = nil
    ) async throws {
        let accepts = try suggestion.map { ["accepts": try studio.world.reference($0).json] as JSONObject } ?? [:]
        try await give(name, actor, "label.asserted", label, choice, accepts)
    }

    mutating func revise(
        _ name: String, _ actor: Actor, _ label: String, _ choice: String, head: String
    ) async throws {
        try await give(name, actor, "label.revised", label, choice, ["revises": try studio.world.reference(head).json])
    }

    mutating func withdraw(_ name: String, _ actor: Actor, _ label: String, head: String) async throws {
        try await studio.world.say(
            name, actor, "label.withdrawn", .label("cats", "i4", label),
            address(label).with(["revises": try studio.world.reference(head).json, "reason": "mistaken"]))
    }

    mutating func adjudicate(
        _ name: String, _ actor: Actor, _ label: String, _ choice: String, among heads: [(label: String, head: String)]
    ) async throws {
        let among = try heads.map {
            ["label": .string($0.label), "event": try studio.world.reference($0.head).json] as JSONValue
        }
        try await studio.world.say(
            name, actor, "adjudication.decided", .label("cats", "i4", label),
            address(label).with([
                "among": .array(among), "value": ["kind": "choice", "choice": .string(choice)], "rule": "expert",
            ]))
    }

    mutating func review(_ name: String, _ actor: Actor, _ label: String, head: String, _ outcome: String) async throws {
        try await studio.world.say(
            name, actor, "review.recorded", .label("cats", "i4", label),
            address(label).with(["reviews": try studio.world.reference(head).json, "outcome": .string(outcome)]))
    }

    private mutating func give(
        _ name: String, _ actor: Actor, _ type: String, _ label: String, _ choice: String, _ more: JSONObject = [:]
    ) async throws {
        try await studio.world.say(
            name, actor, type, .label("cats", "i4", label), try studio.on("i4", label, choice, more))
    }

    private func address(_ label: String) -> JSONObject {
        ["dataset": "cats", "item": "i4", "label": .string(label), "name": "animal"]
    }
}
