import Foundation
import LedgerTesting
import Provenance
import Testing

/// What is left of a ledger in the making says what to do, and nothing of a key stays.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct KilledInitTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: tool.path(name)) }

    @Test("killed at any moment, init leaves a whole ledger or none; once what it left is removed it makes one")
    func killed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for number in 0..<12 {
            let name = "N\(number)"
            let running = try tool.start("touchmark", ["init", name, "--origin", "n.example/l"])
            usleep(UInt32.random(in: 0..<60_000, using: &random))
            running.kill()
            _ = try running.wait()
            if !isThere(name) {
                let none = try tool.touchmark("log", "--ledger", name)
                #expect(none.status == 3 && none.errors.contains("Make one with touchmark init"), "\(none.errors) seed \(seed)")
                if isThere(name + ".part") {
                    let refused = try tool.touchmark("init", name, "--origin", "n.example/l")
                    #expect(refused.status == 1 && refused.errors.contains("\(name).part is in the way"), "\(refused.errors)")
                    tool.remove(name + ".part")
                }
                #expect(try tool.touchmark("init", name, "--origin", "n.example/l").status == 0, "seed \(seed)")
            }
            #expect(try tool.touchmark("log", "--ledger", name).lines.count == 2, "seed \(seed)")
            #expect(!isThere(name + ".part"))
        }
    }

    @Test("an empty directory that is there becomes the ledger itself; one that was begun says what it is")
    func empty() throws {
        try FileManager.default.createDirectory(
            atPath: tool.path("E"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o710])
        #expect(try tool.touchmark("init", "E", "--origin", "n.example/l").status == 0)
        let permissions = try FileManager.default.attributesOfItem(atPath: tool.path("E"))[.posixPermissions] as? Int
        #expect(permissions == 0o710, "it is the same directory")
        #expect(try tool.touchmark("init", "a/b/c", "--origin", "n.example/l").status == 0, "with those above it")
        tool.remove("E/touchmark.yaml")
        let begun = try tool.touchmark("log", "--ledger", "E")
        #expect(begun.status == 3 && begun.errors.contains("put that file back"), "\(begun.errors)")
    }

    @Test("a key under the name of a file in the making is removed once nobody can be making it, and nothing else is")
    func leftKeys() throws {
        let names = ["operator.jwk.17-42.new", "log.jwk.17-43.new", "operator.new", "operator.jwk.x-42.new"]
        for name in names { try tool.write("{}".utf8, to: "L/keys/" + name) }
        // The log's is being made just now, for all that anybody knows.
        for name in names where !name.hasPrefix("log") { try age("L/keys/" + name) }
        try ledger.append([try ledger.newItem().token])
        #expect(names.filter { isThere("L/keys/" + $0) } == Array(names.dropFirst()))
    }

    private func age(_ name: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: tool.path(name))
    }
}
