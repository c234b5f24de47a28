import Foundation
import Primitives
import Provenance
import Testing

/// Seals, as an operator makes them and a regulator reads them.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct SealCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func sealed() throws -> JSONValue {
        let run = try tool.touchmark("seal", "--ledger", "L", "--json")
        #expect(run.status == 0, "\(run.errors)")
        return try JSONValue(parsing: run.output)
    }

    @Test("a seal is made once, and again when something came since; the check finds it honest")
    func seals() throws {
        let first = try sealed()
        #expect(first["size"]?.integer == Int64(TestLedger.size) && first["new"] == .bool(true))
        let again = try sealed()
        #expect(again["index"] == first["index"] && again["new"] == .bool(false))
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        #expect(try sealed()["size"]?.integer == Int64(TestLedger.size) + 2)
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)")
    }

    @Test("an export seals first and is complete as sealed; --no-seal adds nothing and leaves it open")
    func exports() throws {
        // Something that the label's evidence does not need, so that its bundle is not the whole ledger.
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        let open = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "--no-seal", "-o", "open.touchmark")
        #expect(open.status == 0 && open.output.contains("without a seal"), "\(open.output)")
        #expect(try tool.verify("open.touchmark", "--key", "@L/log.vkey").status == 2)
        let export = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "-o", "sealed.touchmark")
        #expect(export.status == 0 && export.output.contains("sealed up to \(TestLedger.size + 1)"), "\(export.output)")
        let run = try tool.verify("sealed.touchmark", "--key", "@L/log.vkey")
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("complete as sealed by the operator"))
    }

    @Test("a line that is no entry is unreadable, the seal's own too", arguments: ["{}", "7", "null", "\"\\u0000"])
    func spoiltLines(_ entry: String) throws {
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        #expect(try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "-o", "b.touchmark").status == 0)
        let lines = String(decoding: try tool.bytes(of: "b.touchmark"), as: UTF8.self).split(separator: "\n").map(String.init)
        for (place, line) in lines.enumerated() where line.hasPrefix("{\"kind\":\"entry\"") {
            let parsed = try JSONValue(parsing: line)
            let index = try #require(parsed["index"]?.integer)
            var spoilt = lines
            spoilt[place] = "{\"kind\":\"entry\",\"index\":\(index),\"entry\":\(entry)}"
            _ = try tool.write(Array(spoilt.joined(separator: "\n").utf8), to: "spoilt.touchmark")
            let run = try tool.verify("spoilt.touchmark", "--key", "@L/log.vkey")
            #expect(run.status == 3, "line \(place + 1): \(run.status) \(run.output)\(run.errors)")
        }
    }

    @Test("its write-ahead log is in the index when the command ends: who opens it next has none to read through")
    func folded() throws {
        for _ in 0..<2 {
            #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
            _ = try sealed()
            let left = try? FileManager.default.attributesOfItem(atPath: tool.path("L/ledger.db-seals-wal"))[.size] as? Int
            #expect((left ?? 0) == 0)
        }
    }

    @Test("an age that is none is wrong usage", arguments: ["-1", "36501", "9223372036854775807", "9223372036854775808", "x"])
    func ages(_ age: String) throws {
        #expect(try tool.touchmark("export", "--ledger", "L", "--all", "-o", "a.touchmark").status == 0)
        #expect(try tool.verify("a.touchmark", "--key", "@L/log.vkey", "--max-age=\(age)").status == 64)
    }

    @Test("a restored copy proves by the seal that it holds")
    func restored() throws {
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        _ = try sealed()
        #expect(try tool.touchmark("backup", "--ledger", "L", "copy.db").status == 0)
        let restored = try tool.touchmark("restore", "copy.db", "R")
        #expect(restored.status == 0, "\(restored.errors)")
        let export = try tool.touchmark("export", "--ledger", "R", "--label", "label:d/i/l", "-o", "r.touchmark")
        #expect(export.status == 0 && export.errors.contains("was restored"), "\(export.errors)")
        let run = try tool.verify("r.touchmark", "--key", "@L/log.vkey")
        #expect(run.status == 0 && run.output.contains("complete as sealed by the operator"), "\(run.output)")
    }

    @Test("where it cannot be sealed, the last seal serves, and the export says why")
    func keyElsewhere() throws {
        _ = try sealed()
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        try FileManager.default.moveItem(atPath: tool.path("L/keys/service.jwk"), toPath: tool.path("service.jwk"))
        let export = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "-o", "old.touchmark")
        #expect(export.status == 0, "\(export.errors)")
        #expect(export.errors.contains("are not sealed"))
        #expect(export.output.contains("sealed up to \(TestLedger.size)"))
        #expect(try tool.verify("old.touchmark", "--key", "@L/log.vkey").status == 0)
    }

    @Test("no bundle and no report rests on a seal by a key that was stolen by then, until there is a newer one")
    func stolenKey() throws {
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        let index = try #require(try sealed()["index"]?.integer)
        let rotated = try tool.touchmark(
            "key", "rotate", "service", "--ledger", "L", "--reason", "compromised", "--effective", "-2d")
        #expect(rotated.status == 0, "\(rotated.errors)")
        func export(_ file: String, _ options: String...) throws -> BuiltTool.Outcome {
            try tool.run("touchmark", ["export", "--ledger", "L", "--label", "label:d/i/l", "-o", file] + options)
        }
        let open = try export("open.touchmark", "--no-seal")
        #expect(open.status == 0 && open.output.contains("without a seal"), "\(open.output)")
        #expect(open.errors.contains("The newest seal, entry \(index), is by a key that is declared"), "\(open.errors)")
        #expect(try tool.verify("open.touchmark", "--key", "@L/log.vkey").status == 2)
        let draft = try tool.touchmark("report", "d", "--ledger", "L", "--draft", "--format", "json")
        #expect(draft.output.contains("not evaluated: the newest seal, entry \(index), is by a key"), "\(draft.errors)")
        let anew = try export("anew.touchmark")
        #expect(anew.status == 0 && !anew.errors.contains("compromised"), "\(anew.errors)")
        let run = try tool.verify("anew.touchmark", "--key", "@L/log.vkey")
        #expect(run.status == 0 && run.output.contains("complete as sealed by the operator"), "\(run.output)")
    }

    @Test("an index that is lost or damaged is made anew", arguments: ["lost", "damaged", "changed"])
    func index(_ what: String) throws {
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        _ = try sealed()
        let path = tool.path("L/ledger.db-seals")
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        switch what {
        case "lost": try FileManager.default.removeItem(atPath: path)
        case "changed":
            try RawDatabase.tamper(with: path, "UPDATE bucket SET page = zeroblob(length(page))")
            let export = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "-o", "x.touchmark")
            #expect(export.status != 0 && export.errors.contains("touchmark rebuild"), "\(export.errors)")
        default:
            try Data(repeating: 7, count: 9000).write(to: URL(fileURLWithPath: path))
            let export = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "-o", "x.touchmark")
            #expect(export.status == 0, "what is no index at all is made anew at once: \(export.errors)")
        }
        #expect(try tool.touchmark("rebuild", "--ledger", "L").status == 0)
        let export = try tool.touchmark("export", "--ledger", "L", "--label", "label:d/i/l", "--no-seal", "-o", "y.touchmark")
        #expect(export.status == 0, "\(export.errors)")
        #expect(try tool.verify("y.touchmark", "--key", "@L/log.vkey").status == 0)
    }
}
