import Foundation
import Testing

/// What README.md and Docs show at a terminal is what happens there.
@Suite struct TranscriptTests {
    static let documents: [String] = {
        let docs = BuiltProducts.packageRoot.appendingPathComponent("Docs")
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: docs.path)) ?? []
        let all = ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "Docs/" + $0 }
        return all.filter { transcript($0)?.steps.isEmpty == false }
    }()

    static func transcript(_ document: String) -> Transcript? {
        (try? String(contentsOf: BuiltProducts.packageRoot.appendingPathComponent(document), encoding: .utf8))
            .map(Transcript.init(markdown:))
    }

    @Test("README shows a session")
    func readmeShowsASession() { #expect(Self.documents.contains("README.md")) }

    @Test(
        "every command in a document prints what the document says", .enabled(if: BuiltProducts.areHere, BuiltProducts.why),
        arguments: documents)
    func documentIsTrue(_ document: String) throws {
        let transcript = try #require(Self.transcript(document))
        let shell = try Shell()
        let marker = "touchmark-\(UUID().uuidString)"
        let run = try shell.run(transcript.script(marker: marker))
        for (step, outcome) in zip(transcript.steps, transcript.outcomes(of: run.output, marker: marker)) {
            let place = "\(document):\(step.line): \(step.command)"
            guard let outcome else {
                Issue.record("\(place)\nwas not reached. The session printed\n\(run.output)")
                return
            }
            if let difference = ExpectedOutput(step.expected).difference(from: outcome.lines) {
                Issue.record("\(place)\n\(difference)")
            }
            #expect(outcome.status == 0, "\(place)\nended with status \(outcome.status); show a failure with || echo …")
        }
        try shell.remove()
    }

    @Test("blocks are read into commands and what they print")
    func blocksAreRead() {
        let transcript = Transcript(
            markdown: """
                ```console
                $ echo a \\
                    b
                a b
                $ true
                ```
                ```bash
                $ ignored
                ```
                ```console
                $ echo c
                c
                ```
                """)
        #expect(transcript.steps.map(\.command) == ["echo a \\\n    b", "true", "echo c"])
        #expect(transcript.steps.map(\.expected) == [["a b"], [], ["c"]])
        #expect(transcript.steps.map(\.line) == [2, 5, 11])
    }

    @Test(
        "placeholders stand for what varies",
        arguments: [
            (["a"], ["a", ""]), (["a…c"], ["abc"]), (["…c"], ["c"]), (["a", "…", "z"], ["a", "z"]),
            (["…", "z"], ["z", "y", "z"]),
            (["a…b…c"], ["a-b-b-c"]), (["…"], []),
        ])
    func placeholdersMatch(_ expected: [String], _ actual: [String]) {
        #expect(ExpectedOutput(expected).difference(from: actual) == nil)
    }

    @Test(
        "output that differs is seen",
        arguments: [
            (["a"], ["b"]), (["a"], ["a", "b"]), (["a", "b"], ["a"]), (["a…c"], ["ab"]), (["a", "…", "z"], ["a", "b"]),
            (["a…a"], ["a"]), ([], ["a"]),
        ])
    func differencesAreSeen(_ expected: [String], _ actual: [String]) {
        #expect(ExpectedOutput(expected).difference(from: actual) != nil)
    }

    @Test("a command's state lasts to the next and a wrong line is named")
    func sessionIsOneShell() throws {
        let transcript = Transcript(markdown: "```console\n$ x=5; cd /\n$ echo $x $PWD\n5 /\n$ false\n```")
        let shell = try Shell()
        let outcomes = transcript.outcomes(of: try shell.run(transcript.script(marker: "m")).output, marker: "m")
        #expect(outcomes.map { $0?.status } == [0, 0, 1])
        #expect(ExpectedOutput(["5 /"]).difference(from: outcomes[1]?.lines ?? []) == nil)
        #expect(ExpectedOutput(["6 /"]).difference(from: outcomes[1]?.lines ?? [])?.contains("  > | 5 /") == true)
        try shell.remove()
    }
}
