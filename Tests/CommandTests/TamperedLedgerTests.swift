import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// Somebody who can write the database changes it through SQL. `touchmark check` finds it.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct TamperedLedgerTests {
    /// A ledger of some six hundred entries: full tiles, two levels, several checkpoints, a sealed text and an erased one.
    struct Victim: Sendable {
        let ledger: TestLedger
        let dataset: String

        init() throws {
            let ledger = try TestLedger()
            var transcribed = TestLedger.item("transcribed")
            transcribed["transcript"] = "what was said"
            let sealed = try TestLedger.sign(TestLedger.root, ItemRegistered.type, transcribed, ledger.operatorKey)
            var gone = TestLedger.item("forgotten")
            gone["transcript"] = "what is to be forgotten"
            let erased = try TestLedger.sign(TestLedger.root, ItemRegistered.type, gone, ledger.operatorKey)
            try ledger.append([sealed.token, erased.token])
            try ledger.append(try (0..<300).map { try ledger.newItem("early-\($0)").token })
            try ledger.append(try (0..<280).map { try ledger.newItem("late-\($0)").token })
            let erasure: JSONObject = [
                "event": erased.reference.json, "subjects": ["item:d/forgotten", "dataset:d"],
                "digests": [.string(Digest(hashing: Victim.disclosure(erased)).base64URL)], "legalBasis": "request",
            ]
            try ledger.append(
                [try TestLedger.sign(TestLedger.root, DisclosureErased.type, erasure, ledger.operatorKey).token])
            self.ledger = ledger
            dataset = try Victim.dataset(ledger, "L")
        }

        static func dataset(_ ledger: TestLedger, _ directory: String) throws -> String {
            try ledger.tool.touchmark("dataset", "show", "d", "--ledger", directory, "--json").output
        }

        private static func disclosure(_ signed: SignedDraft) -> String {
            String(decoding: signed.token.split(separator: UInt8(ascii: "~")).last ?? [], as: UTF8.self)
        }
    }

    private static let victim = Result { try Victim() }

    private static func changed(_ column: String, at place: Int) -> String {
        let other = "iif(substr(\(column), \(place + 1), 1) = X'41', X'42', X'41')"
        return "CAST(substr(\(column), 1, \(place)) || \(other) || substr(\(column), \(place + 2)) AS BLOB)"
    }

    @Test("a sound ledger checks, and its copy too")
    func sound() throws {
        let ledger = try Self.victim.get().ledger
        #expect(try ledger.check().status == 0)
        try ledger.tool.copy("L", to: "sound")
        try RawDatabase.tamper(with: ledger.tool.path("sound/ledger.db"), "SELECT 1")
        let check = try ledger.check("sound")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test(
        "what is in the log for ever cannot be changed unnoticed",
        arguments: [
            "UPDATE entry SET jws = \(changed("jws", at: 400)) WHERE idx = 8",
            "UPDATE entry SET jws = \(changed("jws", at: 30)) WHERE idx = 0",
            "UPDATE entry SET jws = X'' WHERE idx = 20",
            "UPDATE entry SET jws = (SELECT jws FROM entry WHERE idx = 21) WHERE idx = 20",
            "UPDATE entry SET recorded = recorded + 1 WHERE idx = 30",
            "UPDATE entry SET recorded = 0 WHERE idx = 30",
            "UPDATE entry SET recorded = -9223372036854775807 WHERE idx = 0",
            "UPDATE entry SET recorded = 9223372036854775807 WHERE idx = 591",
            "UPDATE entry SET idx = -1 WHERE idx = 300; UPDATE entry SET idx = 300 WHERE idx = 301; "
                + "UPDATE entry SET idx = 301 WHERE idx = -1",
            "DELETE FROM entry WHERE idx = 40",
            "DELETE FROM entry WHERE idx = 0",
            "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)",
            "DELETE FROM entry WHERE idx >= 300",
            "DELETE FROM entry",
            "DELETE FROM entry WHERE idx > 8; DELETE FROM checkpoint WHERE size > 9",
            "INSERT INTO entry SELECT idx + 1, recorded + 1, jws FROM entry ORDER BY idx DESC LIMIT 1",
            "INSERT INTO entry SELECT 9223372036854775807, recorded, jws FROM entry WHERE idx = 1",
            "INSERT INTO entry SELECT -1, recorded, jws FROM entry WHERE idx = 1",
            "UPDATE tile SET hashes = \(changed("hashes", at: 100)) WHERE place = 0",
            "UPDATE tile SET hashes = \(changed("hashes", at: 100)) WHERE place = 2",
            "UPDATE tile SET hashes = \(changed("hashes", at: 20)) WHERE place = 1 << 56",
            "UPDATE tile SET hashes = substr(hashes, 1, 320) WHERE place = 0",
            "UPDATE tile SET hashes = CAST(hashes || hashes AS BLOB) WHERE place = 2",
            "UPDATE tile SET hashes = X'00' WHERE place = 1",
            "DELETE FROM tile WHERE place = 1", "DELETE FROM tile WHERE place = 1 << 56", "DELETE FROM tile",
            "UPDATE checkpoint SET note = replace(note, 'test.example', 'best.example') WHERE size = 11",
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 9) WHERE size = 11",
            "UPDATE checkpoint SET note = '' WHERE size = 2",
            "UPDATE checkpoint SET note = note || note WHERE size = (SELECT max(size) FROM checkpoint)",
            "UPDATE checkpoint SET size = 10 WHERE size = 11",
            "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)", "DELETE FROM checkpoint",
            "INSERT INTO checkpoint SELECT size + 1, note FROM checkpoint ORDER BY size DESC LIMIT 1",
            "UPDATE disclosure SET sealed = \(changed("sealed", at: 40)) WHERE sealed IS NOT NULL AND idx = 9",
            "UPDATE disclosure SET sealed = X'' WHERE sealed IS NOT NULL AND idx = 9",
            "UPDATE disclosure SET digest = 'A' || substr(digest, 2) WHERE sealed IS NOT NULL AND idx = 9",
            "UPDATE disclosure SET idx = 100 WHERE sealed IS NOT NULL AND idx = 9",
            "UPDATE disclosure SET idx = 9223372036854775807 >> 8, place = -1 WHERE sealed IS NULL",
            "UPDATE disclosure SET key = key + 1 WHERE sealed IS NOT NULL AND idx = 9",
            "UPDATE disclosure SET place = 9223372036854775807 WHERE sealed IS NOT NULL AND idx = 9",
            "DELETE FROM disclosure WHERE sealed IS NULL",
            "UPDATE disclosure SET sealed = randomblob(99) WHERE sealed IS NULL",
            "UPDATE disclosure SET sealed = other.sealed, key = other.key, place = other.place "
                + "FROM disclosure AS other WHERE disclosure.sealed IS NULL AND other.idx = 9",
        ])
    func log(_ sql: String) throws {
        try checkTampered(sql) { victim, copy, check in
            #expect([1, 3].contains(check.status), "\(check.status): \(check.output)\(check.errors)")
            #expect(!(check.output + check.errors).isEmpty)
            try expectClearEnds(victim, copy)
        }
    }

    /// Checks a copy of the ledger in which something was changed.
    private func checkTampered(_ sql: String, _ expect: (Victim, _ copy: String, BuiltTool.Outcome) throws -> Void) throws {
        let victim = try Self.victim.get()
        let copy = "tampered-\(UUID().uuidString)"
        try victim.ledger.tool.copy("L", to: copy)
        defer { victim.ledger.tool.remove(copy) }
        try RawDatabase.tamper(with: victim.ledger.tool.path(copy + "/ledger.db"), sql)
        let check = try victim.ledger.check(copy)
        try expect(victim, copy, check)
    }

    @Test(
        "what was taken away or slipped in beside the log is named",
        arguments: [
            (
                "UPDATE disclosure SET sealed = NULL, key = NULL WHERE sealed IS NOT NULL AND idx = 9",
                "no event says that it was erased"
            ),
            ("INSERT INTO tile SELECT place + 100, hashes FROM tile WHERE place = 0", "tiles that the tree has not: 1"),
            (
                "INSERT INTO cosignature VALUES(10, 0, '— w.example AAAABBBB')",
                "cosignatures of a checkpoint that is not there: 1"
            ),
            ("INSERT INTO time_token VALUES(10, 0, X'00')", "time tokens of a checkpoint that is not there: 1"),
            ("INSERT INTO time_token VALUES(9, 0, X'00')", "is none. It is no time-stamp token"),
            ("INSERT INTO cosigner VALUES('nobody', 9)", "table of cosigners"),
            ("CREATE TABLE mine(a)", "table mine is in the database and does not belong there"),
            ("DROP INDEX disclosure_key", "index disclosure_key is missing"),
        ])
    func beside(_ sql: String, _ words: String) throws {
        try checkTampered(sql) { _, _, check in
            #expect(check.status == 1 && check.output.contains(words), "\(check.status): \(check.output)\(check.errors)")
        }
    }

    @Test("a trigger that is gone, and a disclosure that is, are told")
    func gone() throws {
        let ledger = try Self.victim.get().ledger
        let copy = "tampered-\(UUID().uuidString)"
        try ledger.tool.copy("L", to: copy)
        defer { ledger.tool.remove(copy) }
        let file = ledger.tool.path(copy + "/ledger.db")
        try RawDatabase.tamper(with: file, "DELETE FROM disclosure WHERE sealed IS NOT NULL AND idx = 9")
        let absent = try ledger.check(copy)
        // It cannot be told from one that was never given.
        #expect(absent.status == 0 && absent.output.contains("Sealed values whose text is not here: 1."), "\(absent.output)")
        try RawDatabase.dropTrigger("entry_no_delete", in: file)
        let check = try ledger.check(copy)
        #expect(check.status == 1 && check.output.contains("trigger entry_no_delete is missing"), "\(check.output)")
    }

    @Test(
        "what follows from the log is held against it, and made right by a rebuild",
        arguments: [
            "UPDATE label_versions SET versions = \(changed("versions", at: 1))",
            "UPDATE label_versions SET versions = \(changed("versions", at: 4))",
            "UPDATE label_versions SET versions = \(changed("versions", at: 20))",
            "UPDATE label_versions SET versions = \(changed("versions", at: 26))",
            "UPDATE label_versions SET versions = CAST(replace(CAST(versions AS TEXT), 'yes', 'noo') AS BLOB)",
            "UPDATE label_versions SET versions = CAST(replace(CAST(versions AS TEXT), 'a1', 'a2') AS BLOB)",
            "UPDATE label_versions SET versions = CAST(replace(CAST(versions AS TEXT), 'not-r', 'mot-r') AS BLOB)",
            "UPDATE label_versions SET versions = CAST(versions || versions AS BLOB)",
            "UPDATE label_versions SET versions = X''", "UPDATE label_versions SET versions = X'FF'",
            "UPDATE label_versions SET versions = X'FFFFFFFFFFFFFFFFFF7F'", "UPDATE label_versions SET first = first + 1",
            "UPDATE label_versions SET first = first - 1", "UPDATE label_versions SET first = -1", "DELETE FROM label_versions",
            "UPDATE item_run SET items = \(changed("items", at: 0))", "UPDATE item_run SET items = \(changed("items", at: 9))",
            "UPDATE item_run SET items = \(changed("items", at: 40))", "UPDATE item_run SET items = \(changed("items", at: 100))",
            "UPDATE item_run SET items = X''", "UPDATE item_run SET items = X'FFFFFFFFFFFFFFFFFF7F'",
            "UPDATE item_run SET items = substr(items, 1, length(items) - 1)", "UPDATE item_run SET id = id + 1000",
            "DELETE FROM item_run", "UPDATE item_fold SET state = X''", "UPDATE item_fold SET state = X'FFFFFFFFFFFFFFFFFF7F'",
            "UPDATE item_fold SET state = \(changed("state", at: 1))", "DELETE FROM item_fold",
            "UPDATE item_history SET touches = X''", "UPDATE item_history SET touches = X'FFFFFFFFFFFFFFFFFFFF'",
            "UPDATE item_history SET touches = X'07FFFFFFFFFFFFFFFF7F'",
            "UPDATE item_history SET touches = X'070101FFFFFFFFFFFFFFFF7F41'",
            "UPDATE item_history SET key = CAST(X'FF' || key AS BLOB)",
            "DELETE FROM item_history WHERE key = (SELECT min(key) FROM item_history)",
            "UPDATE wide_history SET offsets = substr(offsets, 1, length(offsets) - 2)",
            "UPDATE wide_history SET offsets = X'FF'", "UPDATE wide_history SET block = 9223372036854775807",
            "UPDATE wide_history SET subject = 'nonsense' WHERE subject = 'dataset:d'",
            "UPDATE history SET offsets = X'FFFF' WHERE subject = 'ledger:'",
            "UPDATE history SET offsets = X'00' WHERE subject = 'annotator:a1'",
            "UPDATE history SET block = -1 WHERE subject = 'annotator:a1'", "DELETE FROM history WHERE subject = 'annotator:a3'",
            "INSERT INTO history VALUES('authority:nobody', 0, X'0001')",
            "UPDATE key SET actor = 'operator:root'", "UPDATE key SET actor = ''", "UPDATE key SET key = X'00'",
            "UPDATE key SET key = (SELECT key FROM key WHERE actor = 'annotator:a1') WHERE actor = 'operator:root'",
            "UPDATE key SET thumbprint = X'00' WHERE actor = 'operator:root'", "DELETE FROM key",
            "UPDATE event SET idx = idx + 1", "UPDATE event SET idx = -1", "UPDATE event SET id = X'00' WHERE idx = 5",
            "DELETE FROM event WHERE idx = 5", "UPDATE dataset SET title = 'other'", "DELETE FROM dataset",
            "UPDATE item SET item = 'j' WHERE item = 'i'", "UPDATE item SET idx = -5 WHERE item = 'i'", "DELETE FROM item",
            "UPDATE actor SET custody = 'connector'", "UPDATE actor SET custody = 'nonsense'",
            "UPDATE actor SET kind = 'model' WHERE id = 'a1'", "DELETE FROM actor WHERE id = 'a2'",
            "INSERT INTO credential VALUES('a1', 4, 'credential:x/y', 'medicine', 0, 9223372036854775807)",
        ])
    func derived(_ sql: String) throws {
        let victim = try Self.victim.get()
        let copy = "tampered-\(UUID().uuidString)"
        try victim.ledger.tool.copy("L", to: copy)
        defer { victim.ledger.tool.remove(copy) }
        try RawDatabase.tamper(with: victim.ledger.tool.path(copy + "/ledger.db"), sql)
        let check = try victim.ledger.check(copy)
        #expect(check.status == 1, "\(check.status): \(check.output)\(check.errors)")
        #expect(check.output.contains("touchmark rebuild"), "\(check.output)\(check.errors)")
        try expectClearEnds(victim, copy)
        let rebuild = try victim.ledger.tool.touchmark("rebuild", "--ledger", copy)
        #expect(rebuild.status == 0, "\(rebuild.errors)")
        let after = try victim.ledger.check(copy)
        #expect(after.status == 0, "\(after.output)\(after.errors)")
        #expect(try Victim.dataset(victim.ledger, copy) == victim.dataset)
    }

    @Test(
        "nothing is released, or shown as the dataset, that its entries do not say",
        arguments: [("yes", "noo"), (#""choice":"yes""#, #""choice"z"yes""#), ("a1", "a2")])
    func released(_ word: String, _ other: String) throws {
        let victim = try Self.victim.get()
        let copy = "tampered-\(UUID().uuidString)"
        try victim.ledger.tool.copy("L", to: copy)
        defer { victim.ledger.tool.remove(copy) }
        try RawDatabase.tamper(
            with: victim.ledger.tool.path(copy + "/ledger.db"),
            "UPDATE label_versions SET versions = CAST(replace(CAST(versions AS TEXT), '\(word)', '\(other)') AS BLOB)")
        for command in [["release", "d", "9"], ["show", "d", "--format", "jsonl"], ["show", "d", "--format", "csv"]] {
            let run = try victim.ledger.tool.run("touchmark", ["dataset"] + command + ["--ledger", copy])
            #expect(run.status != 0 && run.errors.contains("touchmark rebuild"), "\(command): \(run.output)\(run.errors)")
        }
        #expect(try !victim.ledger.tool.touchmark("log", "--ledger", copy, "--json").output.contains("dataset.released"))
    }

    @Test("an item whose row points at another event is not left out of what is released")
    func misplacedItem() throws {
        let victim = try Self.victim.get()
        let copy = "tampered-\(UUID().uuidString)"
        try victim.ledger.tool.copy("L", to: copy)
        defer { victim.ledger.tool.remove(copy) }
        try RawDatabase.tamper(
            with: victim.ledger.tool.path(copy + "/ledger.db"), "UPDATE item SET idx = 8 WHERE item = 'i'")
        let release = try victim.ledger.tool.touchmark("dataset", "release", "d", "9", "--ledger", copy)
        #expect(release.status != 0 && release.errors.contains("touchmark rebuild"), "\(release.output)\(release.errors)")
    }

    /// Every command gives an answer or says why it has none.
    private func expectClearEnds(_ victim: Victim, _ copy: String) throws {
        let tool = victim.ledger.tool
        let token = try tool.write(try victim.ledger.newItem().token, to: "token-\(UUID().uuidString)")
        for command in [
            "log --json", "log --subject label:d/i/l", "dataset show d --json", "certificate label:d/i/l",
            "export --label label:d/i/l -o \(copy)/label.touchmark", "append \(token)",
        ] {
            let run = try tool.run("touchmark", command.split(separator: " ").map(String.init) + ["--ledger", copy])
            #expect([0, 1, 3].contains(run.status), "\(command): \(run.status) \(run.errors)")
            #expect(run.status == 0 || run.errors.contains("."), "\(command) gives no reason")
            #expect(!run.errors.hasPrefix("Error:"), "\(command): \(run.errors)")
        }
    }
}
