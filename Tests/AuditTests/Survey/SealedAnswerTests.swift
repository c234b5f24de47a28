import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Answers beside what is sealed")
struct SealedAnswerTests {
    private func survey(_ studio: Studio) throws -> DatasetSurvey {
        try DatasetSurvey.make(of: "cats", from: studio.world.store, showsDisclosures: true)
    }

    private func label(_ id: String, in survey: DatasetSurvey) throws -> SurveyedLabel {
        try #require(survey.currentLabels.first { survey.items.ids[$0.item] == "i4" && survey.labels.id(of: $0) == id })
    }

    @Test("A choice with a sealed remark counts as its choice; a text that is sealed is no answer")
    func remark() async throws {
        var studio = try await Studio.whole()
        try await studio.world.say(
            "remarked", Studio.ben, "label.asserted", .label("cats", "i4", "b"), try studio.on("i4", "b", "cat"),
            sealingInValue: ["text": "between us: a lynx"])
        var text = try studio.on("i4", "c", "", ["name": "remark"])
        text["value"] = ["kind": "text"]
        try await studio.world.say(
            "text", Studio.cy, "label.asserted", .label("cats", "i4", "c"), text, sealingInValue: ["text": "a lynx"])
        let survey = try survey(studio)
        let cat = try #require(
            survey.currentLabels.first { survey.items.ids[$0.item] == "i1" && survey.labels.id(of: $0) == "b" })
        let remarked = try #require(survey.labels.answers(of: try label("b", in: survey)).first)
        #expect(remarked.kind == .nominal)
        #expect(remarked.code == survey.labels.answers(of: cat).first?.code)
        #expect(survey.labels.answers(of: try label("c", in: survey)).first?.kind == .sealed)
    }

    @Test("Whether a person took a model's sealed text over unchanged is not said")
    func takenOver() async throws {
        var studio = try await Studio.whole()
        var text = try studio.on("i4", "s", "", ["name": "remark"])
        text["value"] = ["kind": "text"]
        try await studio.world.say(
            "proposal", Studio.net, "label.suggested", .label("cats", "i4", "s"), text, sealingInValue: ["text": "a lynx"])
        text["revises"] = try studio.world.reference("proposal").json
        try await studio.world.say(
            "revision", Studio.ada, "label.revised", .label("cats", "i4", "s"), text, sealingInValue: ["text": "a cat"])
        #expect(try label("s", in: try survey(studio)).anchor == .asserted)
    }
}
