import Foundation
import Primitives
import Provenance
import Testing

/// What a command that could not do all of it leaves behind: nothing that says it could.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RefusedCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func touchmark(_ command: String) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", command.split(separator: " ").map(String.init))
    }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: tool.path(name)) }

    @Test("a report that cannot be written is not issued", arguments: ["html", "csv"])
    func unwritableReport(_ format: String) throws {
        let log = try ledger.log()
        try tool.write([], to: "there")
        for out in ["nowhere/report", "there"] {
            let run = try touchmark("report d --format \(format) --out \(out) --ledger L")
            #expect(run.status == 1, "\(run.errors)")
            #expect(!run.errors.contains("is issued"))
        }
        #expect(try ledger.log() == log)
        #expect(try touchmark("report d --format \(format) --out report --ledger L").errors.contains("is issued by entry"))
        #expect(isThere("report") && !isThere("report.part"))
    }

    @Test("nothing is read as of a size that the log has not yet")
    func future() throws {
        for command in ["dataset d", "report d --draft", "trace --annotator a1", "certificate label:d/i/l"] {
            let run = try touchmark("\(command) --as-of 99999 --ledger L")
            #expect(run.status == 1 && run.output.isEmpty, "\(command)\n\(run.errors)")
            #expect(run.errors.contains("as of 99999"), "\(run.errors)")
        }
    }

    @Test("a release of nothing is made only by whoever says so")
    func emptyRelease() throws {
        let log = try ledger.log()
        let run = try touchmark("dataset release d 1.0 --split nosplit --ledger L")
        #expect(run.status == 1 && run.errors.contains("No item of d is of the split nosplit."), "\(run.errors)")
        #expect(try ledger.log() == log)
        let made = try touchmark("dataset define bare --title t --purpose p --licence none --ledger L")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try touchmark("dataset release bare 1.0 --ledger L").errors.contains("--empty"))
        #expect(try touchmark("dataset release bare 1.0 --empty --ledger L").status == 0)
    }

    @Test("a key that was made for a statement goes again with its refusal, and with that alone")
    func newKeys() throws {
        let refused = try touchmark("enrol annotator --id a1 --new-key q.jwk --ledger L")
        #expect(refused.status == 1 && !isThere("q.jwk"), "\(refused.errors)")
        let unsigned = try touchmark("annotator rotate-key --new-key q.jwk --reason yearly --ledger L")
        #expect(unsigned.status == 1 && !isThere("q.jwk"))
        #expect(unsigned.errors.contains("sign with the old key"), "\(unsigned.errors)")
        #expect(try touchmark("enrol annotator --id q --new-key q.jwk --ledger L").status == 0)
        #expect(isThere("q.jwk"))
        let again = try touchmark("enrol annotator --id r --new-key q.jwk --ledger L")
        #expect(again.status == 1 && isThere("q.jwk"), "it was there before: \(again.errors)")
    }

    @Test("what was sealed is not withheld because the vault cannot be opened")
    func lostMasterKey() throws {
        tool.remove("L/keys/vault.jwk")
        let run = try touchmark("export --ledger L --all -o all.touchmark")
        #expect(run.status == 1 && run.errors.contains("--withhold all"), "\(run.errors)")
        #expect(!isThere("all.touchmark"))
        #expect(try touchmark("export --ledger L --all --withhold all -o all.touchmark").status == 0)
    }

    @Test("a verifier whose report cannot be written gives no verdict that looks like one", arguments: ["", " --json"])
    func fullOutput(_ option: String) throws {
        #expect(try touchmark("export --ledger L --all -o all.touchmark").status == 0)
        for command in [
            "touchmark-verify all.touchmark --key @L/log.vkey\(option)",
            "touchmark compare all.touchmark all.touchmark --key @L/log.vkey\(option)",
        ] {
            let run = try tool.run("/bin/bash", ["-c", "\(command) > /dev/full"])
            #expect(run.status == 74, "\(command)")
            #expect(run.errors.contains("The report cannot be written: No space left on device"), "\(run.errors)")
        }
    }

    @Test("a bundle's name is no question that a verifier answers, and no option counts in silence for another")
    func verifierArguments() throws {
        #expect(try touchmark("export --ledger L --all -o all.touchmark").status == 0)
        for name in ["-h.touchmark", "--help", "-help", "--version"] {
            try tool.copy("all.touchmark", to: name)
            for command in [
                "touchmark-verify \(name) --key @L/log.vkey", "touchmark verify \(name) --key @L/log.vkey",
                "touchmark compare \(name) all.touchmark --key @L/log.vkey",
                "touchmark-verify compare all.touchmark \(name) --key @L/log.vkey",
            ] {
                let run = try tool.run("/bin/bash", ["-c", command])
                #expect(run.status == 64 && run.errors.contains("./\(name)"), "\(command): \(run.status) \(run.errors)")
            }
            let run = try tool.run("/bin/bash", ["-c", "touchmark-verify ./\(name) --key @L/log.vkey"])
            #expect(run.status == 0, "\(run.errors)")
        }
        for question in [
            "touchmark-verify --help", "touchmark-verify compare -h", "touchmark verify --help", "touchmark-verify --version",
        ] {
            #expect(try tool.run("/bin/bash", ["-c", question]).status == 0, "\(question)")
        }
        for option in ["--key @L/log.vkey", "--max-age 3", "--witnesses L/log.vkey"] {
            let command = "touchmark-verify all.touchmark --key @L/log.vkey \(option) \(option)"
            let run = try tool.run("/bin/bash", ["-c", command])
            #expect(run.status == 64 && run.errors.contains("more than once"), "\(command): \(run.errors)")
        }
    }

    @Test("gold that a table has otherwise since is not imported beside what is there")
    func changedGold() throws {
        let mapping = """
            dataset: d
            origin: collected
            item: {id: "{item}", tracks: [{id: t, modality: text, mediaType: text/plain, content: "{item}"}]}
            annotator: "{who}"
            label: {name: q, value: {kind: choice, choice: "{answer}"}}
            gold: {name: q, value: {kind: choice, choice: "{gold}"}}
            """
        try tool.write(Array(mapping.utf8), to: "map.yaml")
        func imported(_ gold: String) throws -> BuiltTool.Outcome {
            try tool.write(Array("item,who,answer,gold\nx,Ann,yes,\(gold)\n".utf8), to: "table.csv")
            return try touchmark("import table table.csv --map map.yaml --ledger L")
        }
        #expect(try imported("yes").status == 0)
        let log = try ledger.log()
        #expect(try imported("yes").status == 0, "the same again is there")
        let run = try imported("no")
        #expect(run.status == 1 && run.errors.contains("the ledger has gold for this question"), "\(run.errors)")
        #expect(try ledger.log() == log)
    }
}
