import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("The process, surveyed")
struct SurveyedProcessTests {
    private func bench() async throws -> QuestionBench {
        var bench = try await QuestionBench()
        try await bench.studio.world.say(
            "process", Studio.root, "requirement.set", .policy("cats"),
            [
                "dataset": "cats",
                "requirements": [
                    ["labels": "*", "annotationsPerItem": 2, "blind": true, "reviews": 1, "adjudication": "expert"]
                ],
            ])
        return bench
    }

    /// The findings on the question, which the survey must come to as well.
    private func findings(_ bench: QuestionBench) throws -> [ProcessFinding.Part: ProcessFinding] {
        let survey = try bench.survey
        let (findings, tally) = try bench.studio.world.store.read { reader in
            let entries = try reader.events(of: .question("cats", "i4", "animal"), below: survey.size)
            return (
                try Process.findings(on: entries, at: survey.size, in: try LedgerHistories(reader)),
                try ProcessTally(survey, reader)
            )
        }
        #expect(findings.count == 4)
        for finding in findings {
            #expect(tally.counts[.init(name: "animal", part: finding.part, state: finding.state)] == 1, "\(finding.sentence)")
        }
        #expect(tally.unmet.filter { $0.name == "animal" }.map(\.finding) == findings.filter { $0.state != .met })
        return Dictionary(uniqueKeysWithValues: findings.map { ($0.part, $0) })
    }

    @Test("An answer whose label an adjudication took over is still an answer, and a rating")
    func takenOver() async throws {
        var bench = try await bench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.assert("b", Studio.ben, "b", "dog")
        try await bench.adjudicate("decided", Studio.cy, "b", "cat", among: [("a", "a"), ("b", "b")])
        let found = try findings(bench)
        #expect(found[.annotations]?.state == .met)
        #expect(found[.adjudication]?.state == .met)
        let ratings = try #require(try bench.survey.questionRatings().first)
        #expect(ratings.ratings.count == 2)
        #expect(ratings.ratings.values.count == 2, "they disagreed, and a decision does not change that")
        try await bench.withdraw("undone", Studio.cy, "b", head: "decided")
        #expect(try findings(bench)[.annotations]?.sentence == "annotations by different people: 1 of 2")
    }

    @Test("An expert who decides again, or answered another question, is none of those who disagreed")
    func decidesAgain() async throws {
        var bench = try await bench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.assert("b", Studio.ben, "b", "dog")
        try await bench.studio.world.say(
            "q", Studio.cy, "label.asserted", .label("cats", "i4", "q"),
            try bench.studio.on("i4", "q", "poor", ["name": "quality"]))
        try await bench.adjudicate("decided", Studio.cy, "z", "cat", among: [("a", "a"), ("b", "b"), ("q", "q")])
        #expect(try findings(bench)[.adjudication]?.state == .met)
        try await bench.revise("bird", Studio.ben, "b", "bird", head: "b")
        #expect(try findings(bench)[.adjudication]?.state == .open)
        try await bench.adjudicate("again", Studio.cy, "z", "cat", among: [("a", "a"), ("b", "bird"), ("z", "decided")])
        #expect(try findings(bench)[.adjudication]?.state == .met)
    }

    @Test("A decision that was withdrawn was made all the same")
    func looked() async throws {
        var bench = try await bench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.assert("b", Studio.ben, "b", "dog")
        try await bench.adjudicate("decided", Studio.cy, "z", "cat", among: [("a", "a"), ("b", "b")])
        try await bench.withdraw("undone", Studio.cy, "z", head: "decided")
        #expect(try findings(bench)[.blind]?.state == .notEvaluable)
        try await bench.assert("c", Studio.cy, "c", "cat")
        #expect(try findings(bench)[.blind]?.sentence == "not blind: of 3 answers 1 came after its author had judged others")
    }

    @Test("A suggestion that was accepted was seen, whether its author revises, withdraws or begins anew")
    func accepted() async throws {
        var bench = try await bench()
        try await bench.suggest("s", "s", "cat")
        try await bench.assert("a", Studio.ada, "a", "cat", accepting: "s")
        try await bench.revise("again", Studio.ada, "a", "cat", head: "a")
        #expect(try findings(bench)[.blind]?.sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
        try await bench.withdraw("gone", Studio.root, "a", head: "again")
        #expect(try findings(bench)[.blind]?.state == .open)
        try await bench.revise("anew", Studio.ada, "a", "dog", head: "gone")
        #expect(try findings(bench)[.blind]?.sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
        try await bench.assert("c", Studio.ada, "c", "dog")
        #expect(
            try findings(bench)[.blind]?.sentence
                == "not blind: of 2 answers 1 accepted or revised a suggestion, 1 came after its author had judged others")
    }

    @Test("Machines' values count for nothing, and a review of one is a disagreement")
    func machines() async throws {
        var bench = try await bench()
        try await bench.suggest("s", "s", "cat")
        #expect(try findings(bench)[.annotations]?.state == .open, "people are still waited for")
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.revise("s-again", Studio.net, "s", "dog", head: "s")
        #expect(try findings(bench)[.adjudication]?.sentence == "no disagreement to adjudicate")
        try await bench.review("review", Studio.ben, "s", head: "s-again", "rejected")
        #expect(try findings(bench)[.adjudication]?.state == .open)
    }
}
