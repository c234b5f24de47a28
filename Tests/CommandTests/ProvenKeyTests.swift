import Foundation
import Primitives
import Signatures
import Testing

/// `touchmark key prove`: a key enters a ledger and does not leave its owner.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ProvenKeyTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try tool.touchmark("key", "new", "--out", "own.jwk")
    }

    private func run(_ line: String) throws -> BuiltTool.Outcome { try tool.run("/bin/bash", ["-c", "touchmark \(line)"]) }

    /// Proves `own.jwk` where the ledger is not at hand.
    private func prove(as source: String, in origin: String = TestLedger.origin) throws {
        let made = try run("key prove --key own.jwk --source \(source) --origin \(origin) > own.proof")
        #expect(made.status == 0, "\(made.errors)")
    }

    @Test("a person's proof names her, holds nothing secret, and enrols the key that she goes on signing with")
    func enrolled() throws {
        try prove(as: "annotator")
        let proof = try JSONValue(parsing: tool.bytes(of: "own.proof"))
        let source = try #require(proof["source"]?.string)
        #expect(source.hasPrefix("annotator:p-") && proof["jwk"]?["d"] == nil)
        try FileManager.default.moveItem(atPath: tool.path("own.jwk"), toPath: tool.path("away.jwk"))
        let enrolled = try run("enrol annotator --proof own.proof --ledger L")
        #expect(enrolled.lines == ["9  touchmark.annotator.enrolled  \(source)  by operator:root"], "\(enrolled.errors)")
        let rotated = try run("annotator rotate-key --new-key next.jwk --reason yearly --signer away.jwk --ledger L")
        #expect(rotated.lines == ["10  touchmark.annotator.key-rotated  \(source)  by \(source)"], "\(rotated.errors)")
    }

    @Test(
        "authorities, officers and new keys of somebody known enter by proofs too",
        arguments: [
            ("authority:board", "authority recognise board --name Board --competence medicine"),
            ("registrar:desk", "key add registrar desk"),
            ("annotator:a1", "annotator rotate-key --reason yearly --signer first.jwk"), ("model:m", Self.model),
        ])
    func introduced(_ source: String, _ command: String) throws {
        try tool.write(Array((ledger.firstKey.jwk.canonicalText + "\n").utf8), to: "first.jwk")
        _ = try tool.run("/bin/chmod", ["600", tool.path("first.jwk")])
        try prove(as: source)
        let made = try run("\(command) --proof own.proof --ledger L")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try ledger.check().status == 0)
    }

    private static let model = "enrol model --model m --version 1 --digest sha256:" + String(repeating: "0", count: 64)

    @Test("a proof for somebody else or another ledger is not sent, and the ledger stays as it is")
    func otherStatement() throws {
        try prove(as: "annotator:p-1")
        let other = try run("enrol annotator --id p-2 --proof own.proof --ledger L")
        #expect(other.status == 1)
        #expect(
            other.errors.contains("proven as annotator:p-1's in test.example/ledger, not as annotator:p-2's"), "\(other.errors)")
        try FileManager.default.removeItem(atPath: tool.path("own.proof"))
        try prove(as: "annotator:p-1", in: "other.example/ledger")
        let elsewhere = try run("enrol annotator --proof own.proof --ledger L")
        #expect(elsewhere.status == 1 && elsewhere.errors.contains("in other.example/ledger, not"), "\(elsewhere.errors)")
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size)
    }

    @Test(
        "a proof that does not hold, or is none, is refused with what to do",
        arguments: [
            ("sed -i s/p-1/p-2/ own.proof", 1, "The key in own.proof is not proven"),
            ("touchmark key show own.jwk > own.proof", 3, "Its holder makes one with touchmark key prove"),
            ("echo x > own.proof", 3, "is no proof of a key"), ("rm own.proof", 3, "cannot be read"),
        ] as [(String, Int32, String)])
    func damaged(_ damage: String, _ status: Int32, _ sentence: String) throws {
        try prove(as: "annotator:p-1")
        _ = try tool.run("/bin/bash", ["-c", damage])
        let refused = try run("enrol annotator --proof own.proof --ledger L")
        #expect(refused.status == status && refused.errors.contains(sentence), "\(refused.status) \(refused.errors)")
    }

    @Test(
        "one way in is named, and an actor",
        arguments: [
            "enrol annotator --ledger L", "enrol annotator --key own.jwk --proof p --ledger L",
            "key prove --key own.jwk --source nobody --origin o",
        ])
    func usage(_ line: String) throws { #expect(try run(line).status == 64) }
}
