import Foundation
import Primitives
import Testing

/// Importing a table that changed since it was imported, as an operator does.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ImportTableTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func imported(_ answer: String, _ options: String...) throws -> BuiltTool.Outcome {
        let mapping = """
            dataset: d
            origin: collected
            item: {id: "{item}", tracks: [{id: t, modality: text, mediaType: text/plain, content: "{item}"}]}
            annotator: "{who}"
            label: {name: q, id: "{who}", value: {kind: choice, choice: "{answer}"}}
            """
        try tool.write(Array(mapping.utf8), to: "map.yaml")
        try tool.write(Array("item,who,answer\nx,w1,\(answer)\n".utf8), to: "table.csv")
        return try tool.run(
            "touchmark", ["import", "table", "table.csv", "--map", "map.yaml", "--ledger", TestLedger.directory] + options)
    }

    @Test("an import that ends at its first problem says what it appended before that")
    func strict() throws {
        let stopped = try imported("yes\nx,w2,", "--strict")
        #expect(stopped.status != 0 && stopped.errors.contains("--strict"), "\(stopped.errors)")
        #expect(
            stopped.output.contains("events appended") && stopped.output.contains("1 records not imported"), "\(stopped.output)")
        let again = try imported("yes")
        #expect(again.status == 0 && again.output.hasPrefix("0 events appended"), "\(again.output)\(again.errors)")
    }

    @Test("a changed table is refused with the label and its head, and revises with --reconcile, once")
    func changed() throws {
        #expect(try imported("yes").status == 0)
        let log = try ledger.log()
        let refused = try imported("no")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("label:d/x/w1") && refused.errors.contains("--reconcile"), "\(refused.errors)")
        #expect(try ledger.log() == log)
        let revised = try imported("no", "--reconcile")
        #expect(revised.status == 0 && revised.output.hasPrefix("1 events appended"), "\(revised.output)\(revised.errors)")
        let again = try imported("no", "--reconcile")
        #expect(again.status == 0 && again.output.hasPrefix("0 events appended"), "\(again.output)\(again.errors)")
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test("a label under another annotator than before is left out, and the reason is the import's own rule")
    func anotherAnnotator() throws {
        let mapping = """
            dataset: d
            origin: collected
            item: {id: "{item}", tracks: [{id: t, modality: text, mediaType: text/plain, content: "{item}"}]}
            annotator: "{who}"
            label: {name: q, id: "{item}", value: {kind: choice, choice: "{answer}"}}
            """
        try tool.write(Array(mapping.utf8), to: "items.yaml")
        func imported(_ row: String) throws -> BuiltTool.Outcome {
            try tool.write(Array("item,who,answer\n\(row)\n".utf8), to: "items.csv")
            return try tool.touchmark(
                "import", "table", "items.csv", "--map", "items.yaml", "--reconcile", "--ledger", TestLedger.directory)
        }
        #expect(try imported("x,Ann,yes").status == 0)
        // Both are enrolled by then.
        #expect(try imported("y,Bob,yes").status == 0)
        let log = try ledger.log()
        let other = try imported("x,Bob,no")
        let said = other.output + other.errors
        #expect(other.status == 1 && said.contains("revises a label only in the name of whoever gave it its value"), "\(said)")
        #expect(!said.contains("alone"), "anybody may revise a label: the ledger takes it")
        #expect(try ledger.log() == log)
    }

    @Test("with an older copy of the vault an import revises nothing and says so, and is repeated with the newest")
    func olderVault() throws {
        let mapping = """
            dataset: d
            origin: collected
            item: {id: x, tracks: [{id: t, modality: text, mediaType: text/plain, content: "It rains."}]}
            annotator: w1
            label: {name: why, id: why, value: {kind: text, text: "{why}"}}
            """
        try tool.write(Array(mapping.utf8), to: "why.yaml")
        func imported(_ text: String) throws -> BuiltTool.Outcome {
            try tool.write(Array("why\n\(text)\n".utf8), to: "why.csv")
            return try tool.touchmark(
                "import", "table", "why.csv", "--map", "why.yaml", "--ledger", TestLedger.directory, "--reconcile")
        }
        func putBack(_ copy: String) throws {
            for end in ["", "-wal", "-shm"] { tool.remove("L/keys/vault.db" + end) }
            try tool.copy(copy, to: "L/keys/vault.db")
        }
        try tool.copy("L/keys/vault.db", to: "old.db")
        #expect(try imported("as it was").status == 0)
        try tool.copy("L/keys/vault.db", to: "newest.db")
        func entryCount() throws -> Int { try ledger.log().split(separator: "\n").count }
        let count = try entryCount()
        try putBack("old.db")
        let ended = try imported("as it is")
        #expect(
            ended.status == 1 && (ended.output + ended.errors).contains("Put back its newest copy"),
            "\(ended.output)\(ended.errors)")
        #expect(try entryCount() == count)
        try putBack("newest.db")
        let revised = try imported("as it is")
        #expect(revised.status == 0 && revised.output.hasPrefix("1 events appended"), "\(revised.output)\(revised.errors)")
    }
}
