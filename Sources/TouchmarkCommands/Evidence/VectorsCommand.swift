import ArgumentParser
import Foundation
import Primitives
import Vectors

/// For those who write a verifier of their own: it is not shown among the commands, and described in Fixtures/Vectors/README.md.
struct VectorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Write the test vectors of the protocol.",
        discussion: """
            The same bytes in every run: Fixtures/Vectors is what this writes, and its README says how to read it.

            Example: touchmark vectors --out vectors
            """, shouldDisplay: false)

    @Option(name: [.customShort("o"), .customLong("out")], help: "The new folder.") var out: String

    func run() async throws {
        let folder = try NewDirectory(out)
        let vectors = try await VectorFiles.all()
        try folder.write { part in
            try FileManager.default.createDirectory(atPath: part + "/bundles", withIntermediateDirectories: false)
            for (path, bytes) in vectors { try Data(bytes).write(to: URL(fileURLWithPath: "\(part)/\(path)")) }
        }
        Output.line("\(out): \(vectors.count) files, \(vectors.reduce(0) { $0 + $1.bytes.count }) bytes")
    }
}
