import Foundation
import Primitives
import Provenance
import Testing

/// How times and thumbprints are given.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct OptionTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try touchmark("authority recognise board --name Board --competence c --new-key board.jwk --ledger L")
    }

    @discardableResult
    private func touchmark(_ command: String) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", command.split(separator: " ").map(String.init))
    }

    private func issue(_ until: String) throws -> BuiltTool.Outcome {
        try touchmark(
            "credential issue c-\(UUID().uuidString) --signer board.jwk --annotator a1 --competence c --from now --until \(until) "
                + "--ledger L")
    }

    /// How long a credential holds by what `credential issue` says of it, in whole minutes.
    private func minutes(_ until: String) throws -> Int64 {
        let run = try issue(until)
        let words = run.errors.split(whereSeparator: \.isWhitespace).map { String($0) }
        let times = words.compactMap { Timestamp($0) ?? Timestamp(String($0.dropLast())) }
        try #require(run.status == 0 && times.count == 2, "\(run.errors)")
        // The two are read one after the other.
        return (times[1].microseconds - times[0].microseconds) / 60_000_000
    }

    @Test("a month and a year are the calendar's, other units what they are")
    func offsets() throws {
        let day: Int64 = 24 * 60
        // 400 years have the same number of days wherever they begin.
        #expect(try minutes("+400y") == 146_097 * day)
        #expect(try minutes("+4800mo") == 146_097 * day)
        #expect(try minutes("+2w") == 14 * day)
        #expect(try minutes("+3d") == 3 * day)
        #expect(try minutes("+36h") == 36 * 60)
        #expect(try minutes("+90min") == 90)
    }

    @Test("how data were collected is stated by name, each name once")
    func collection() throws {
        let define = "dataset define x --title X --purpose p --licence CC0-1.0 --ledger L"
        #expect(try touchmark(define + " --collection process=recorded --collection timeframe=2024=2026").status == 0)
        let log = try touchmark("log --ledger L --type dataset.defined --json").output
        let entry = try #require(try JSONValue(parsing: String(log.split(separator: "\n").last ?? ""))["entry"]?.string)
        let payload = try #require(Base64.decodeURL(String(entry.split(separator: ".")[1])))
        let stated = try JSONValue(parsing: payload)["data"]?["collection"]
        #expect(stated == ["process": "recorded", "timeframe": "2024=2026"])
        for wrong in ["process", "process=", "proces=x", "process=a --collection process=b"] {
            #expect(try touchmark(define + " --collection " + wrong).status == 64, "\(wrong)")
        }
    }

    @Test(
        "m alone is refused with its remedy, and what is no time with the forms that there are",
        arguments: ["+6m", "+1q", "soon"])
    func refused(_ text: String) throws {
        let run = try issue(text)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.errors.contains(text == "+6m" ? "write min or mo" : "an offset such as"), "\(run.errors)")
    }

    @Test(
        "what an option asks for is not dropped for another one's sake",
        arguments: [
            "dataset d --json --format csv", "certificate label:d/i/l --json --format html",
            "trace --annotator a1 --json --format text",
            "report d --draft --json --format html", "enrol annotator --new-key x.jwk --version 3",
            "enrol connector --new-key x.jwk --digest x", "enrol annotator --new-key x.jwk --model m",
        ])
    func dropped(_ command: String) throws {
        let run = try touchmark(command + " --ledger L")
        #expect(run.status == 64 && run.output.isEmpty, "\(run.status): \(run.errors)")
        #expect(try touchmark("certificate label:d/i/l --json --format json --ledger L").status == 0)
    }

    @Test("a person's id alone names her wherever a person is meant")
    func persons() throws {
        let suspended = try touchmark("annotator suspend a1 --reason r --ledger L")
        #expect(suspended.status == 0 && suspended.output.contains("annotator:a1"), "\(suspended.errors)")
        #expect(try touchmark("annotator reinstate annotator:a1 --reason r --ledger L").status == 0)
        #expect(try touchmark("export --annotator a1 -o a1.touchmark --ledger L").status == 0)
        for nobody in ["nobody:a1", "a1:", ":a1"] {
            #expect(try touchmark("annotator suspend \(nobody) --reason r --ledger L").status == 64, "\(nobody)")
            #expect(try touchmark("export --annotator \(nobody) -o x --ledger L").status == 64, "\(nobody)")
        }
    }

    @Test("help names the values that an option takes, and no others")
    func values() throws {
        for (command, there, elsewhere) in [
            ("enrol", "values: annotator, model, connector", "registrar"),
            ("key add", "values: operator, registrar, service", "annotator"),
            ("report anchors", "values: html, json, text", "csv"),
        ] {
            let help = try touchmark(command + " --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(help.contains(there) && !help.contains(elsewhere), "\(command): \(help)")
        }
        #expect(try touchmark("enrol operator --new-key x.jwk --ledger L").status == 64)
        #expect(try touchmark("key add annotator x --new-key x.jwk --ledger L").status == 64)
        #expect(
            try touchmark("witness ask --policy /dev/null --ledger L").errors.contains(
                "/dev/null cannot be read: it is no plain file."))
    }

    @Test("a ledger's vkey goes by one name in all commands")
    func logVkey() throws {
        for name in ["--key", "--log-vkey"] {
            let run = try touchmark("append --url http://127.0.0.1:1 \(name) @L/log.vkey /dev/null")
            #expect(run.status == 0, "\(name): \(run.errors)")
        }
    }

    @Test(
        "what begins with a hyphen may be a thumbprint or a time",
        arguments: [
            "key retire --kid -U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason lost",
            "key retire --kid 3U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason compromised --effective -2d",
            "annotator revoke-key annotator:a1 --kid -U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason lost",
        ])
    func hyphens(_ command: String) throws {
        let run = try touchmark(command + " --ledger L")
        #expect(run.status == 1, "it is nobody's key, and no wrong usage: \(run.errors)")
    }
}
