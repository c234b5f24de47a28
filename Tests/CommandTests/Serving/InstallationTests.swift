import Foundation
import Testing

/// What an installed program needs beside itself, against what the documents have one install.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct InstallationTests {
    /// Debian's packages, by the library that is linked. What the C library and a static Swift bring is in neither.
    private static let packages = [
        "libsodium": "libsodium23", "libsimdjson": "libsimdjson14", "libsqlite3": "libsqlite3-0", "libjemalloc": "libjemalloc2",
        "libz": "zlib1g", "libstdc++": "libstdc++6", "libFoundationXML": "libxml2", "libxml2": "libxml2",
    ]
    private static let own = ["libswift", "lib_", "libBlocksRuntime", "libdispatch", "libFoundation"]
    private static let system = ["libc", "libm", "libgcc_s", "ld-linux-x86-64", "ld-linux-aarch64"]

    @Test(
        "The container and the instructions install every library that the program is linked with",
        .enabled(if: ForeignProgram.succeeds("readelf", "--version"), "readelf is not installed (Debian: binutils)"),
        arguments: ["Docs/Operations/Containerfile", "Docs/Operations.md"])
    func libraries(_ document: String) throws {
        let text = try String(contentsOf: BuiltProducts.packageRoot.appending(path: document), encoding: .utf8)
        let program = try #require(BuiltProducts.directory).appending(path: "touchmark").path
        let listing = try BuiltTool(directory: FileManager.default.temporaryDirectory).run(
            "/usr/bin/env", ["readelf", "-d", program])
        let linked = listing.lines.filter { $0.contains("(NEEDED)") }.compactMap {
            $0.split(separator: "[").last?.split(separator: ".").first.map(String.init)
        }
        #expect(linked.contains("libsodium"), "\(listing.output)\(listing.errors)")
        for library in linked where !Self.system.contains(library) {
            if let package = Self.packages[library] {
                #expect(text.contains(package), "\(library) is in \(package)")
            } else {
                #expect(Self.own.contains { library.hasPrefix($0) }, "of \(library) nobody knows the package")
            }
        }
    }
}
