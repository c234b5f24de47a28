import Foundation
import LedgerTesting
import Primitives
import Provenance
import Testing

/// A database that a disk or a hand has damaged below SQL.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct DamagedFileTests {
    private static let copies = 60

    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try ledger.append(try (0..<300).map { try ledger.newItem("item-\($0)").token })
    }

    private static let commands = [
        "log --json", "dataset show d --json", "certificate label:d/i/l", "log --subject dataset:d", "append token",
    ]

    /// What each command ends with on a ledger directory.
    private func run(_ directory: String) throws -> [BuiltTool.Outcome] {
        try Self.commands.map { try tool.run("touchmark", $0.split(separator: " ").map(String.init) + ["--ledger", directory]) }
    }

    @Test("a database that was cut short is refused at once and left as it is")
    func cutShort() throws {
        try tool.write(try ledger.newItem().token, to: "token")
        let whole = try tool.bytes(of: "L/ledger.db")
        let lengths = [
            0, 1, 15, 16, 99, 100, 512, 4096, 8191, 8192, 8193, 65_536, whole.count / 2, whole.count - 8192, whole.count - 1,
        ]
        for length in lengths {
            try tool.copy("L", to: "cut")
            try tool.write(whole.prefix(length), to: "cut/ledger.db")
            for (command, outcome) in zip(Self.commands, try run("cut")) {
                #expect(outcome.status == 3, "\(command) at \(length): \(outcome.status) \(outcome.errors)")
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains("was cut short"), "\(command) at \(length): \(outcome.errors)")
                #expect(outcome.errors.contains("Restore it from a backup."))
            }
            #expect(try ledger.check("cut").status == 3)
            #expect(try tool.bytes(of: "cut/ledger.db") == Array(whole.prefix(length)))
        }
    }

    @Test("bytes changed anywhere crash nothing, and what changes an answer does not pass the check")
    func flipped() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("DamagedFileTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        // A token that is there: its receipt is read, not written.
        try tool.write(try Self.first(ledger), to: "token")
        let sound = try run("L").map(\.output)
        let whole = try tool.bytes(of: "L/ledger.db")
        // Most of a database is empty.
        let places = whole.indices.filter { whole[$0] != 0 }
        var found = 0
        for copy in 0..<Self.copies {
            try tool.copy("L", to: "flipped")
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard let place = places.randomElement(using: &random) else { continue }
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            try tool.write(bytes, to: "flipped/ledger.db")
            let check = try ledger.check("flipped")
            #expect([0, 1, 3].contains(check.status), "seed \(seed), copy \(copy): \(check.status) \(check.errors)")
            if check.status != 0 { found += 1 }
            for (place, outcome) in try run("flipped").enumerated() {
                let what = "seed \(seed), copy \(copy): \(Self.commands[place]): \(outcome.status) \(outcome.errors)"
                #expect([0, 1, 3].contains(outcome.status), "\(what)")
                #expect(outcome.status == 0 || !outcome.errors.isEmpty, "\(what)")
                #expect(outcome.status != 0 || outcome.output == sound[place] || check.status != 0, "\(what)")
            }
        }
        #expect(found > Self.copies / 2, "seed \(seed): only \(found) of \(Self.copies) were noticed")
    }

    /// Overwrites the first page of a table.
    private func damage(_ table: String, in file: String, pageSize: Int) throws {
        let page = try RawDatabase.rootPage(of: table, in: tool.path(file))
        var bytes = try tool.bytes(of: file)
        bytes.replaceSubrange((page - 1) * pageSize..<page * pageSize, with: Array(repeating: 0, count: pageSize))
        try tool.write(bytes, to: file)
    }

    @Test(
        "a damaged page is named by its table, and the rest is checked all the same",
        arguments: ["item", "wide_history", "cosignature"])
    func page(_ table: String) throws {
        try tool.copy("L", to: "paged")
        try damage(table, in: "paged/ledger.db", pageSize: 8192)
        let check = try ledger.check("paged")
        #expect(
            [1, 3].contains(check.status) && check.output.contains("table \(table)"),
            "\(check.status) \(check.output)\(check.errors)")
    }

    @Test("a damaged page of the vault is found")
    func vaultPage() throws {
        try tool.copy("L", to: "paged")
        try damage("keeper", in: "paged/keys/vault.db", pageSize: 4096)
        let check = try ledger.check("paged")
        #expect(
            check.status == 1 && check.output.contains("vault of disclosures"), "\(check.status) \(check.output)\(check.errors)")
    }

    @Test("a check leaves nothing in the directory for temporary files")
    func temporaryFiles() throws {
        func names() throws -> Set<String> { try Set(FileManager.default.contentsOfDirectory(atPath: tool.directory.path)) }
        let before = try names()
        #expect(try ledger.check().status == 0)
        #expect(try names() == before)
    }

    private static func first(_ ledger: TestLedger) throws -> [UInt8] {
        let line = try ledger.log().split(separator: "\n")[20]
        let entry = try JSONValue(parsing: Array(line.utf8))["entry"]?.string ?? ""
        return Array(entry.split(separator: " ")[1].utf8)
    }

    @Test("what a killed writer left and a disk cut short is an earlier state, or refused")
    func cutLog() throws {
        guard mkfifo(tool.path("tokens"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let writer = try tool.start("touchmark", ["append", "--ledger", "L", "tokens"])
        let pipe = try #require(FileHandle(forWritingAtPath: tool.path("tokens")))
        // As many as are written at once: then it waits for more, with the commit in the write-ahead log alone.
        for number in 0..<1000 { try pipe.write(contentsOf: Data(try ledger.newItem("later-\(number)").token + [0x0A])) }
        while writer.isRunning, writer.outputByteCount == 0 { usleep(1000) }
        writer.kill()
        #expect(try writer.wait().status == -SIGKILL)
        try tool.copy("L", to: "killed")
        let log = try ledger.log("killed")
        #expect(log.split(separator: "\n").count == TestLedger.size + 1300)

        for (file, share) in [
            ("ledger.db-wal", 0), ("ledger.db-wal", 1), ("ledger.db-wal", 6), ("ledger.db-wal", 9), ("ledger.db", 5),
        ] {
            try tool.copy("L", to: "cut")
            tool.remove("cut/ledger.db-shm")
            let bytes = try tool.bytes(of: "L/" + file)
            try tool.write(bytes.prefix(bytes.count * share / 10), to: "cut/" + file)
            let shown = try tool.touchmark("log", "--ledger", "cut", "--json")
            #expect([0, 3].contains(shown.status), "\(file) at \(share)/10: \(shown.errors)")
            #expect(shown.status == 0 || shown.errors.contains("estore it from a backup"), "\(shown.errors)")
            #expect(log.hasPrefix(shown.output))
            #expect(try ledger.check("cut").status == shown.status)
        }
    }

    @Test("a ledger from the future is refused by all, and left as it is", arguments: ["PRAGMA user_version = 2"])
    func future(_ sql: String) throws {
        try tool.write(try ledger.newItem().token, to: "token")
        try tool.copy("L", to: "future")
        try RawDatabase.tamper(with: tool.path("future/ledger.db"), sql)
        let before = try tool.bytes(of: "future/ledger.db")
        for outcome in try run("future") + [ledger.check("future")] {
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("was written by a newer Touchmark"), "\(outcome.errors)")
            #expect(outcome.errors.contains("Use that version or a later one."))
        }
        #expect(try tool.bytes(of: "future/ledger.db") == before)
    }

    @Test("another program's database is refused", arguments: ["PRAGMA application_id = 0", "PRAGMA application_id = 1"])
    func foreign(_ sql: String) throws {
        try tool.copy("L", to: "foreign")
        try RawDatabase.tamper(with: tool.path("foreign/ledger.db"), sql)
        let outcome = try ledger.check("foreign")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("is a database of another program"), "\(outcome.errors)")
    }

    @Test("without its database a ledger directory says so")
    func missing() throws {
        try tool.write(try ledger.newItem().token, to: "token")
        try tool.copy("L", to: "missing")
        tool.remove("missing/ledger.db")
        for outcome in try run("missing") + [ledger.check("missing")] {
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("There is no ledger at"), "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: tool.path("missing/ledger.db")))
    }
}
