import Foundation
import Primitives
import Testing

/// The commands for common events, while a service writes the ledger.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RemoteStatementTests {
    private let ledger: TestLedger
    private let token: String
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        token = try #require(try ledger.tool.touchmark("token", "new", "--ledger", "L", "--role", "operator").lines.first)
    }

    private func server() throws -> RunningServer { try RunningServer(ledger, options: ["--seals-seconds", "0"]) }

    /// Runs a command line that may use `$url` and `$at`, the options by which an operator names the service and himself.
    private func run(_ line: String, _ server: RunningServer, token: String? = nil) throws -> BuiltTool.Outcome {
        let script = """
            export TOUCHMARK_TOKEN=\(token ?? self.token)
            url=\(server.url)
            at="--url $url --log-vkey @L/log.vkey --signer L/keys/operator.jwk"
            \(line)
            """
        return try tool.run("/bin/bash", ["-c", script])
    }

    @Test("what operators and authorities state goes to the service, and is shown as for a directory")
    func statements() throws {
        let lines = [
            ("enrol annotator --id p-9 --new-key p9.jwk --name Ada $at", "annotator.enrolled  annotator:p-9  by operator:root"),
            (
                "authority recognise board --name Board --competence medicine --new-key board.jwk $at",
                "authority.recognised  authority:board  by operator:root"
            ),
            (
                "credential issue c-1 --annotator p-9 --competence medicine --from now --until +1y --url $url --signer board.jwk",
                "credential.issued  credential:board/c-1  by authority:board"
            ),
            (
                "credential suspend c-1 --authority board --annotator p-9 --reason r --url $url --signer board.jwk",
                "credential.suspended  credential:board/c-1  by authority:board"
            ),
            ("dataset define e --title t --purpose p --licence none $at", "dataset.defined  dataset:e  by operator:root"),
            ("requirement set e --competence medicine $at", "requirement.set  policy:e  by operator:root"),
            (
                "guideline publish g --version 1 --file L/log.vkey --dataset e $at",
                "guideline.published  guideline:g  by operator:root"
            ),
            (
                "guideline withdraw g --version 1 --reason misprinted $at",
                "guideline.withdrawn  guideline:g  by operator:root"
            ),
            (
                "annotator rotate-key --url $url --signer p9.jwk --new-key p9-2.jwk --reason yearly",
                "annotator.key-rotated  annotator:p-9  by annotator:p-9"
            ),
            ("annotator suspend annotator:p-9 --reason r $at", "annotator.suspended  annotator:p-9  by operator:root"),
            ("dataset release d 1.0 --ledger L $at", "dataset.released  release:d/1.0  by operator:root"),
            ("dataset recall d 1.0 --reason r $at", "dataset.recalled  release:d/1.0  by operator:root"),
            ("key add registrar desk --new-key desk.jwk $at", "ledger.key-added  ledger:  by operator:root"),
            (
                "key retire --kid=$(touchmark key show desk.jwk | sed 's/.*thumbprint\":\"//; s/\".*//') --reason lost $at",
                "ledger.key-retired  ledger:  by operator:root"
            ),
        ]
        do {
            let server = try server()
            for (index, (line, expected)) in zip(TestLedger.size..., lines) {
                let made = try run("touchmark " + line, server)
                #expect(made.status == 0, "\(line): \(made.errors)")
                #expect(made.lines == ["\(index)  touchmark.\(expected)"])
            }
            let receipt = try run("touchmark annotator reinstate annotator:p-9 --reason r $at --json", server)
            #expect(try Receipt(try #require(receipt.lines.first)).isTrue(under: ledger.vkey))
        }
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + lines.count + 1)
        #expect(try ledger.check().status == 0)
    }

    @Test("a refusal is shown with its rule and its remedy, as for a directory")
    func refusals() throws {
        let define = "touchmark dataset define d --title t --purpose p --licence none"
        let remote: BuiltTool.Outcome
        do { remote = try run("\(define) $at", try server()) }
        #expect(remote.status == 1 && remote.output.isEmpty)
        #expect(remote.errors == (try tool.run("/bin/bash", ["-c", "\(define) --ledger L"]).errors))
        #expect(remote.errors.contains(": "))
    }

    @Test("what is not in the ledger is said before anything is signed, and no key is made for it")
    func missing() throws {
        let server = try server()
        let stranger = try run(
            "touchmark key new --out x.jwk > x; touchmark enrol annotator --new-key y.jwk --url $url --log-vkey @L/log.vkey "
                + "--signer x.jwk", server)
        #expect(stranger.status == 1 && stranger.errors.contains("is nobody's in this ledger"), "\(stranger.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("y.jwk")))
        let version = try run("touchmark guideline withdraw g --version 7 --reason r $at", server)
        #expect(version.status == 1 && version.errors.contains("There is no version 7 of guideline:g"), "\(version.errors)")
        let annotator = try run(
            "touchmark credential issue c --annotator nobody --competence m --from now --until +1y $at", server)
        #expect(annotator.status == 1 && annotator.errors.contains("annotator:nobody is not enrolled"), "\(annotator.errors)")
    }

    @Test("without a vkey the service's own word is taken, and said to be no more")
    func statedKey() throws {
        let server = try server()
        let define = "touchmark dataset define e --title t --purpose p --licence none --url $url --signer L/keys/operator.jwk"
        let made = try run(define, server)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors.contains("says that it is \(TestLedger.origin)") && made.errors.contains("its own word"))
        let locked = try run(define, server, token: "none")
        #expect(locked.status == 1 && locked.errors.contains("TOUCHMARK_TOKEN"), "\(locked.errors)")
    }

    @Test("who knows the vkey and says who signs needs no token")
    func withoutToken() throws {
        let made = try run(
            "touchmark dataset define e --title t --purpose p --licence none $at --source operator:root", try server(),
            token: "''")
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
    }

    @Test("under another ledger's key no receipt is believed")
    func otherKey() throws {
        let other = try TestLedger()
        try tool.write(try other.tool.bytes(of: "L/log.vkey"), to: "other.vkey")
        let made = try run(
            "touchmark dataset define e --title t --purpose p --licence none --url $url --log-vkey @other.vkey "
                + "--signer L/keys/operator.jwk", try server())
        #expect(made.status == 1 && made.output.isEmpty)
        #expect(made.errors.contains("The receipt proves nothing"), "\(made.errors)")
    }

    @Test("an auditor's vkey is no log's, and nothing is sent under it")
    func cosignerKey() throws {
        let made = try tool.run(
            "/bin/bash",
            [
                "-c",
                """
                touchmark monitor new m --name auditor.example > auditor.vkey
                touchmark annotator suspend annotator:a1 --reason r --url http://127.0.0.1:1 --log-vkey @auditor.vkey \
                    --signer L/keys/operator.jwk
                """,
            ])
        #expect(made.status == 3 && made.errors.contains("is no log's vkey"), "\(made.status) \(made.errors)")
    }

    @Test("another ledger's directory is not counted for a release")
    func otherDirectory() throws {
        _ = try tool.touchmark("init", "M", "--origin", "other.example/ledger")
        let made = try run("touchmark dataset release d 1.0 --ledger M $at", try server())
        #expect(made.status == 1 && made.errors.contains("M holds other.example/ledger"), "\(made.errors)")
    }

    @Test(
        "what does not go together is wrong usage",
        arguments: ["--url http://a --log-vkey K", "--log-vkey K", "--url a --signer L/keys/operator.jwk"])
    func usage(_ options: String) throws {
        let run = try tool.run(
            "touchmark",
            ["annotator", "suspend", "annotator:a1", "--reason", "r"] + options.split(separator: " ").map(String.init))
        #expect(run.status == 64, "\(run.status) \(run.errors)")
    }
}
