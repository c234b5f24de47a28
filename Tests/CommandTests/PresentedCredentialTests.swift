import Foundation
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

/// Credentials that others issued, brought in at the command line.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct PresentedCredentialTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    /// A ledger with an authority whose keys are stated, and an annotator whose key the tokens name.
    init() throws {
        ledger = try TestLedger()
        let vectors = try PresentedTokens()
        for name in vectors.names { try tool.write(Array((try vectors.token(name) + "\n").utf8), to: name) }
        try tool.write(vectors.jwks.canonicalBytes, to: "jwks.json")
        try tool.write(PresentedTokens.holder.jwk.canonicalBytes, to: "holder.jwk")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tool.path("holder.jwk"))
        try expectSuccess(
            "authority", "recognise", "board", "--name", "Board", "--competence", "medicine", "--new-key", "board.jwk", "--jwks",
            "jwks.json", "--issuer", "https://board.example", "--register", "Register of boards")
        try expectSuccess("enrol", "annotator", "--id", "p-1", "--key", "holder.jwk")
        try expectSuccess("key", "add", "registrar", "desk", "--new-key", "desk.jwk")
    }

    private func run(_ arguments: [String]) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", arguments + ["--ledger", TestLedger.directory])
    }

    private func expectSuccess(_ arguments: String...) throws {
        let outcome = try run(arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func present(_ token: String, _ more: String...) throws -> BuiltTool.Outcome {
        try run(["credential", "present", token, "--authority", "board", "--annotator", "p-1", "--signer", "desk.jwk"] + more)
    }

    @Test(
        "what others issued is recorded as the token says it, sealed, with what was checked",
        arguments: [
            "sd-jwt-vc-es256", "sd-jwt-vc-eddsa", "sd-jwt-vc-rs256", "sd-jwt-vc-nested", "vc-jwt-rs256", "vc-jwt-eddsa",
        ])
    func presented(name: String) throws {
        let outcome = try present(name, "--status", "valid by the list of today")
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.lines[0].hasPrefix("12  touchmark.credential.presented  credential:board/urn"))
        #expect(outcome.lines.filter { $0.contains(", checked here: ") }.count == 7)
        #expect(outcome.lines.last?.contains("on the word of registrar:desk") == true)
        let event = try #require(try presentedEvent())
        #expect(event["competence"] == "medicine/radiology")
        #expect(event["validFrom"] == "2026-01-01T00:00:00Z" && event["validUntil"] == "2036-01-01T00:00:00Z")
        #expect(event["statusChecked"] == "valid by the list of today")
        #expect(event["token"] == nil && event["_sd"]?.array?.count == 1)
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    /// `data` of the last entry.
    private func presentedEvent() throws -> JSONValue? {
        let line = try #require(try run(["log", "--json"]).lines.last)
        let parts = (try JSONValue(parsing: line)["entry"]?.string ?? "").split(separator: ".")
        let payload = try #require(parts.count == 3 ? Base64.decodeURL(String(parts[1])) : nil)
        return try JSONValue(parsing: payload)["data"]
    }

    @Test("the operator's own key presents nothing, and the holder's presents for herself")
    func signers() throws {
        let token = ["credential", "present", "sd-jwt-vc-es256", "--authority", "board", "--annotator", "p-1"]
        let byOperator = try run(token)
        #expect(byOperator.status == 1)
        #expect(byOperator.errors.contains("--signer"), "\(byOperator.errors)")
        let byHolder = try run(token + ["--signer", "holder.jwk"])
        #expect(byHolder.status == 0, "\(byHolder.errors)")
        #expect(byHolder.output.contains("by annotator:p-1"))
    }

    @Test("a badge needs a competence, which is the presenter's word")
    func badge() throws {
        let without = try present("open-badge-rs256")
        #expect(without.status == 1)
        #expect(without.errors.contains("--competence"))
        let with = try present("open-badge-rs256", "--competence", "medicine/radiology/chest")
        try #require(with.status == 0, "\(with.errors)")
        #expect(with.output.contains("Chest radiographs, level 2"))
        #expect(with.lines.contains { $0.hasPrefix("competence, on the word of registrar:desk") })
    }

    @Test(
        "a token that does not count is refused with the reason, and nothing is recorded",
        arguments: [
            ("other-key", "signature is not that of the authority's key"), ("none", "algorithm is no signature"),
            ("hs256-with-public-key", "algorithm is no signature"), ("alg-swapped", "of the type"),
            ("embedded-jwk", "no source of trust"), ("two-disclosures-of-one-claim", "a claim is there twice"),
            ("foreign-disclosure", "no digest in the token"), ("crit", "not understood"),
            ("sd-jwt-vc-expired", "expired at 2021"),
            ("sd-jwt-vc-other-issuer", "issuer is not the one"), ("sd-jwt-vc-hidden-exp", "may not stand behind a digest"),
        ])
    func refused(name: String, reason: String) throws {
        let outcome = try present(name, "--competence", "medicine/radiology", "--until", "2035-01-01", "--from", "2026-02-01")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(try run(["log", "--json"]).lines.count == 12)
    }

    @Test("what is said beside the token may not contradict it")
    func contradiction() throws {
        for more in [["--competence", "medicine"], ["--until", "2037-01-01"], ["--from", "2025-01-01"]] {
            let outcome = try run(
                [
                    "credential", "present", "sd-jwt-vc-es256", "--authority", "board", "--annotator", "p-1", "--signer",
                    "desk.jwk",
                ] + more)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("contradicted"), "\(outcome.errors)")
        }
        let other = try run([
            "credential", "present", "sd-jwt-vc-es256", "--authority", "board", "--annotator", "a1", "--signer", "desk.jwk",
        ])
        #expect(other.status == 1)
        #expect(other.errors.contains("which is somebody else's"), "\(other.errors)")
    }

    @Test("what cannot be read ends with 3", arguments: ["jwks.json", "duplicate-member", "key-binding", "not-there"])
    func unreadable(name: String) throws {
        let outcome = try present(name)
        #expect(outcome.status == 3, "\(outcome.errors)")
    }

    @Test("keys that are not for this are left out with the reason; a secret key is not taken; a set without keys is refused")
    func keySets() throws {
        let vectors = try PresentedTokens()
        let weak = try vectors.weakKey("rsa-1024")
        func recognise(_ id: String, _ keys: [JSONValue]) throws -> BuiltTool.Outcome {
            try tool.write(JSONValue.object(["keys": .array(keys)]).canonicalBytes, to: "set.json")
            return try run([
                "authority", "recognise", id, "--name", "Board", "--competence", "medicine", "--new-key", "\(id).jwk", "--jwks",
                "set.json",
            ])
        }
        let good = try #require(vectors.jwks["keys"]?.array?.first)
        let some = try recognise("b1", [weak, good])
        #expect(some.status == 0 && some.errors.contains("2048"), "\(some.errors)")
        #expect(try recognise("b2", [weak]).status == 1)
        #expect(try recognise("b3", [good, PresentedTokens.holder.jwk]).status == 3)
        #expect(try recognise("b4", []).status == 1)
    }

    @Test(
        "a badge that joserfc signs now is accepted, and shown in the certificate of a label made under it",
        .enabled(if: ForeignProgram.succeeds("python3", "-c", "import joserfc"), "Python's joserfc is not installed"))
    func joserfc() throws {
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/issue.py").path
        let issued = try tool.run("/bin/bash", ["-c", "python3 '\(script)' fresh.json holder.jwk > fresh.jwt"])
        try #require(issued.status == 0, "\(issued.errors)")
        try expectSuccess(
            "authority", "recognise", "fresh", "--name", "Fresh", "--competence", "medicine", "--new-key", "fresh.jwk", "--jwks",
            "fresh.json")
        let outcome = try run([
            "credential", "present", "fresh.jwt", "--authority", "fresh", "--annotator", "p-1", "--competence", "medicine",
            "--signer", "desk.jwk",
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let asserted = try TestLedger.sign(
            Actor(.annotator, "p-1"), LabelAsserted.type, TestLedger.label("i", "l2", on: ledger.registration),
            PresentedTokens.holder)
        try ledger.append([asserted.token])
        let certificate = try run(["certificate", "label:d/i/l2"])
        #expect(certificate.status == 0, "\(certificate.errors)")
        #expect(certificate.output.contains("signature, checked here"))
        #expect(certificate.output.contains("on the operator's word"))
    }
}
