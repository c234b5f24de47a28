import Foundation
import Primitives
import Testing

/// `.build-static/touchmark-verify`, where `make verifier` has been run.
private enum StaticVerifier {
    static let path = BuiltProducts.packageRoot.appendingPathComponent(".build-static/touchmark-verify").path
    static var isHere: Bool { FileManager.default.isExecutableFile(atPath: path) }
}

@Suite(
    .enabled(
        if: StaticVerifier.isHere && BuiltProducts.areHere,
        "the one-file verifier is not built; make verifier builds it"))
struct StaticVerifierTests {
    private static let vectors = BuiltProducts.packageRoot.appendingPathComponent("Fixtures/Vectors")

    private let shell: Shell
    private var tool: BuiltTool { BuiltTool(directory: shell.directory) }

    init() throws { shell = try Shell() }

    @Test("It asks for the C library and its loader, and for nothing else")
    func needs() throws {
        defer { try? shell.remove() }
        let libraries = try shell.run("ldd '\(StaticVerifier.path)'").output.split(separator: "\n").compactMap {
            $0.split { $0.isWhitespace }.first?.split(separator: "/").last
        }
        #expect(!libraries.isEmpty)
        let allowed = ["linux-vdso.so.1", "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"]
        #expect(libraries.allSatisfy { allowed.contains(String($0)) || $0.hasPrefix("ld-linux") }, "\(libraries)")
    }

    @Test("It says of every test vector what the other build says")
    func agrees() throws {
        defer { try? shell.remove() }
        let index = try JSONValue(parsing: Array(Data(contentsOf: Self.vectors.appendingPathComponent("vectors.json"))))
        for vector in try #require(index["bundles"]?.array) where vector["arguments"]?["witnesses"] == .null {
            let options = [
                Self.vectors.appendingPathComponent(try #require(vector["file"]?.string)).path, "--key",
                try #require(vector["arguments"]?["key"]?.string), "--unsealed-ok",
                "--json",
            ]
            let (one, other) = (try tool.run(StaticVerifier.path, options), try tool.run("touchmark-verify", options))
            #expect(one.status == other.status && one.output == other.output && one.errors == other.errors, "\(options[0])")
        }
    }
}
