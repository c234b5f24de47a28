import Evidence
import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// Keys come and go; what was signed and exported before still says what it said.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct KeyRotationTests {
    private let ledger: TestLedger
    private let oldKey: String
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        oldKey = try ledger.vkey.text
    }

    private func export(_ file: String) throws {
        let run = try tool.touchmark("export", "--ledger", "L", "--all", "-o", file)
        #expect(run.status == 0, "\(run.errors)")
    }

    private func rotate(_ role: String, _ options: String...) throws -> BuiltTool.Outcome {
        let run = try tool.run("touchmark", ["key", "rotate", role, "--ledger", "L"] + options)
        #expect(run.status == 0, "\(run.errors)")
        return run
    }

    private func append() throws -> Receipt {
        let file = try tool.write(ledger.newItem().token, to: "token-\(UUID().uuidString)")
        let run = try tool.touchmark("append", "--ledger", "L", file)
        #expect(run.status == 0, "\(run.errors)")
        return try Receipt(try #require(run.lines.first))
    }

    @Test("after two rotations of the log's key every vkey verifies every bundle that it can know of")
    func logKey() throws {
        try export("before.touchmark")
        let secondKey = try #require(try rotate("log").lines.first)
        #expect(secondKey != oldKey)
        #expect(try ledger.vkey.text == secondKey)
        let receipt = try append()
        #expect(receipt.isTrue(under: try VerifierKey(parsing: secondKey)))
        #expect(!receipt.isTrue(under: try VerifierKey(parsing: oldKey)), "the old key signs no more")
        try export("between.touchmark")
        let thirdKey = try #require(try rotate("log").lines.first)
        _ = try append()
        try export("after.touchmark")
        let expected: [(String, [String])] = [
            ("before.touchmark", [oldKey]), ("between.touchmark", [oldKey, secondKey]),
            ("after.touchmark", [oldKey, secondKey, thirdKey]),
        ]
        for (bundle, keys) in expected {
            for key in keys {
                let run = try tool.verify(bundle, "--key", key)
                #expect(run.status == 0, "\(bundle) under \(key): \(run.output)")
            }
        }
        let unknown = try tool.verify("before.touchmark", "--key", thirdKey)
        #expect(unknown.status == 1 && unknown.output.contains("log-key-unknown"), "\(unknown.output)")
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)")
    }

    @Test("a COSE receipt is signed by the key that the log has when it is asked for, of an older entry too")
    func coseReceipts() throws {
        let entry = try append()
        let event = try #require(EventID(entry.id))
        func receipt(_ file: String) throws -> COSEReceipt {
            let run = try tool.touchmark("receipt", "\(entry.index)", "--ledger", "L", "--format", "cose", "-o", file)
            try #require(run.status == 0, "\(run.errors)")
            return try COSEReceipt(parsing: tool.bytes(of: file))
        }
        let before = try receipt("before.cose")
        let newKey = try VerifierKey(parsing: try #require(try rotate("log").lines.first))
        let after = try receipt("after.cose")
        let old = try VerifierKey(parsing: oldKey)
        for (receipt, good, bad) in [(before, old, newKey), (after, newKey, old)] {
            #expect(receipt.check(leaf: entry.leaf, event: event, with: good) == .valid)
            #expect(receipt.check(leaf: entry.leaf, event: event, with: bad) == .invalid(.notSigned))
        }
    }

    @Test("without the checkpoint that hands over, a later key is not believed")
    func unanchored() throws {
        _ = try rotate("log")
        _ = try append()
        try export("after.touchmark")
        let lines = String(decoding: try tool.bytes(of: "after.touchmark"), as: UTF8.self).split(separator: "\n")
        var kept = lines.filter { !$0.hasPrefix(#"{"kind":"consistency""#) && !$0.hasPrefix(#"{"kind":"end""#) }
        let further = try #require(kept.indices.dropFirst(2).first { kept[$0].hasPrefix(#"{"kind":"checkpoint""#) })
        kept.remove(at: further)
        try tool.write(Array(kept.map { $0 + "\n" }.joined().utf8), to: "cut.touchmark")
        let run = try tool.verify("cut.touchmark", "--key", oldKey)
        #expect(run.status == 1 && run.output.contains("log-key-unanchored"), "\(run.output)")
    }

    @Test("the check misses a checkpoint that hands over")
    func lostHandover() throws {
        _ = try rotate("log")
        _ = try append()
        let handover = TestLedger.size + 1
        try RawDatabase.tamper(with: tool.path("L/ledger.db"), "DELETE FROM checkpoint WHERE size = \(handover)")
        let check = try ledger.check()
        #expect(
            check.status == 1 && check.output.contains("hands over to the log key of entry \(handover - 1)"), "\(check.output)")
    }

    @Test("a compromised log key is an error where it is trusted, and none where its successor is")
    func compromisedLogKey() throws {
        try export("before.touchmark")
        let newKey = try #require(try rotate("log", "--reason", "compromised").lines.first)
        try export("after.touchmark")
        let old = try tool.verify("after.touchmark", "--key", oldKey)
        #expect(old.status == 1 && old.output.contains("log-key-compromised"), "\(old.output)")
        #expect(old.output.contains("The key given was compromised"), "\(old.output)")
        #expect(try tool.verify("after.touchmark", "--key", newKey).status == 0)
        #expect(try tool.verify("before.touchmark", "--key", oldKey).status == 0, "what was exported before knows nothing of it")
    }

    @Test("stopped between the event and the change of files, the ledger opens and finishes the change")
    func interrupted() throws {
        try FileManager.default.copyItem(atPath: tool.path("L/keys/log.jwk"), toPath: tool.path("old-log.jwk"))
        let newKey = try #require(try rotate("log").lines.first)
        // As a kill after the event leaves it: the event is in, the key waits. The retirement follows later.
        try FileManager.default.moveItem(atPath: tool.path("L/keys/log.jwk"), toPath: tool.path("L/keys/log-next.jwk"))
        try FileManager.default.moveItem(atPath: tool.path("old-log.jwk"), toPath: tool.path("L/keys/log.jwk"))
        try tool.write(Array((oldKey + "\n").utf8), to: "L/log.vkey")
        #expect(try append().isTrue(under: try VerifierKey(parsing: newKey)))
        #expect(try ledger.vkey.text == newKey)
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/log-next.jwk")))
        #expect(try ledger.check().status == 0)
    }

    @Test(
        "where the old log key cannot be retired, the new one is named all the same, and the next run ends the old one alone",
        arguments: ["rotated", "compromised"])
    func unretired(_ reason: String) throws {
        let database = tool.path("L/ledger.db")
        let next = TestLedger.size + 1
        try RawDatabase.tamper(
            with: database,
            "CREATE TRIGGER halt BEFORE INSERT ON entry WHEN new.idx = \(next) BEGIN SELECT RAISE(ABORT, 'halt'); END")
        let failed = try tool.touchmark("key", "rotate", "log", "--reason", reason, "--ledger", "L")
        #expect(failed.status == 1 && failed.errors.contains("the old one is not retired yet"), "\(failed.errors)")
        #expect(failed.lines == [try ledger.vkey.text] && failed.lines != [oldKey])
        try RawDatabase.dropTrigger("halt", in: database)

        let finished = try rotate("log", "--reason", reason)
        #expect(finished.lines == failed.lines && finished.errors.contains("A run before had made it"), "\(finished.errors)")
        let retired = try tool.touchmark("log", "--ledger", "L", "--type", LedgerKeyRetired.type)
        #expect(retired.lines.count == 1, "\(retired.output)")
        try export("after.touchmark")
        #expect(try tool.verify("after.touchmark", "--key", oldKey).status == (reason == "compromised" ? 1 : 0))
        #expect(try rotate("log").lines != failed.lines, "what is finished is not finished again")
        #expect(try ledger.check().status == 0)
    }

    @Test("a key that waited while the old one was stolen is not put in its place", arguments: ["log", "operator"])
    func compromisedMeanwhile(_ role: String) throws {
        let waiting = PrivateKey()
        try tool.write(Array(waiting.jwk.canonicalText.utf8), to: "L/keys/\(role)-next.jwk")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: tool.path("L/keys/\(role)-next.jwk"))
        _ = try rotate(role, "--reason", "compromised")
        let installed = try PrivateKey(jwk: JSONValue(parsing: tool.bytes(of: "L/keys/\(role).jwk")))
        #expect(installed.publicKey.thumbprint != waiting.publicKey.thumbprint)
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/\(role)-next.jwk")))
        #expect(try ledger.check().status == 0)
    }

    @Test("a rotation that is refused while somebody writes makes no key")
    func busy() throws {
        let server = try RunningServer(ledger)
        let run = try tool.touchmark("key", "rotate", "log", "--ledger", "L")
        #expect(run.status == 1 && run.errors.contains("Another process"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/log-next.jwk")))
        try server.kill()
    }

    @Test("killed at any moment of a rotation, the ledger opens and the rotation can be run again")
    func killed() throws {
        for delay in stride(from: UInt32(2_000), through: 80_000, by: 6_000) {
            let running = try tool.start("touchmark", ["key", "rotate", "log", "--ledger", "L"])
            usleep(delay)
            running.kill()
            _ = try running.wait()
            _ = try append()
        }
        let key = try #require(try rotate("log").lines.first)
        #expect(try append().isTrue(under: try VerifierKey(parsing: key)))
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)")
        try export("all.touchmark")
        #expect(try tool.verify("all.touchmark", "--key", oldKey).status == 0)
    }

    @Test("a lost key of the service is replaced without its file, and ends as lost")
    func lostServiceKey() throws {
        tool.remove("L/keys/service.jwk")
        #expect(try tool.touchmark("key", "rotate", "service", "--ledger", "L").status != 0, "nobody said that it is lost")
        let rotated = try rotate("service", "--reason", "lost")
        let made = try PrivateKey(jwk: JSONValue(parsing: tool.bytes(of: "L/keys/service.jwk")))
        #expect(rotated.lines.first == made.publicKey.thumbprint.description)
        #expect(try tool.touchmark("seal", "--ledger", "L").status == 0)
        let retired = try tool.touchmark("log", "--ledger", "L", "--type", LedgerKeyRetired.type)
        #expect(retired.lines.count == 1, "\(retired.output)\(retired.errors)")
        #expect(try ledger.check().status == 0)
    }

    @Test("a lost key of the operator is replaced by another operator, and by nobody else")
    func lostOperatorKey() throws {
        let added = try tool.touchmark("key", "add", "operator", "two", "--new-key", "two.jwk", "--ledger", "L")
        #expect(added.status == 0, "\(added.errors)")
        tool.remove("L/keys/operator.jwk")
        let alone = try tool.touchmark("key", "rotate", "operator", "--reason", "lost", "--ledger", "L")
        #expect(alone.status == 1 && alone.errors.contains("--signer"), "\(alone.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/operator-next.jwk")))
        _ = try rotate("operator", "--reason", "lost", "--signer", "two.jwk")
        let define = ["dataset", "define", "e", "--title", "t", "--purpose", "p", "--licence", "none", "--ledger", "L"]
        let run = try tool.run("touchmark", define)
        #expect(run.status == 0 && run.output.contains("by operator:root"), "\(run.output)\(run.errors)")
        #expect(try ledger.check().status == 0)
    }

    @Test("a lost log key has no successor, which is said before anything is done")
    func lostLogKey() throws {
        let run = try tool.touchmark("key", "rotate", "log", "--reason", "lost", "--ledger", "L")
        #expect(run.status == 64 && run.errors.contains("touchmark continue"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/log-next.jwk")))
    }

    @Test("the operator's key is replaced: the old one signs nothing more, and what it signed stands")
    func operatorKey() throws {
        try tool.copy("L/keys/operator.jwk", to: "old.jwk")
        _ = try rotate("operator", "--reason", "compromised")
        let define = ["dataset", "define", "e", "--title", "t", "--purpose", "p", "--licence", "none", "--ledger", "L"]
        let old = try tool.run("touchmark", define + ["--signer", "old.jwk"])
        #expect(old.status == 1 && old.errors.contains("was revoked or retired"), "\(old.errors)")
        let new = try tool.run("touchmark", define)
        #expect(new.status == 0, "\(new.errors)")
        _ = try rotate("service")
        try export("after.touchmark")
        let run = try tool.verify("after.touchmark", "--key", oldKey)
        #expect(run.status == 0, "\(run.output)")
    }
}
