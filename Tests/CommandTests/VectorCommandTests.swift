import Foundation
import Primitives
import Testing

@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct VectorCommandTests {
    private static let folder = BuiltProducts.packageRoot.appendingPathComponent("Fixtures/Vectors")

    private static func tool() throws -> BuiltTool {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(
            "touchmark-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        return BuiltTool(directory: place)
    }

    @Test("touchmark vectors writes what Fixtures/Vectors holds, to the byte")
    func same() throws {
        let tool = try Self.tool()
        defer { try? FileManager.default.removeItem(at: tool.directory) }
        let run = try tool.touchmark("vectors", "--out", "v")
        try #require(run.status == 0, "\(run.errors)")
        let made = try Set(FileManager.default.subpathsOfDirectory(atPath: tool.path("v")))
        let kept = try Set(FileManager.default.subpathsOfDirectory(atPath: Self.folder.path))
        // Time tokens are made by openssl, and differ in every run.
        #expect(made.union(["README.md", "times.jsonl"]) == kept)
        for path in made where path.contains(".json") {
            #expect(
                try tool.bytes(of: "v/\(path)") == Array(Data(contentsOf: Self.folder.appendingPathComponent(path))), "\(path)")
        }
        #expect(try tool.touchmark("vectors", "--out", "v").status == 1)
    }

    @Test("touchmark-verify ends with the status that each bundle asks for, and says its result")
    func verifies() throws {
        let tool = try Self.tool()
        defer { try? FileManager.default.removeItem(at: tool.directory) }
        let index = try JSONValue(parsing: Array(Data(contentsOf: Self.folder.appendingPathComponent("vectors.json"))))
        for vector in try #require(index["bundles"]?.array) {
            let (arguments, expected) = (try #require(vector["arguments"]), try #require(vector["expected"]))
            var options = [
                Self.folder.appendingPathComponent(try #require(vector["file"]?.string)).path,
                "--key", try #require(arguments["key"]?.string), "--json",
            ]
            if arguments["unsealedOk"] == true { options.append("--unsealed-ok") }
            if let policy = arguments["witnesses"]?.string {
                options += ["--witnesses", try tool.write(Array(policy.utf8), to: "policy")]
            }
            if let known = arguments["authorities"], known != [] {
                options += [
                    "--authorities", try tool.write(JSONValue.object(["authorities": known]).canonicalBytes, to: "known"),
                ]
            }
            let run = try tool.run("touchmark-verify", options)
            let name = vector["name"]?.string ?? ""
            #expect(Int64(run.status) == expected["status"]?.integer, "\(name): \(run.errors)")
            guard expected["status"] != 3 else { continue }
            #expect(try JSONValue(parsing: Array(run.output.utf8))["result"] == expected["result"], "\(name)")
        }
    }
}
