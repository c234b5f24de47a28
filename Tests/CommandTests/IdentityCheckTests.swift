import Foundation
import Primitives
import Signatures
import Testing

/// The files beside the database are those of the log in it, or `check` says which is not.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct IdentityCheckTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private var vkey: String { String(decoding: (try? tool.bytes(of: "L/log.vkey")) ?? [], as: UTF8.self) }

    /// What `check` says of a copy in which a file was changed.
    private func check(_ file: String, _ text: String) throws -> BuiltTool.Outcome {
        try tool.copy("L", to: "copy")
        try tool.write(Array(text.utf8), to: "copy/\(file)")
        return try ledger.check("copy")
    }

    @Test("another origin in the settings is said, and which it is")
    func otherOrigin() throws {
        #expect(try ledger.check("L").status == 0)
        let outcome = try check("touchmark.yaml", "origin: other.example/ledger\n")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("names the origin “other.example/ledger”"), "\(outcome.output)")
        #expect(outcome.output.contains("“\(TestLedger.origin)”"), "\(outcome.output)")
    }

    @Test("a verifier key that is another's or none is said, with the one to write", arguments: [true, false])
    func otherKey(_ isReadable: Bool) throws {
        let other = LogSigner(origin: TestLedger.origin, key: PrivateKey()).vkey.text
        let outcome = try check("log.vkey", isReadable ? other + "\n" : "x")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("does not hold the key that signed the newest checkpoint"), "\(outcome.output)")
        #expect(outcome.output.contains("Write it there: \(vkey.trimmed)"), "\(outcome.output)")
    }

    @Test("a log key that is not the log's is said")
    func otherSigner() throws {
        try tool.copy("L", to: "copy")
        try Data(try tool.bytes(of: "L/keys/service.jwk")).write(to: URL(fileURLWithPath: tool.path("copy/keys/log.jwk")))
        let outcome = try ledger.check("copy")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("the ledger cannot go on"), "\(outcome.output)")
    }

    @Test("a log key that cannot be read as one is said, and everything else is checked all the same")
    func damagedSigner() throws {
        let outcome = try check("keys/log.jwk", "x")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("keys/log.jwk is not the key that signed the newest checkpoint"), "\(outcome.output)")
        #expect(outcome.lines.count == 1, "\(outcome.output)")
    }

    @Test("an argument that is not UTF-8 is refused, and makes nothing")
    func arguments() throws {
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: tool.directory.path).sorted() }
        let before = try names()
        let program = try #require(BuiltProducts.directory?.appendingPathComponent("touchmark").path)
        let outcome = try tool.run("/bin/sh", ["-c", "'\(program)' init \"$(printf 'n\\377')\" --origin a.example/x"])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("Argument 2 is not UTF-8"), "\(outcome.errors)")
        #expect(try names() == before)
    }
}
